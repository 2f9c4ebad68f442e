import { describe, expect, it } from "vitest";
import { damaged, inPiecesOf, oneOf, random, randomCuts } from "../../test/support/json-texts.ts";
import { cases } from "../../test/support/runs.ts";
import { deepFreeze, same } from "../../test/support/json-values.ts";
import { valueBySaxes, xmlGrows, xmlShownBy, xmlText } from "../../test/support/xml-texts.ts";
import type { XmlTextError } from "./error.ts";
import { XmlFinder } from "./finder.ts";
import type { XmlOptions } from "./reading.ts";
import type { XmlValue } from "./value.ts";

/** The value of a text, or the code, the offset and the partial of its error. */
function outcome(pieces: readonly string[], options?: XmlOptions): unknown {
  const finder = new XmlFinder(options);
  try {
    for (const piece of pieces) finder.feed(piece);
    return { value: finder.end() };
  } catch (error) {
    const { code, offset, partial } = error as XmlTextError;
    return { code, offset, partial };
  }
}

describe("beside saxes", () => {
  it("random documents in random pieces have the same value", () => {
    const next = random(1);
    for (let times = cases(4_000, 10_000, 100_000); times > 0; times--) {
      const text = xmlText(next);
      const keep = next() < 0.5;
      const wanted = valueBySaxes(text, keep);
      const found = outcome(randomCuts(`so ${text}</a>`, next), { attributes: keep ? "keep" : "drop" });
      if (!wanted || !same(found, { value: wanted })) expect.fail(JSON.stringify([text, wanted, found]));
    }
  }, 600_000);

  it("every beginning shows the longest part of it that is certain", () => {
    const next = random(2);
    for (let times = 0; times < cases(100, 300, 3000);) {
      const text = xmlText(next);
      if (text.length > 150) continue;
      times++;
      const keep = next() < 0.5;
      const finder = new XmlFinder({ attributes: keep ? "keep" : "drop" });
      let value: XmlValue | undefined;
      for (let end = 1; end <= text.length; end++) {
        value = finder.feed(text[end - 1]!) ?? value;
        const wanted = xmlShownBy(text.slice(0, end), keep);
        if (!same(value, wanted)) expect.fail(JSON.stringify([text.slice(0, end), value, wanted]));
      }
    }
  }, 600_000);
});

it("values only grow, and what was given never changes", () => {
  const next = random(3);
  for (let times = 5000; times > 0; times--) {
    const text = xmlText(next);
    const finder = new XmlFinder({ attributes: next() < 0.5 ? "keep" : "drop" });
    const given = new Map<XmlValue, string>();
    let before: XmlValue | undefined;
    for (const piece of randomCuts(text, next)) {
      const value = finder.feed(piece);
      if (value === undefined) continue;
      if (before !== undefined && (same(before, value) || !xmlGrows(before, value))) {
        expect.fail(JSON.stringify([text, before, value]));
      }
      given.set(value, JSON.stringify(value));
      deepFreeze(value);
      before = value;
    }
    // Only white space alone is known to be an element's text at the end.
    const last = finder.end();
    if (before !== undefined && !xmlGrows(before, last)) expect.fail(JSON.stringify([text, before, last]));
    for (const [value, was] of given) if (JSON.stringify(value) !== was) expect.fail(`${text}: ${was} has changed`);
  }
}, 120_000);

it("how any text is cut makes no difference, whether it is XML or not", () => {
  const next = random(4);
  const words = [
    "so ",
    "<",
    "<a",
    "<a>",
    "</a>",
    "<b x='",
    "&",
    "&am",
    ";",
    "!",
    "<!",
    "<![CDATA[",
    "]]>",
    "--",
    "?>",
    " ",
  ];
  const found = { value: 0, parse: 0, limit: 0 };
  const tried = cases(7_000, 20_000, 200_000);
  for (let times = tried; times > 0; times--) {
    let text = next() < 0.7 ? damaged(xmlText(next), next) : "";
    while (next() < 0.8) {
      const at = Math.floor(next() * (text.length + 1));
      text = text.slice(0, at) + oneOf(words, next) + text.slice(at);
    }
    const options: XmlOptions = { incomplete: next() < 0.5 ? "accept" : "error", maxDepth: next() < 0.2 ? 2 : 512 };
    const whole = outcome([text], options) as { code?: "parse" | "limit" };
    found[whole.code ?? "value"]++;
    for (const pieces of [inPiecesOf(1, text), randomCuts(text, next)]) {
      const cut = outcome(pieces, options);
      if (!same(cut, whole)) expect.fail(JSON.stringify([text, whole, cut, pieces]));
    }
  }
  expect(found.value).toBeGreaterThan(tried / 8);
  expect(found.parse).toBeGreaterThan(tried / 4);
  expect(found.limit).toBeGreaterThan(tried / 200);
}, 600_000);
