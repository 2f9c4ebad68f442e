import { SaxesParser } from "saxes";
import type { XmlContent, XmlValue } from "../../src/xml/value.ts";
import { oneOf } from "./json-texts.ts";

const NAMES = ["a", "b", "film", "x-1", "_", "ns:t", "é", "名", "𐐀", "__proto__", "constructor"];
const TEXTS = ["x", "Fr", " ", "\n", "&lt;", "&amp;", "&gt;", "&#65;", "&#x1F600;", "&quot;", "😀", "é", ">", "]."];
const ASIDES = ["<!---->", "<!-- <b> & ' -->", "<?x?>", "<?php <b> ? > ?>", "<!-- > - -->"];
const IN_CDATA = ["x", " ", "<b>", "&am;", "]", "]]", ">x", "😀", "--"];
const IN_QUOTES = ["x", " ", "&lt;", "&#39;", ">", "/", "😀"];
const BEFORE = [
  '<?xml version="1.0"?>',
  "<!-- a -->",
  "<!DOCTYPE a>",
  "<!DOCTYPE a SYSTEM \"b>\" [<!ENTITY c '\"]>'><!-- it's ]> --><?d '?>]>",
  "\n",
];

/** A random text that is one XML document. */
export function xmlText(next: () => number): string {
  return (next() < 0.3 ? oneOf(BEFORE, next) : "") + element(next, 4);
}

function element(next: () => number, depth: number): string {
  const name = oneOf(NAMES, next);
  const start = `<${name}${attributes(next)}${space(next)}`;
  if (next() < 0.15) return `${start}/>`;
  let text = `${start}>`;
  const holds = oneOf(depth > 0 ? ["text", "elements", "both"] : ["text"], next);
  while (next() < 0.75) {
    if (next() < 0.15) text += oneOf(ASIDES, next);
    else if (holds !== "text" && next() < 0.6) text += element(next, depth - 1);
    else if (holds === "elements") text += space(next);
    else if (next() < 0.2) text += `<![CDATA[${some(IN_CDATA, next).replaceAll("]]>", "] >")}]]>`;
    else text += oneOf(TEXTS, next);
  }
  return `${text}</${name}${space(next)}>`;
}

function attributes(next: () => number): string {
  let text = "";
  const used = new Set<string>();
  while (next() < 0.25) {
    const name = oneOf(NAMES, next);
    if (used.has(name)) continue;
    used.add(name);
    const quote = oneOf(['"', "'"], next);
    text += ` ${space(next)}${name}${space(next)}=${space(next)}${quote}${some(IN_QUOTES, next)}${quote}`;
  }
  return text;
}

const space = (next: () => number): string => oneOf(["", "", "", " ", "\n\t"], next);

function some(list: readonly string[], next: () => number): string {
  let text = "";
  while (next() < 0.6) text += oneOf(list, next);
  return text;
}

/** The value of a document, by saxes. Where the text is a beginning of one, what is open is closed, `inside` CDATA too. */
export function valueBySaxes(text: string, attributes = false, inside = ""): XmlValue | undefined {
  const parser = new SaxesParser();
  const open: { readonly name: string; readonly items: (XmlValue | string)[] }[] = [{ name: "", items: [] }];
  let failed = false;
  let cut = false;
  const say = (piece: string): void => {
    const { items } = open.at(-1)!;
    if (typeof items.at(-1) === "string") items.push(`${items.pop() as string}${piece}`);
    else items.push(piece);
  };
  parser.on("error", () => (failed = true));
  parser.on("text", say);
  parser.on("cdata", say);
  parser.on("opentag", (tag) => {
    const kept = attributes ? Object.entries(tag.attributes) : [];
    open.push({ name: tag.name, items: kept.map(([name, value]) => pair(`@${name}`, value as string)) });
  });
  parser.on("closetag", () => {
    const { name, items } = open.pop()!;
    open.at(-1)?.items.push(pair(name, contentOf(items, cut)));
  });
  parser.write(text);
  cut = true;
  parser.write(
    inside +
      open
        .slice(1)
        .map(({ name }) => `</${name}>`)
        .toReversed()
        .join(""),
  );
  return failed || open.length !== 1
    ? undefined
    : open[0]!.items.find((item): item is XmlValue => typeof item === "object");
}

function pair(name: string, value: XmlContent): XmlValue {
  return Object.defineProperty({}, name, { value, writable: true, enumerable: true, configurable: true });
}

/** White space alone is the text of an element only if nothing more can come. */
function contentOf(items: readonly (XmlValue | string)[], cut: boolean): XmlContent {
  const said = items.filter((item) => typeof item === "object" || item.trim() !== "");
  if (said.some((item) => typeof item === "object")) return said;
  return said.length > 0 || !cut ? items.join("") : "";
}

/** What a beginning of a document shows: the value of the longest part of it that, with what is open closed, is XML. */
export function xmlShownBy(text: string, attributes = false): XmlValue | undefined {
  const held = /\]{0,2}$/.exec(text)![0].length;
  for (let end = text.length; end > 0; end--) {
    const part = text.slice(0, end);
    if (/[\ud800-\udbff]$/.test(part)) continue;
    const value = valueBySaxes(part, attributes);
    if (value) return value;
    // Brackets at the end may be those that end CDATA.
    const inside = text.length - end >= held ? valueBySaxes(part, attributes, "]]>") : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** Whether `after` is what `before` may have become: texts and lists grow, and what has closed is the same. */
export function xmlGrows(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before === "string") {
    if (typeof after === "string") return after.startsWith(before);
    // In an element that has elements, the text before them becomes an item.
    if (!Array.isArray(after)) return false;
    return before === "" || (typeof after[0] === "string" && after[0].startsWith(before));
  }
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || after.length < before.length) return false;
    return before.every((item, i) => item === after[i] || (i === before.length - 1 && xmlGrows(item, after[i])));
  }
  const [[tag, content] = []] = Object.entries(before as XmlValue);
  const [[tagAfter, contentAfter] = []] = Object.entries(after as XmlValue);
  return tag === tagAfter && xmlGrows(content, contentAfter);
}
