import { describe, expect, expectTypeOf, it } from "vitest";
import { all } from "../support/all.ts";
import type { DeepPartial } from "../../src/parsers/deep-partial.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { generator } from "../../src/runnables/generator.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";

const TOKENS = (
  '{¦\n  ¦"¦countries¦":¦ [¦\n    ¦{¦\n      ¦"¦name¦":¦ "¦France¦",¦\n      ¦"¦population¦":¦ ¦67¦413¦000¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Spain¦",¦\n      ¦"¦population¦":¦ ¦47¦351¦567¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Japan¦",¦\n      ¦"¦population¦":¦ ¦125¦584¦000¦\n    ¦}¦\n  ¦]¦\n¦}'
).split("¦");

interface Countries {
  countries: { name: string; population: number }[];
}

const france = { name: "France", population: 67413000 };
const spain = { name: "Spain", population: 47351567 };
const japan = { name: "Japan", population: 125584000 };

/** What one country is seen to be, one after the other. */
const grows = (name: string, ...populations: number[]) => [
  {},
  { name: "" },
  { name },
  ...populations.map((population) => ({ name, population })),
];
const VALUES = [
  {},
  { countries: [] },
  ...grows("France", 67, 67413, 67413000).map((last) => ({ countries: [last] })),
  ...grows("Spain", 47, 47351, 47351567).map((last) => ({ countries: [france, last] })),
  ...grows("Japan", 125, 125584, 125584000).map((last) => ({ countries: [france, spain, last] })),
];

const model = new ScriptedChatModel({ replies: [TOKENS] });
const chain = model.pipe(new JsonOutputParser<Countries>());

describe("the guide's rows on JSON", () => {
  it("have 69 tokens and 20 values", () => {
    expect(TOKENS).toHaveLength(69);
    expect(VALUES).toHaveLength(20);
  });

  it("5: each value the object so far, none twice, nothing for white space and half keys", async () => {
    const values = await all(chain.stream("list the countries"));
    expectTypeOf(values).toEqualTypeOf<DeepPartial<Countries>[]>();
    expect(values).toEqual(VALUES);
    expect([...chain.streamSync("list the countries")]).toEqual(VALUES);
    const whole = await chain.invoke("list the countries");
    expectTypeOf(whole).toEqualTypeOf<Countries>();
    expect(whole).toEqual({ countries: [france, spain, japan] });
  });

  it("6: a plain function is given the finished value", async () => {
    const names = chain.pipe((value) => value.countries.map((country) => country.name));
    expect(await all(names.stream("list the countries"))).toEqual([["France", "Spain", "Japan"]]);
  });

  it("7: a generator sees each value, and 7s: so it does in a plain loop", async () => {
    let printed = "";
    let tokens = 0;
    const counted = new ScriptedChatModel({ replies: [TOKENS] }).pipe(
      generator(
        function* (chunks) {
          for (const chunk of chunks) {
            tokens++;
            yield chunk;
          }
        },
        { join: "messages" },
      ),
    );
    const at: number[] = [];
    const names = counted.pipe(new JsonOutputParser<Countries>()).pipe(
      generator(function* (partials) {
        const seen = new Set<string>();
        for (const partial of partials)
          for (const { name } of partial.countries ?? [])
            if (name && !seen.has(name)) {
              seen.add(name);
              yield name;
            }
      }),
    );
    for (const name of names.streamSync("list the countries")) {
      printed += `${name}|`;
      at.push(tokens);
    }
    expect(printed).toBe("France|Spain|Japan|");
    expect(at).toEqual(["France", "Spain", "Japan"].map((name) => TOKENS.indexOf(name) + 1));

    const late = chain.pipe(
      generator(async function* (partials) {
        const seen = new Set<string>();
        for await (const partial of partials)
          for (const country of partial.countries ?? [])
            if (country.name && !seen.has(country.name)) {
              seen.add(country.name);
              yield country.name;
            }
      }),
    );
    printed = "";
    for await (const name of late.stream("list the countries")) printed += `${name}|`;
    expect(printed).toBe("France|Spain|Japan|");
  });
});
