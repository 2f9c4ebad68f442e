import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { cacheDigest } from "./cache-digest.ts";

it("is the beginning of SHA-256, whatever the length", () => {
  const texts = Array.from({ length: 200 }, (_, length) => "aé7\u{1f600}".repeat(length).slice(0, length));
  for (const text of [...texts, "x".repeat(100_000)])
    expect(cacheDigest(text)).toBe(createHash("sha256").update(text).digest("hex").slice(0, 32));
});
