import { describe, expect, it } from "vitest";
import { RunletError } from "../errors/error.ts";
import { describeError, describeReason } from "./describe-error.ts";

describe("an error as plain data", () => {
  it.each<[string, unknown, object]>([
    ["of this library", new RunletError("parse", "no"), { name: "RunletError", code: "parse", message: "no" }],
    ["of an abort", new RunletError("aborted", "off"), { name: "AbortError", code: "aborted", message: "off" }],
    ["of another kind", new TypeError("boom"), { name: "TypeError", message: "boom" }],
    [
      "with a code",
      Object.assign(new Error("gone"), { code: "ENOENT" }),
      { name: "Error", code: "ENOENT", message: "gone" },
    ],
    ["with a code that is a number", Object.assign(new Error("x"), { code: 20 }), { name: "Error", message: "x" }],
    ["that is a string", "off", { name: "Error", message: "off" }],
    ["that is nothing", undefined, { name: "Error", message: "undefined" }],
    ["that is null", null, { name: "Error", message: "null" }],
    ["that is an object without a word", {}, { name: "Error", message: "" }],
    ["whose words are no text", { name: 1, message: {}, code: null }, { name: "Error", message: "" }],
  ])("%s", (_, error, expected) => {
    expect(describeError(error)).toEqual(expected);
  });

  it("has nothing else of it: no stack, no cause, no key of a provider", () => {
    const error = new RunletError("auth", "refused", { cause: { key: "secret" }, status: 401 });
    expect(JSON.stringify(describeError(error))).toBe('{"name":"RunletError","code":"auth","message":"refused"}');
  });
});

it("a cancel says why, and has words of its own where nobody gave a reason", () => {
  expect(describeReason(new RangeError("enough"))).toEqual({ name: "RangeError", message: "enough" });
  expect(describeReason("enough")).toEqual({ name: "Error", message: "enough" });
  expect(describeReason(undefined)).toMatchObject({ name: "AbortError", code: "aborted" });
});
