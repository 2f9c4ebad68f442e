import { describe, expect, it } from "vitest";
import { inPiecesOf } from "../../test/support/json-texts.ts";
import { readPieces } from "../../test/support/read-pieces.ts";
import type { XmlTextError } from "./error.ts";
import { XmlFinder } from "./finder.ts";
import type { XmlOptions } from "./reading.ts";
import type { XmlContent, XmlValue } from "./value.ts";

function values(pieces: readonly string[], options?: XmlOptions): XmlValue[] {
  return readPieces(new XmlFinder(options), pieces);
}

/** The value of the text, or what its error says. */
function outcome(pieces: readonly string[], options?: XmlOptions): unknown {
  try {
    return values(pieces, options).at(-1);
  } catch (error) {
    const { code, offset, partial } = error as XmlTextError;
    return { code, offset, partial };
  }
}

const units = (text: string) => inPiecesOf(1, text);

describe("where the XML is", () => {
  it.each<[text: string, value: XmlValue]>([
    ["<a>1</a>", { a: "1" }],
    ["Here you are: <a>1</a>. More: <b>2</b>", { a: "1" }],
    ["```xml\n<a>1</a>\n```", { a: "1" }],
    ["Sure!\n\n```xml\n<a>```</a>\n```\nBye", { a: "```" }],
    ['<?xml version="1.0"?>\n<!-- <b> --><a/>', { a: "" }],
    ["<!DOCTYPE html><html>x</html>", { html: "x" }],
    ["<!doctype r [<!ENTITY l. \"<b/>\"><!-- it's --><?p '?>]><r>&lt;</r>", { r: "<" }],
    ['<!DOCTYPE r [<!ELEMENT r ANY><!ENTITY l "<b/>">]><r/>', { r: "" }],
    ["if x < 3 and y <b then <a>1</a>", { a: "1" }],
    ["I <3 List<List<string and <https://x.y> & <u@x.y>: <a>1</a>", { a: "1" }],
    ['so <a b> <a b=c> <a "b"> <a/b> <a b="1"c> <a>1</a>', { a: "1" }],
    ["</b> <! <!-> <!X> <> <a>1</a>", { a: "1" }],
  ])("%j", (text, value) => {
    expect(outcome([text])).toEqual(value);
    expect(outcome(units(text))).toEqual(value);
  });

  it.each([
    "",
    "  ",
    "There is none.",
    "<",
    "a <b",
    '<a b="<c>',
    "<a b=c>",
    "<!-- <a/>",
    "<!DOCTYPE a [<a/>",
    "<?a <a/>",
  ])("none in %j", (text) => {
    expect(outcome([text])).toEqual({ code: "parse", offset: text.length, partial: undefined });
    expect(outcome(units(text), { incomplete: "accept" })).toEqual(outcome([text]));
  });
});

describe("what an element is", () => {
  it.each<[title: string, text: string, value: XmlValue]>([
    ["text", "<a>x</a>", { a: "x" }],
    ["text with its white space", "<a>\n x </a>", { a: "\n x " }],
    ["white space alone", "<a> </a>", { a: " " }],
    ["nothing", "<a></a>", { a: "" }],
    ["an empty tag", "<a />", { a: "" }],
    ["elements", "<a>\n <b>1</b>\n <c/>\n <b>2</b>\n</a>", { a: [{ b: "1" }, { c: "" }, { b: "2" }] }],
    ["elements in elements", "<a><b><c>1</c></b></a>", { a: [{ b: [{ c: "1" }] }] }],
    ["texts between elements", "<a>The <b>sky</b> is <i/>\n</a>", { a: ["The ", { b: "sky" }, " is ", { i: "" }] }],
    ["comments and instructions in text", "<a>x<!-- <b> -- -->y<?z <b>?>z</a>", { a: "xyz" }],
    ["CDATA", "<a>x<![CDATA[<b> & &lt; ]] ]]]><![CDATA[]]>y</a>", { a: "x<b> & &lt; ]] ]y" }],
    ["references", "<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1f600;&#X41;</a>", { a: "<>&\"'A😀A" }],
    ["ampersands that begin none", "<a>AT&T & R&D&;&&lt;&é;?a=1&b=2&</a>", { a: "AT&T & R&D&;&<&é;?a=1&b=2&" }],
    ["angles that begin none", "<a>x < y <3 << <= ><</a>", { a: "x < y <3 << <= ><" }],
    ["a tag's white space", "<a\n></a\t>", { a: "" }],
    ["names as XML has them", "<é:b-1.·><𐐀/></é:b-1.·>", { "é:b-1.·": [{ 𐐀: "" }] }],
    ["attributes, which are left out", "<a b='1>' c = \"'&lt;\"><d e=''/></a>", { a: [{ d: "" }] }],
  ])("%s", (_, text, value) => {
    expect(outcome([text])).toEqual(value);
    expect(outcome(units(text))).toEqual(value);
  });

  it("attributes that are kept stand at the head", () => {
    const keep: XmlOptions = { attributes: "keep" };
    const text = "<a b='1>' c = \"'&lt;&x\" b=''> <d e=''/>y</a>";
    const value = { a: [{ "@b": "1>" }, { "@c": "'<&x" }, { "@b": "" }, { d: [{ "@e": "" }] }, "y"] };
    expect(outcome([text], keep)).toEqual(value);
    expect(outcome(units(text), keep)).toEqual(value);
    expect(values(units("<a b='1'>xy</a>"), keep)).toEqual(
      ["", "x", "xy"].map((text) => ({ a: [{ "@b": "1" }, text].filter(Boolean) })),
    );
  });
});

describe("what is given when", () => {
  it.each<[title: string, pieces: string[], given: XmlContent[]]>([
    ["an open element at once", ["<a", ">", "<b>", "</b>", "</a>"], ["", [{ b: "" }]]],
    ["text as it grows", ["<a>Fr", "an", "ce", "</a>"], ["Fr", "Fran", "France"]],
    ["no half tag", ["<a><", "b", " c='", "'>", "x<", "/", "b", "></a>"], ["", [{ b: "" }], [{ b: "x" }]]],
    ["no half reference", ["<a>x&", "am", "p", ";y</a>"], ["x", "x&y"]],
    ["what is none after all", ["<a>x&", "am", " y", "&</a>"], ["x", "x&am y", "x&am y&"]],
    ["no half CDATA", ["<a>x<![CD", "ATA", "[y", "]", "]", "]", "z]]", "></a>"], ["x", "xy", "xy]", "xy]]]z"]],
    ["no half surrogate pair", ["<a>x\ud83d", "\ude00", "\ud83d", "</a>"], ["x", "x😀", "x😀\ud83d"]],
    ["a lone half at the end, too", ["<a><b/>\ud83d", "</a>"], [[{ b: "" }], [{ b: "" }, "\ud83d"]]],
    ["no white space before it is text", ["<a> ", "\n", "x", " ", "</a>"], ["", " \nx", " \nx "]],
    ["nor between elements", ["<a> ", "<b/>", " ", "<c/>", " ", "</a>"], ["", [{ b: "" }], [{ b: "" }, { c: "" }]]],
    ["white space alone at the end", ["<a> ", "</a>"], ["", " "]],
    [
      "text that turns out to stand before elements",
      ["<a>x", "<b>", "</b>y", "</a>"],
      ["x", ["x", { b: "" }], ["x", { b: "" }, "y"]],
    ],
    ["nothing for what is not said", ["<a>", "<!-", "- x -", "->", "<?x", "?>", "</a>", " <b>", "x"], [""]],
  ])("%s", (_, pieces, given) => {
    expect(values(pieces)).toEqual(given.map((a) => ({ a })));
  });

  it("values stay as they were, and share what has not changed", () => {
    const finder = new XmlFinder();
    const first = finder.feed("<a><b><c>1</c></b><d>x") as { a: XmlValue[] };
    const second = finder.feed("y") as { a: XmlValue[] };
    expect([first, second]).toEqual([
      { a: [{ b: [{ c: "1" }] }, { d: "x" }] },
      { a: [{ b: [{ c: "1" }] }, { d: "xy" }] },
    ]);
    expect(second.a[0]).toBe(first.a[0]);
    expect(finder.feed("</d></a> <e>")).toBeUndefined();
    expect(finder.held).toBe(false);
    expect(finder.flush()).toBeUndefined();
    expect(finder.end()).toBe(second);
  });

  it("a change that costs much is held, and merged into the next", () => {
    const finder = new XmlFinder();
    let count = 0;
    for (finder.feed("<a>"); !finder.held; count++) finder.feed("<b/>");
    expect(count).toBeGreaterThan(900);
    expect(finder.feed(" ")).toBeUndefined();
    expect(finder.flush()).toEqual({ a: Array.from({ length: count }, () => ({ b: "" })) });
    expect(finder.held).toBe(false);
    expect(finder.feed(" <b>")).toBeUndefined();
    expect(finder.held).toBe(true);
    expect(finder.flush()).toBeDefined();
    expect(finder.feed(" ")).toBeUndefined();
    expect(finder.held).toBe(false);
  });
});

describe("errors", () => {
  it.each<[text: string, offset: number, partial: XmlContent, message: string]>([
    ["<a>1</b>", 6, "1", 'at offset 6 stands "b", where the rest of </a> has to stand.'],
    ["<a><b></a>", 8, [{ b: "" }], "where the rest of </b> has to stand."],
    ["<a></ab>", 6, "", "where the end of </a> has to stand."],
    ["<a></ a>", 5, "", "where the rest of </a> has to stand."],
    ["<a>1<b c>", 8, "1", 'where "=" has to stand.'],
    ["<a>1<b c=d/>", 9, "1", "where a value in quotes has to stand."],
    ["<a><b,/>", 5, "", 'where white space, "/" or ">" has to stand.'],
    ["<a><b ,/>", 6, "", 'where an attribute, "/" or ">" has to stand.'],
    ["<a><b c='1'd=''>", 11, "", 'where white space, "/" or ">" has to stand.'],
    ["<a><b /c>", 7, "", 'where ">" has to stand.'],
    ["<a><!DOCTYPE b>", 5, "", "where a comment or CDATA has to stand."],
    ["<a>x&nbsp;y", 9, "x", "There is no &nbsp; in XML, at offset 9: it knows &lt; &gt; &amp; &quot; &apos; and"],
    [`<a>x&${"n".repeat(40)};`, 45, "x", `There is no &${"n".repeat(32)}…; in XML`],
    ["<a>x&#xd800;", 11, "x", "There is no &#xd800;"],
    ["<a>x&#0;", 7, "x", "There is no &#0;"],
    ["<a>x&#1114112;", 13, "x", "There is no &#1114112;"],
    ["<a>x&#;", 6, "x", "There is no &#;"],
    ["<a>1<b>2<![CDATA[3]", 19, ["1", { b: "23" }], "The text ends at offset 19, before </b>."],
    ["<a>1<b c='&nbsp;", 15, "1", "There is no &nbsp;"],
  ])("%j", (text, offset, a, message) => {
    const wanted = { code: "parse", offset, partial: { a } };
    expect(outcome([`${text}</c>`.slice(0, text.length)])).toEqual(wanted);
    expect(outcome(units(text))).toEqual(wanted);
    const finder = new XmlFinder();
    expect(() => {
      finder.feed(text);
      finder.end();
    }).toThrow(message);
    // What has failed once fails again.
    expect(() => finder.feed("</a>")).toThrow(message);
    expect(() => finder.end()).toThrow(message);
  });

  it("an early end can be accepted: then what is not certain is left out", () => {
    const accept: XmlOptions = { incomplete: "accept" };
    for (const end of ["", "<", "</", "</b", "<c d=''", "<!", "<!-- x", "<![CDATA[", "&", "&am", "<?x"]) {
      expect(outcome(units(`<a><b>hel${end}`), accept)).toEqual({ a: [{ b: "hel" }] });
    }
  });

  it("a text without an element says so", () => {
    expect(() => new XmlFinder({ incomplete: "accept" }).end()).toThrow(
      "There is no XML element in this text of 0 characters.",
    );
  });
});

describe("depth", () => {
  const deep = (depth: number, text = "<a>") => text.repeat(depth);

  it("is 512 unless said otherwise", () => {
    expect(values([deep(512)], { incomplete: "accept" })).toHaveLength(1);
    expect(outcome([deep(513)])).toMatchObject({ code: "limit", offset: 512 * 3 });
    expect(outcome(units(deep(600)))).toMatchObject({ code: "limit", offset: 512 * 3 });
    expect(outcome([deep(1_000_000)])).toMatchObject({ code: "limit", offset: 512 * 3 });
    expect(outcome(["<a><b/><b/></a>"], { maxDepth: 2 })).toEqual({ a: [{ b: "" }, { b: "" }] });
    expect(outcome(["x <a><b><c>"], { maxDepth: 2 })).toEqual({
      code: "limit",
      offset: 8,
      partial: { a: [{ b: "" }] },
    });
    expect(() => new XmlFinder({ maxDepth: NaN })).toThrow("maxDepth is a number of levels, not NaN.");
  });

  it("costs no stack without a limit", { timeout: 60_000 }, () => {
    const depth = 1_000_000;
    const finder = new XmlFinder({ maxDepth: Infinity });
    for (const piece of inPiecesOf(2_000_000, `${deep(depth)}x${deep(depth, "</a>")}`)) finder.feed(piece);
    let content: XmlContent = [finder.end()];
    let levels = 0;
    for (; typeof content !== "string"; levels++) content = (content[0] as XmlValue)["a"]!;
    expect([levels, content]).toEqual([depth, "x"]);
  });
});
