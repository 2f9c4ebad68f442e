import { dirname } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sessionFile } from "./session-file.ts";

const name = (sessionId: string) => sessionFile("/c", sessionId).slice("/c/".length);

it("keeps what can be read, and escapes all else", () => {
  expect(name("ann_1-b")).toBe("ann_1-b.jsonl");
  expect(name("Ann")).toBe("%41nn.jsonl");
  expect(name("../../etc/passwd")).toBe("%2e%2e%2f%2e%2e%2fetc%2fpasswd.jsonl");
  expect(name("..")).toBe("%2e%2e.jsonl");
  expect(name("a\0b")).toBe("a%00b.jsonl");
  expect(name("é")).toBe("%c3%a9.jsonl");
  expect(name("con")).toBe("%63on.jsonl");
  expect(name("lpt1")).toBe("%6cpt1.jsonl");
  expect(name("x".repeat(1000))).toMatch(/^%sha256-[0-9a-f]{64}\.jsonl$/);
});

it("refuses what is no text", () => {
  for (const sessionId of ["", "a\ud800", undefined as never])
    expect(() => name(sessionId)).toThrow("The id of a session");
});

const ids = fc.string({ unit: "binary", minLength: 1, maxLength: 120 });

it("stays in its folder, and is another file for each id, whatever capitals mean", () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      const file = sessionFile("/c", one);
      expect(dirname(file)).toBe("/c");
      expect(name(one)).toMatch(/^[a-z0-9_%-]+\.jsonl$/);
      expect(Buffer.byteLength(name(one))).toBeLessThanOrEqual(255);
      if (one !== other) expect(name(other)).not.toBe(name(one));
    }),
  );
});
