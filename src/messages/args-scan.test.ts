import fc from "fast-check";
import { expect, test } from "vitest";
import { BLANK, CLOSED, DEEP, OTHER, OVERRUN, scanArgs } from "./args-scan.ts";

test.each([
  ["", BLANK],
  [" \n\t\r", BLANK],
  ["{}", CLOSED],
  [' {"a":"}\\"}"} \n', CLOSED],
  ["{}x", OVERRUN],
  ["{}{}", OVERRUN],
  ["[1]", OTHER],
  ["null", OTHER],
  [`${"{[".repeat(256)}`, 512 * 4],
  [`${"{[".repeat(256)}{`, DEEP],
])("%j", (text, scan) => expect(scanArgs(BLANK, text)).toBe(scan));

test.each(["{", '{"a', '{"a\\', '{"a":[{}', '{"a":"}'])("%j is open", (text) =>
  expect(scanArgs(BLANK, text)).toBeGreaterThanOrEqual(0),
);

test("an object's text is closed at its last character and not before", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const text = JSON.stringify(object);
      for (let end = 1; end < text.length; end++) expect(scanArgs(BLANK, text.slice(0, end))).toBeGreaterThanOrEqual(0);
      expect(scanArgs(BLANK, text)).toBe(CLOSED);
    }),
  );
});

test("any cut gives the same", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[{}[\]"\\ a:]*$/)), (pieces) => {
      expect(pieces.reduce(scanArgs, BLANK)).toBe(scanArgs(BLANK, pieces.join("")));
    }),
  );
});
