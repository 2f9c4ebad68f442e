import { expect, it } from "vitest";
import { shortId } from "./short-id.ts";

it("keeps an id that is one, and makes one of any other, always the same", () => {
  expect(shortId("D681PevKs")).toBe("D681PevKs");
  const ids = Array.from({ length: 5000 }, (_, at) => `call_${at}`);
  const short = ids.map(shortId);
  expect(short.filter((id) => !/^[0-9A-Za-z]{9}$/.test(id))).toEqual([]);
  expect(new Set(short).size).toBe(ids.length);
  expect(ids.map(shortId)).toEqual(short);
});
