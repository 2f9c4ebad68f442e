import { expect, it } from "vitest";
import { headersOf } from "./headers.ts";

it("a later header goes over an earlier one, in whatever case", () => {
  const headers = headersOf({ authorization: "a", accept: "b" }, undefined, { Authorization: "c", "X-D": "d" });
  expect(headers).toEqual({ authorization: "c", accept: "b", "x-d": "d" });
});
