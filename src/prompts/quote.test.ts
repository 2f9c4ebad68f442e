import { expect, test } from "vitest";
import { quote } from "./quote.ts";

test("one line, cut between characters", () => {
  expect(quote("a\n\n  b")).toBe('"a b"');
  expect(quote("x".repeat(80))).toBe(`"${"x".repeat(80)}"`);
  expect(quote("x".repeat(81))).toBe(`"${"x".repeat(80)}…"`);
  expect(quote("🙂🙂🙂", 2)).toBe('"🙂🙂…"');
  expect(quote("🙂".repeat(1000), 3)).toBe('"🙂🙂🙂…"');
  expect(quote(" ".repeat(1000) + "a", 3)).toBe('" …"');
});
