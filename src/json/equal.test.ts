import { expect, it } from "vitest";
import { isEqual } from "./equal.ts";

it.each<[one: unknown, other: unknown, equal: boolean]>([
  [1, 1.0, true],
  [0, -0, true],
  [1, "1", false],
  [null, false, false],
  [[], {}, false],
  [{}, [], false],
  [[], [null], false],
  [[1, 2], [2, 1], false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [{ length: { a: 1 } }, { length: { a: 1 } }, true],
  [{ length: 0 }, [], false],
  [JSON.parse('{"__proto__":1}'), {}, false],
  [JSON.parse('{"__proto__":{}}'), JSON.parse('{"__proto__":{}}'), true],
  [{}, JSON.parse('{"toString":1}'), false],
])("%j and %j: %s", (one, other, equal) => {
  expect(isEqual(one, other)).toBe(equal);
  expect(isEqual(other, one)).toBe(equal);
});
