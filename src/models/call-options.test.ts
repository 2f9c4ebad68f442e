import { expect, it } from "vitest";
import { stopWords } from "./call-options.ts";

it("stop words are a list, however they are given", () => {
  expect(stopWords({ stop: "END" })).toEqual(["END"]);
  expect(stopWords({ stop: ["a", "b"] })).toEqual(["a", "b"]);
  expect(stopWords({})).toEqual([]);
});
