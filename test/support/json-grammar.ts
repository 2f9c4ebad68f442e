/**
 * The grammar of RFC 8259 as rewriting of a stack: a rule is given one unit and the symbol on top, and says what stands
 * there then. From every stack that can be reached there is a way to the end, so where no rule applies no ending can
 * make the text valid. Written apart from the parser, to judge it by.
 */
type Rule = (unit: string) => readonly string[] | "other" | undefined;

const space = (unit: string) => " \n\r\t".includes(unit);
const digit = (unit: string) => unit >= "0" && unit <= "9";
const exponent = (unit: string) => unit === "e" || unit === "E";
const literal =
  (wanted: string): Rule =>
  (unit) =>
    unit === wanted ? [] : undefined;

/** "other": the symbol may be empty here, so that the unit is the next one's. */
const RULES: Record<string, Rule> = {
  end: (u) => (space(u) ? ["end"] : undefined),
  value: (u) => {
    if (space(u)) return ["value"];
    if (u === "{") return ["first key"];
    if (u === "[") return ["first element"];
    if (u === '"') return ["string"];
    if (u === "-") return ["minus"];
    if (u === "0") return ["zero"];
    if (digit(u)) return ["digits"];
    const word = ["true", "false", "null"].find((name) => name[0] === u);
    return word === undefined ? undefined : Array.from(word.slice(1));
  },
  string: (u) => (u === '"' ? [] : u === "\\" ? ["escape", "string"] : u < " " ? undefined : ["string"]),
  escape: (u) => ('"\\/bfnrt'.includes(u) ? [] : u === "u" ? ["hex", "hex", "hex", "hex"] : undefined),
  hex: (u) => (/[0-9a-fA-F]/.test(u) ? [] : undefined),
  minus: (u) => (u === "0" ? ["zero"] : digit(u) ? ["digits"] : undefined),
  zero: (u) => (u === "." ? ["point"] : exponent(u) ? ["exponent"] : "other"),
  digits: (u) => (digit(u) ? ["digits"] : RULES["zero"]!(u)),
  point: (u) => (digit(u) ? ["fraction"] : undefined),
  fraction: (u) => (digit(u) ? ["fraction"] : exponent(u) ? ["exponent"] : "other"),
  exponent: (u) => (u === "+" || u === "-" ? ["signed"] : RULES["signed"]!(u)),
  signed: (u) => (digit(u) ? ["power"] : undefined),
  power: (u) => (digit(u) ? ["power"] : "other"),
  "first element": (u) => (space(u) ? ["first element"] : u === "]" ? [] : "other"),
  elements: (u) => (space(u) ? ["elements"] : u === "," ? ["value", "elements"] : u === "]" ? [] : undefined),
  "first key": (u) => (u === "}" ? [] : space(u) ? ["first key"] : RULES["key"]!(u)),
  key: (u) => (space(u) ? ["key"] : u === '"' ? MEMBER : undefined),
  colon: (u) => (space(u) ? ["colon"] : u === ":" ? [] : undefined),
  members: (u) => (space(u) ? ["members"] : u === "," ? ["key"] : u === "}" ? [] : undefined),
  ...Object.fromEntries(Array.from("ruealsl", (u) => [u, literal(u)])),
};
const MEMBER = ["string", "colon", "value", "members"];
/** What takes the place of a symbol that is empty. */
const INSTEAD: Record<string, readonly string[]> = { "first element": ["value", "elements"] };
const MAY_BE_EMPTY = new Set(["zero", "digits", "fraction", "power", "end"]);

/** The offset of the first unit after which no ending helps; the length, where the text only ends too early. */
export function whereItFails(text: string): number | undefined {
  const stack = ["end", "value"];
  for (let i = 0; i < text.length; i++) {
    for (;;) {
      const symbol = stack.pop()!;
      const next = RULES[symbol]!(text[i]!);
      if (next === undefined) return i;
      stack.push(...(next === "other" ? (INSTEAD[symbol] ?? []) : next).toReversed());
      if (next !== "other") break;
    }
  }
  return stack.every((symbol) => MAY_BE_EMPTY.has(symbol)) ? undefined : text.length;
}
