import { expect, it } from "vitest";
import { makeRunId } from "./run-id.ts";

it("is a UUID of version 7", () => {
  for (let count = 0; count < 1000; count++)
    expect(makeRunId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("begins with the time, and so sorts by it", () => {
  expect(makeRunId(0x0190b7a51d5c)).toMatch(/^0190b7a5-1d5c-7/);
  expect(makeRunId(1)).toMatch(/^00000000-0001-7/);
  const times = [1, 0xffff, 0x10000, 1e12, 1.7e12, 1.7e12 + 1, 2 ** 48 - 1];
  const ids = times.map((time) => makeRunId(time));
  expect(ids.toSorted()).toEqual(ids);
  const now = Date.now();
  const time = Number.parseInt(makeRunId().replace("-", "").slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(now);
  expect(time).toBeLessThanOrEqual(Date.now());
});

it("is another one each time, of those of one millisecond too", () => {
  const ids = Array.from({ length: 100_000 }, () => makeRunId(1));
  expect(new Set(ids).size).toBe(ids.length);
  // All bits but those of time, version and variant are drawn.
  const bits = (id: string) => BigInt(`0x${id.replaceAll("-", "")}`);
  const some = ids.slice(0, 1000);
  const seen = some.reduce((all, id) => all | bits(id), 0n);
  const always = some.reduce((all, id) => all & bits(id), bits(some[0]!));
  expect(seen.toString(16)).toBe(`17fffbfffffffffffffff`);
  expect(always.toString(16)).toBe(`170008000000000000000`);
});
