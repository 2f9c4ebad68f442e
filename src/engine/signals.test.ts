import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { follow } from "./signals.ts";

it("many followers of a signal are one listener, which goes with the last of them", () => {
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, "abort").length;
  const unfollow = Array.from({ length: 1_000 }, () => follow(signal, () => {}));
  expect(listeners()).toBe(1);
  for (const stop of unfollow.slice(1)) stop();
  expect(listeners()).toBe(1);
  unfollow[0]!();
  unfollow[0]!();
  expect(listeners()).toBe(0);
  follow(signal, () => {})();
  expect(listeners()).toBe(0);
});

it("followers are told once each, but not one that another has made leave meanwhile", () => {
  const controller = new AbortController();
  const told: string[] = [];
  const leave = follow(controller.signal, () => {
    told.push("first");
    second();
    leave();
  });
  const second = follow(controller.signal, () => told.push("second"));
  const third = follow(controller.signal, () => told.push("third"));
  controller.abort();
  expect(told).toEqual(["first", "third"]);
  third();
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});
