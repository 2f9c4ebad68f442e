import { expect, it } from "vitest";
import { type Write, writesOf } from "./deliver.ts";

const shown = (writes: Write[]): (string | number)[] =>
  writes.map((write) => (typeof write === "number" ? write : Buffer.from(write).toString("latin1")));

it("writes one event at a time, or several", () => {
  const events = ["ab", "cd", "e"];
  expect(shown(writesOf(events, {}))).toEqual(["ab", "cd", "e"]);
  expect(shown(writesOf(events, { eventsPerWrite: 2 }))).toEqual(["abcd", "e"]);
  expect(shown(writesOf(events, { eventsPerWrite: 9 }))).toEqual(["abcde"]);
});

it("waits where an event says so, and before each where it is slow", () => {
  expect(shown(writesOf(["ab", 5, "cd"], { eventsPerWrite: 2 }))).toEqual(["ab", 5, "cd"]);
  expect(shown(writesOf(["ab", 5, "cd"], { slow: 1 }))).toEqual([1, "ab", 5, 1, "cd"]);
});

it("cuts bytes anywhere", () => {
  expect(shown(writesOf(["abc", "d"], { splitAt: 2 }))).toEqual(["ab", "c", "d"]);
  expect(shown(writesOf(["abc", "d"], { splitAt: 3, eventsPerWrite: 2 }))).toEqual(["abc", "d"]);
  expect(shown(writesOf(["é"], { splitAt: "every-byte" }))).toEqual(["\u00c3", "\u00a9"]);
});

it("stops after so many events", () => {
  expect(shown(writesOf(["a", 1, "b", "c"], { cutAfter: 2 }))).toEqual(["a", 1, "b"]);
  expect(shown(writesOf(["a", "b"], { cutAfter: 0 }))).toEqual([]);
});
