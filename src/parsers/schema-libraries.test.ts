import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { all } from "../../test/support/all.ts";
import { thrown } from "../../test/contract/ways.ts";
import type { RunletError } from "../errors/error.ts";
import { JsonOutputParser } from "./json.ts";
import { StructuredOutputParser } from "./structured.ts";

interface Said {
  title: string;
  list: { name: string; at: string; size?: number }[];
}
interface Read {
  title: string;
  list: { name: string; at: Date; size?: number }[];
}

const zodItem = z.object({
  name: z.string().min(1),
  at: z.string().transform((text) => new Date(text)),
  size: z.number().optional(),
});
const zod = z.object({ title: z.string(), list: z.array(zodItem) });

const valibotItem = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
  size: v.optional(v.number()),
});
const valibot = v.object({ title: v.string(), list: v.array(valibotItem) });

const arktypeItem = type({
  name: "string > 0",
  at: ["string", "=>", (text: string) => new Date(text)],
  "size?": "number",
});
const arktype = type({ title: "string", list: arktypeItem.array() });

const TEXT = '{"title":"T","list":[{"name":"a","at":"2024-05-01"},{"name":"b","at":"2024-06-01","size":2}]}';
const READ: Read = {
  title: "T",
  list: [
    { name: "a", at: new Date("2024-05-01") },
    { name: "b", at: new Date("2024-06-01"), size: 2 },
  ],
};
const REFUSED = TEXT.replace('"b"', '""').replace("2}", '"2"}');

const cases = [
  {
    library: "zod",
    parser: StructuredOutputParser.fromSchema(zod),
    elements: new JsonOutputParser().elements("list", zodItem),
  },
  {
    library: "valibot",
    parser: StructuredOutputParser.fromSchema(toStandardJsonSchema(valibot)),
    elements: new JsonOutputParser().elements("list", valibotItem),
  },
  {
    library: "arktype",
    parser: StructuredOutputParser.fromSchema(arktype),
    elements: new JsonOutputParser().elements("list", arktypeItem),
  },
];

describe.each(cases)("$library", ({ parser, elements }) => {
  it("what there is while it streams is what the schema takes; the last is what it gives", async () => {
    const cuts = [TEXT.indexOf("5-01"), TEXT.indexOf('b"')];
    const chunks = await all(parser.transform([TEXT.slice(0, cuts[0]), TEXT.slice(...cuts), TEXT.slice(cuts[1])]));
    const said = JSON.parse(TEXT) as Said;
    expect(chunks).toEqual([
      { title: "T", list: [{ name: "a", at: "2024-0" }] },
      { title: "T", list: [said.list[0], { name: "" }] },
      said,
      READ,
    ]);
    expect(await parser.invoke(TEXT)).toEqual(READ);
    expect(parser.invokeSync(TEXT)).toEqual(READ);
  });

  it("what it refuses is an error that says where and why, with the value", async () => {
    for (const error of [
      await thrown(() => parser.invoke(REFUSED)),
      await thrown(() => all(parser.transform(Array.from(REFUSED)))),
    ]) {
      expect(error).toMatchObject({
        code: "parse",
        phase: "parse",
        path: ["StructuredOutputParser"],
        partial: JSON.parse(REFUSED),
        message: expect.stringMatching(
          /^The value at list\[1\]\.(name|size) is not what the schema asks for: \S.* \(and 1 more\)$/,
        ),
      });
      expect((error as { issues: unknown[] }).issues).toHaveLength(2);
    }
    expect(await thrown(() => parser.invoke("[]"))).toMatchObject({ code: "parse" });
  });

  it("each element is what the schema gives, or an error that says which", async () => {
    expect(await all(elements.transform(Array.from(TEXT)))).toEqual(READ.list);
    expect(await elements.invoke(TEXT)).toEqual(READ.list);
    expect(await thrown(() => elements.invoke(REFUSED))).toMatchObject({
      code: "parse",
      path: ["JsonElements"],
      partial: READ.list.slice(0, 1),
      message: expect.stringMatching(/^The value at list\[1\]\.(name|size) is not what the schema asks for: /),
    });
  });

  it("is told to a model as JSON Schema", () => {
    const [, shown] = /```json\n([^]*)\n```$/.exec(parser.getFormatInstructions())!;
    expect(JSON.parse(shown!)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: expect.arrayContaining(["title", "list"]),
      properties: {
        title: { type: "string" },
        list: {
          type: "array",
          items: {
            type: "object",
            properties: { name: { type: "string", minLength: 1 }, at: { type: "string" }, size: { type: "number" } },
          },
        },
      },
    });
  });
});

describe("a schema that", () => {
  it("offers no JSON Schema is told without, unless it is given", () => {
    expect(StructuredOutputParser.fromSchema(valibot).getFormatInstructions()).toBe(
      "Answer with one JSON value, and nothing else.",
    );
    const given = StructuredOutputParser.fromSchema(valibot, { jsonSchema: { title: "of mine" } });
    expect(given.getFormatInstructions()).toContain("of mine");
  });

  it("fills in defaults, or leaves keys out, does so in the last value only", async () => {
    const lenient = StructuredOutputParser.fromSchema(z.object({ a: z.number().default(1), b: z.string().catch("?") }));
    expect(await all(lenient.transform(['{"x":1,"b"', ":2}"]))).toEqual([{ x: 1 }, { x: 1, b: 2 }, { a: 1, b: "?" }]);
  });

  it("waits is refused, in the whole and in elements", async () => {
    const waits = z.string().refine(async () => true);
    const refused = async (run: () => unknown) => {
      const { code, message } = (await thrown(run)) as RunletError;
      expect(code).toBe("config");
      return message;
    };
    const whole = StructuredOutputParser.fromSchema(waits);
    expect(await refused(() => whole.invoke('"x"'))).toContain("which StructuredOutputParser cannot wait for");
    const each = new JsonOutputParser().elements("", waits);
    expect(await refused(() => each.invoke('["x"]'))).toContain("which JsonElements cannot wait for");
  });
});
