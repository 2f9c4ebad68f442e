import { expect, test } from "vitest";
import { Drafts } from "./drafts.ts";
import { mergeRecords } from "./metadata.ts";
import type { DataRecord } from "./record.ts";

const merge = (a: DataRecord, b: DataRecord, joined?: ReadonlySet<string>) => mergeRecords(new Drafts(), a, b, joined);

test("the last scalar wins: strings are not glued, numbers not added", () => {
  expect(merge({ finish_reason: "stop", n: 1, ok: true }, { finish_reason: "stop", n: 2, ok: false })).toEqual({
    finish_reason: "stop",
    n: 2,
    ok: false,
  });
});

test("null and undefined do not overwrite, and are kept where nothing else is known", () => {
  expect(merge({ a: 1, b: "x", c: 0 }, { a: null, b: undefined, d: null })).toEqual({ a: 1, b: "x", c: 0, d: null });
  expect(merge({ d: null }, { d: 2 })).toEqual({ d: 2 });
});

test("records merge key by key, arrays are replaced", () => {
  expect(merge({ a: { x: 1, y: { z: 1 } }, l: [1, 2] }, { a: { y: { w: 2 } }, l: [3] })).toEqual({
    a: { x: 1, y: { z: 1, w: 2 } },
    l: [3],
  });
});

test("a changed type is no error", () => {
  expect(merge({ a: 1, b: { x: 1 }, c: [1] }, { a: { y: 1 }, b: "s", c: 5 })).toEqual({ a: { y: 1 }, b: "s", c: 5 });
});

test("what is no plain record is replaced whole", () => {
  const date = new Date(0);
  expect(merge({ a: { x: 1 }, b: new Date(1) }, { a: date, b: date })).toEqual({ a: date, b: date });
});

test("keys that every object inherits are only keys", () => {
  const a = JSON.parse('{"__proto__":{"x":1},"constructor":1,"toString":{"a":1},"hasOwnProperty":"h"}') as DataRecord;
  const b = JSON.parse(
    '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"p":1}},"toString":{"b":2}}',
  ) as DataRecord;
  const merged = merge(a, b);
  expect(JSON.stringify(merged)).toBe(
    '{"__proto__":{"x":1,"isAdmin":true},"constructor":{"prototype":{"p":1}},"toString":{"a":1,"b":2},"hasOwnProperty":"h"}',
  );
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  expect(JSON.stringify(merge({}, b))).toBe(JSON.stringify(b));
  expect("isAdmin" in {}).toBe(false);
  expect(({} as { p?: unknown }).p).toBeUndefined();
});

test("what is merged is not changed", () => {
  const a = Object.freeze({ n: Object.freeze({ x: 1 }), r: "a" });
  const b = Object.freeze({ n: Object.freeze({ y: 1 }), r: "b" });
  expect(merge(a, b, new Set(["r"]))).toEqual({ n: { x: 1, y: 1 }, r: "ab" });
  expect([a, b]).toEqual([
    { n: { x: 1 }, r: "a" },
    { n: { y: 1 }, r: "b" },
  ]);
});
