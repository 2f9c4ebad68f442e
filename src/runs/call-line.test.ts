import { expect, it } from "vitest";
import { turn } from "../../test/contract/ways.ts";
import { CallLine } from "./call-line.ts";

it("makes a call at once, and the next one when the promise of that is settled", async () => {
  const line = new CallLine();
  const made: number[] = [];
  let reject = (_: unknown): void => {};
  line.call((x: number) => made.push(x), 1);
  line.call(() => {
    made.push(2);
    return new Promise((_, no) => (reject = no));
  });
  line.call((x: number) => made.push(x), 3);
  line.callOften((x: number) => made.push(x), 4);
  await turn();
  expect(made).toEqual([1, 2]);
  reject(new Error("boom"));
  await turn();
  expect(made).toEqual([1, 2, 3, 4]);
  line.call((x: number) => made.push(x), 5);
  expect(made.at(-1)).toBe(5);
});

it("keeps no more than it says of what comes often, and all of the rest", async () => {
  const line = new CallLine();
  let release = (): void => {};
  const made: string[] = [];
  line.call(() => new Promise<void>((go) => (release = go)));
  for (let at = 0; at < 20_000; at++) line.callOften(() => made.push("often"));
  line.call(() => made.push("end"));
  release();
  await turn();
  expect(made.length).toBe(10_001);
  expect(made.at(-1)).toBe("end");
});
