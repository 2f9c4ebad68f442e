import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { cuts } from "../../test/support/cuts.ts";
import { thrown } from "../../test/contract/ways.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { DatetimeOutputParser } from "./datetime.ts";
import { EnumOutputParser } from "./enum.ts";
import { RegexParser } from "./regex.ts";

const mood = new EnumOutputParser(["happy", "sad"]);
const datetime = new DatetimeOutputParser();
const regex = new RegexParser({ regex: /(\d+)%(?: (\w+))?/, outputKeys: ["share", "__proto__"] });

describe("EnumOutputParser", () => {
  it("gives one of the words, as one chunk", async () => {
    const word: "happy" | "sad" = await mood.invoke(" happy\n");
    expect(word).toBe("happy");
    expect(await all(mood.transform(["sa", new AIMessageChunk({ content: "d" })]))).toEqual(["sad"]);
    const Colour = { Red: "red", Green: "green" } as const;
    expect(new EnumOutputParser(Colour).invokeSync("green")).toBe("green");
    expect(mood.getFormatInstructions()).toMatch(/: happy, sad$/);
  });

  it.each(["Happy", "", "happysad", "happy."])("refuses %j", async (text) => {
    expect(await thrown(() => mood.invoke(text))).toMatchObject({
      code: "parse",
      phase: "parse",
      message: `The text ${JSON.stringify(text)} is none of: happy, sad.`,
      path: ["EnumOutputParser"],
    });
  });

  it("quotes no more than the beginning of a text, and needs a word", async () => {
    const { message } = (await thrown(() => mood.invoke("x".repeat(1e6)))) as Error;
    expect(message).toHaveLength(116);
    expect(() => new EnumOutputParser([])).toThrow("at least one word");
  });
});

describe("DatetimeOutputParser", () => {
  it.each([
    ["2024-05-01", "2024-05-01T00:00:00.000Z"],
    ["2024-05-01T09:30", "2024-05-01T09:30:00.000Z"],
    [" 2024-02-29t23:59:59.5z\n", "2024-02-29T23:59:59.500Z"],
    ["2024-05-01 09:30:00,1239", "2024-05-01T09:30:00.123Z"],
    ["2024-05-01T00:30:00+02:00", "2024-04-30T22:30:00.000Z"],
    ["2024-05-01T00:30:00-0530", "2024-05-01T06:00:00.000Z"],
    ["0024-05-01", "0024-05-01T00:00:00.000Z"],
  ])("%j is %s", async (text, iso) => {
    expect((await datetime.invoke(text)).toISOString()).toBe(iso);
  });

  it.each([
    "",
    "today",
    "2024-5-1",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-05-01T24:00",
    "2024-05-01T12:60",
    "2024-05-01T12:00:60",
    "2024-05-01T12",
    "2024-05-01Z",
    "2024-05-01T12:00+24:00",
    "2024-05-01T12:00+02:60",
    "2024-05-01T12:00Z.",
    "on 2024-05-01",
  ])("refuses %j", async (text) => {
    expect(await thrown(() => datetime.invoke(text))).toMatchObject({ code: "parse", path: ["DatetimeOutputParser"] });
  });

  it("reads every moment that a Date writes", async () => {
    const min = new Date("0000-01-01T00:00:00Z");
    const max = new Date("9999-12-31T23:59:59.999Z");
    await fc.assert(
      fc.asyncProperty(fc.date({ min, max, noInvalidDate: true }), async (date) => {
        expect(await datetime.invoke(date.toISOString())).toEqual(date);
      }),
    );
    expect((await datetime.invoke(/\S+Z$/.exec(datetime.getFormatInstructions())![0])).getUTCHours()).toBe(9);
  });
});

describe("RegexParser", () => {
  it("gives the groups by name; a name is only a key", async () => {
    const parts = await regex.invoke("It is 12% sure");
    expect(Object.entries(parts)).toEqual([
      ["share", "12"],
      ["__proto__", "sure"],
    ]);
    expect(Object.entries(await regex.invoke("12%"))[1]).toEqual(["__proto__", ""]);
    expect(regex.getFormatInstructions()).toContain(String.raw`/(\d+)%(?: (\w+))?/`);
  });

  it("remembers nothing of the run before, whatever the flags", async () => {
    const parser = new RegexParser({ regex: /(A)/giy, outputKeys: ["a"] });
    expect(await parser.invoke("xa")).toEqual({ a: "a" });
    expect(await parser.invoke("xa")).toEqual({ a: "a" });
  });

  it("takes a text that does not match as the default, or refuses it", async () => {
    const parser = new RegexParser({ regex: "^(a)(b)$", outputKeys: ["a", "b"], defaultOutputKey: "b" });
    expect(await parser.invoke("ab")).toEqual({ a: "a", b: "b" });
    expect(await parser.invoke("other")).toEqual({ a: "", b: "other" });
    expect(await thrown(() => regex.invoke("none"))).toMatchObject({
      code: "parse",
      message: String.raw`The text "none" does not match /(\d+)%(?: (\w+))?/.`,
      path: ["RegexParser"],
    });
  });

  it("says at once what cannot work", () => {
    expect(() => new RegexParser({ regex: /(a)/, outputKeys: ["a", "b"] })).toThrow("2 outputKeys for 1 groups");
    const fields = { regex: /(a)/, outputKeys: ["a"], defaultOutputKey: "b" };
    expect(() => new RegexParser(fields)).toThrow('"b" is none of the outputKeys');
  });
});

describe("a parser of the whole text", () => {
  it.each([
    { parser: mood, texts: ["happy", " sad ", "hap"] },
    { parser: datetime, texts: ["2024-05-01T09:30:00Z", "2024-05-01", "May 1"] },
    { parser: regex, texts: ["12% sure", "12%", "%"] },
  ])("$parser.name: gives the same, or fails the same, however it is cut", async ({ parser, texts }) => {
    const result = (run: () => Promise<unknown>) => run().then(JSON.stringify, ({ message }: Error) => message);
    await fc.assert(
      fc.asyncProperty(cuts(fc.constantFrom(...texts)), async (pieces) => {
        expect(await result(() => parser.transform(pieces).final())).toBe(
          await result(() => parser.invoke(pieces.join(""))),
        );
      }),
    );
  });
});
