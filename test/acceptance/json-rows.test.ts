import { describe, expect, expectTypeOf, it } from "vitest";
import { all } from "../support/all.ts";
import { COUNTRIES, SO_FAR, WHOLE } from "../support/guide-tokens.ts";
import type { DeepPartial } from "../../src/parsers/deep-partial.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { generator } from "../../src/runnables/generator.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";

interface Countries {
  countries: { name: string; population: number }[];
}

const model = new ScriptedChatModel({ replies: [COUNTRIES] });
const chain = model.pipe(new JsonOutputParser<Countries>());

describe("the guide's rows on JSON", () => {
  it("have 69 tokens and 20 values", () => {
    expect(COUNTRIES).toHaveLength(69);
    expect(SO_FAR).toHaveLength(20);
  });

  it("5: each value the object so far, none twice, nothing for white space and half keys", async () => {
    const values = await all(chain.stream("list the countries"));
    expectTypeOf(values).toEqualTypeOf<DeepPartial<Countries>[]>();
    expect(values).toEqual(SO_FAR);
    expect([...chain.streamSync("list the countries")]).toEqual(SO_FAR);
    const whole = await chain.invoke("list the countries");
    expectTypeOf(whole).toEqualTypeOf<Countries>();
    expect(whole).toEqual(WHOLE);
  });

  it("6: a plain function is given the finished value", async () => {
    const names = chain.pipe((value) => value.countries.map((country) => country.name));
    expect(await all(names.stream("list the countries"))).toEqual([["France", "Spain", "Japan"]]);
  });

  it("7: a generator sees each value, and 7s: so it does in a plain loop", async () => {
    let printed = "";
    let tokens = 0;
    const counted = new ScriptedChatModel({ replies: [COUNTRIES] }).pipe(
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
    expect(at).toEqual(["France", "Spain", "Japan"].map((name) => COUNTRIES.indexOf(name) + 1));

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
