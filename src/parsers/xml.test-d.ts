import type { XmlContent, XmlValue } from "../xml/value.ts";
import { XMLOutputParser } from "./xml.ts";
import type { XmlPartial } from "./xml-partial.ts";

interface Films {
  films: ({ title: string } | { rating: "good" | "bad" })[];
  readonly pair: readonly [{ a: string }, string];
}

const whole: Promise<Films> = new XMLOutputParser<Films>().invoke("x");
const values: AsyncIterable<XmlPartial<Films>> = new XMLOutputParser<Films>().stream("x");
const any: Promise<XmlValue> = new XMLOutputParser().invoke("x");
const content: Promise<XmlContent> = any.then((value) => value["a"]!);
const loose: AsyncIterable<XmlValue> = new XMLOutputParser().stream("x");

declare const films: XmlPartial<Films>["films"];
// A list is the empty text until an element of it has come, and a literal is a beginning of itself.
const growing: typeof films = [{ title: "x" }, { rating: "go" }];
const empty: typeof films = "";
const pair: XmlPartial<Films>["pair"] = [{ a: "x" }];
const listed = films ? films.at(-1) : undefined;

// @ts-expect-error: it may be no list yet
const certain: { title: string }[] = films;
// @ts-expect-error: another text it cannot be
const text: typeof films = "x";
// @ts-expect-error: a key of the value is not another key
const other: typeof films = [{ year: "1979" }];
// @ts-expect-error: a text is no list
new XMLOutputParser({ tags: "films" });

export { any, certain, content, empty, growing, listed, loose, other, pair, text, values, whole };
