import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import * as z from "zod";
import type { Assert, Is } from "../../test/types/equal.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { JsonOutputParser } from "./json.ts";
import { StructuredOutputParser } from "./structured.ts";

const zod = z.object({ at: z.string().transform((text) => new Date(text)), list: z.array(z.number()) });
const valibot = v.object({
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
  list: v.array(v.number()),
});
const arktype = type({ at: ["string", "=>", (text: string) => new Date(text)], list: "number[]" });

type Text = string | BaseMessage;
interface Said {
  at: string;
  list: number[];
}
type Read = { at: Date; list: number[] };

const parsers = {
  zod: StructuredOutputParser.fromSchema(zod),
  valibot: StructuredOutputParser.fromSchema(valibot),
  valibotWithJsonSchema: StructuredOutputParser.fromSchema(toStandardJsonSchema(valibot)),
  arktype: StructuredOutputParser.fromSchema(arktype),
};
type Parsers = typeof parsers;
type Structured = Read | DeepPartial<Said>;

export type Zod = Assert<Is<Parsers["zod"], Text, Read, Structured>>;
export type Valibot = Assert<Is<Parsers["valibot"], Text, Read, Structured>>;
export type ValibotWithJsonSchema = Assert<Is<Parsers["valibotWithJsonSchema"], Text, Read, Structured>>;
export type Arktype = Assert<Is<Parsers["arktype"], Text, Read, Structured>>;

const elements = {
  zod: new JsonOutputParser().elements("list", zod),
  valibot: new JsonOutputParser().elements("list", valibot),
  arktype: new JsonOutputParser().elements("list", arktype),
};
type Elements = typeof elements;

export type ZodElements = Assert<Is<Elements["zod"], Text, Read[], Read>>;
export type ValibotElements = Assert<Is<Elements["valibot"], Text, Read[], Read>>;
export type ArktypeElements = Assert<Is<Elements["arktype"], Text, Read[], Read>>;
