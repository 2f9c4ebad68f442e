import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { counted } from "../../test/support/counted.ts";
import { cuts } from "../../test/support/cuts.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { generator } from "../runnables/generator.ts";
import {
  CommaSeparatedListOutputParser,
  CustomListOutputParser,
  type ListOutputParser,
  MarkdownListOutputParser,
  NumberedListOutputParser,
} from "./list.ts";

const comma = new CommaSeparatedListOutputParser();
const numbered = new NumberedListOutputParser();
const markdown = new MarkdownListOutputParser();
const custom = new CustomListOutputParser({ separator: "aab" });

describe("the items of a list", () => {
  it.each([
    ["red, green,blue", ["red", "green", "blue"]],
    ['"a, b",c', ["a, b", "c"]],
    [' "say ""no""" , 5" disk,"a\nb"', ['say "no"', '5" disk', "a\nb"]],
    ['"a" b, "", " c "', ["a b", "", " c "]],
    ["a,, b,\nc\r\n\n d ", ["a", "", "b", "c", "d"]],
    ['a, "b, c', ["a", "b, c"]],
    ["  \n", []],
    ["", []],
  ])("between commas: %j", async (text, items) => {
    expect(await comma.invoke(text)).toEqual(items);
  });

  it.each([
    ["Sure:\n1. red\n 2) green \n\n10. blue sky", ["red", "green", "blue sky"]],
    ["In version 2. something\n1.5 litres\n3.\n4. a 5. b\r\n", ["a 5. b"]],
    ["None.", []],
  ])("behind numbers: %j", async (text, items) => {
    expect(await numbered.invoke(text)).toEqual(items);
  });

  it.each([
    ["Sure:\n- red\n  * green\n+ blue - sky\n-none\n---\n- ", ["red", "green", "blue - sky"]],
    ["None.", []],
  ])("behind marks: %j", async (text, items) => {
    expect(await markdown.invoke(text)).toEqual(items);
  });

  it("between separators, which may overlap with themselves", async () => {
    expect(await custom.invoke("xaaab y aabaab z")).toEqual(["xa", "y", "z"]);
    const two = new CustomListOutputParser({ separator: "--", length: 2 });
    expect(await two.invoke("a -- b")).toEqual(["a", "b"]);
    await expect(two.invoke("a -- b -- c")).rejects.toMatchObject({
      code: "parse",
      message: "The list was to have 2 items, and has 3.",
      path: ["CustomListOutputParser"],
      partial: ["a", "b", "c"],
    });
    expect(() => new CustomListOutputParser({ separator: "" })).toThrow("needs a separator");
  });

  it("are given as soon as they are complete, all that one piece completes", async () => {
    expect(await all(numbered.transform(["1. r", "ed\n2. green\n3. bl", "ue\n", "4. x"]))).toEqual([
      ["red", "green"],
      ["blue"],
      ["x"],
    ]);
    const said = ["a, b, c", ", d"].map((content) => new AIMessageChunk({ content }));
    expect(await all(comma.transform(said))).toEqual([["a", "b"], ["c"], ["d"]]);
  });

  const unit = fc.constantFrom("a", "b", "1", ",", " ", "\n", "\r", '"', ".", "-", "x", "😀");
  const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(""));

  it.each([comma, numbered, markdown, custom])("$name: are the same however the text is cut", async (parser) => {
    await fc.assert(
      fc.asyncProperty(cuts(text), async (pieces) => {
        const items = (await all(parser.transform(pieces))).flat();
        expect(items).toEqual(await parser.invoke(pieces.join("")));
      }),
    );
  });

  it("custom: are the parts of String.split that are not blank", async () => {
    await fc.assert(
      fc.asyncProperty(cuts(text), async (pieces) => {
        const parts = pieces.join("").split("aab");
        const expected = parts.map((part) => part.trim()).filter((part) => part !== "");
        expect((await all(custom.transform(pieces))).flat()).toEqual(expected);
      }),
    );
  });

  it("comma: in quotes, any text comes back as it was", async () => {
    const quote = (item: string) => `"${item.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (items) => {
        expect(await comma.invoke(items.map(quote).join(", "))).toEqual(items);
      }),
    );
  });

  it.each([
    { parser: comma, piece: "xxxx" },
    { parser: comma, piece: '""""' },
    { parser: numbered, piece: "1111" },
    { parser: markdown, piece: "    " },
    { parser: custom, piece: "aaaa" },
  ])("$parser.name: of an open item of 5,000 pieces ($piece), each is looked at a few times", ({ parser, piece }) => {
    const pieces = Array.from({ length: 5_000 }, () => piece);
    const chain = generator((_: Iterable<unknown>) => pieces.values(), { join: "text" }).pipe(
      parser as ListOutputParser,
    );
    const { units } = counted(() => void chain.invokeSync("x"));
    expect(units).toBeGreaterThan(5_000);
    // Looking at the whole open item again for each piece is 50 million.
    expect(units).toBeLessThan(20 * 20_000);
  });

  it("have words that ask a model for them", () => {
    expect(comma.getFormatInstructions()).toContain("red, green");
    expect(numbered.getFormatInstructions()).toContain("\n1. red");
    expect(markdown.getFormatInstructions()).toContain("\n- red");
    expect(custom.getFormatInstructions()).toContain('items with "aab" between them, such as: redaabgreenaabblue');
    expect(new CustomListOutputParser({ separator: "|", length: 3 }).getFormatInstructions()).toContain("3 items");
  });
});
