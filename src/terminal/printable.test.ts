import { describe, expect, it } from "vitest";
import { fitted, printable } from "./printable.ts";

describe("printable", () => {
  it.each([
    ["\u001b[2J\u0007", "\\u001b[2J\\u0007"],
    ["a\nb\tc\r", "a\\nb\\tc\\r"],
    ["\u007f\u009b31m", "\\u007f\\u009b31m"],
    ["\u202eabc\u2066", "\\u202eabc\\u2066"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["鹦鹉 🦜 é", "鹦鹉 🦜 é"],
  ])("%j", (text, shown) => expect(printable(text)).toBe(shown));

  it("leaves nothing that a terminal would act on", () => {
    const all = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join("");
    const shown = printable(all);
    expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    // All else is left: 65 controls, two separators, twelve that turn the direction.
    expect(shown.replace(/\\(u[\da-f]{4}|[bfnrt])/g, "")).toHaveLength(0x10000 - 65 - 2 - 12);
  });
});

describe("fitted", () => {
  it.each([
    ["parrot", 6, "parrot"],
    ["parrots", 6, "parro…"],
    ["parrot", 1, "…"],
    ["", 0, ""],
    ["鹦鹉鹦鹉", 8, "鹦鹉鹦鹉"],
    ["鹦鹉鹦鹉", 7, "鹦鹉鹦…"],
    ["鹦鹉鹦鹉", 6, "鹦鹉…"],
    ["a🦜🦜", 5, "a🦜🦜"],
    ["a🦜🦜", 4, "a🦜…"],
    ["a🦜🦜", 3, "a…"],
  ])("%s in %d columns: %s", (text, columns, shown) => expect(fitted(text, columns)).toBe(shown));
});
