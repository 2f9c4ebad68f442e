import { formatFloat } from "./format-float.ts";
import { printValue } from "./print.ts";

/**
 * What stands behind the colon of a field, taken apart; Python's format specification mini-language
 * (https://docs.python.org/3/library/string.html#formatspec):
 *
 *     [[fill]align][sign][#][0][width][,|_][.precision][type]
 */
export interface FormatSpec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  readonly alternate: boolean;
  readonly zero: boolean;
  /** In code points, as Python counts. */
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

/** Tells the user why a specification cannot be used. */
export type Refuse = (why: string) => never;

// Six digits are more than a prompt can need, and keep a slip of the pen from allocating gigabytes.
const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d{1,6})?(?<grouping>[,_])?(?:\.(?<precision>\d{1,6}))?(?<type>[sdboxXcnfFeEgG%])?$/su;

/** Takes a specification apart; refuses one that no value could fit. */
export function parseSpec(text: string, refuse: Refuse): FormatSpec {
  const parts = SPEC.exec(text)?.groups;
  if (parts === undefined) refuse("it is not of the form [[fill]align][sign][#][0][width][,|_][.precision][type]");
  const zero = parts["zero"] !== undefined;
  const spec: FormatSpec = {
    fill: parts["fill"] ?? (zero ? "0" : " "),
    align: parts["align"],
    sign: parts["sign"],
    alternate: parts["alternate"] !== undefined,
    zero,
    width: Number(parts["width"] ?? 0),
    grouping: parts["grouping"],
    precision: parts["precision"] === undefined ? undefined : Number(parts["precision"]),
    type: parts["type"],
  };
  const { type = "" } = spec;
  if (type === "s") refuseNumeric(spec, refuse);
  if (type === "c" && (spec.sign || spec.alternate)) refuse('a sign or "#" does not go with the type "c"');
  if (/[dboxXc]/.test(type) && spec.precision !== undefined) refuse(`a precision does not go with the type "${type}"`);
  if ((spec.grouping === "," ? /[boxXcn]/ : /[cn]/).test(type) && spec.grouping)
    refuse(`"${spec.grouping}" does not go with the type "${type}"`);
  return spec;
}

function refuseNumeric(spec: FormatSpec, refuse: Refuse): void {
  if (spec.sign || spec.alternate || spec.grouping || spec.align === "=")
    refuse('a sign, "#", "=", "," and "_" go with numbers only');
}

/**
 * `value` printed by `spec`: numbers and bigints as numbers, everything else as the text that it prints as.
 *
 * A number is JavaScript's: where Python tells 3 from 3.0, here a whole number is an integer unless the type or a
 * precision asks for a float. `name` is the variable's, for the error.
 */
export function formatValue(value: unknown, spec: FormatSpec, name: string, refuse: Refuse): string {
  if (typeof value === "number" || typeof value === "bigint") return formatNumber(value, spec, refuse);
  if (spec.type !== undefined && spec.type !== "s") refuse(`the type "${spec.type}" needs a number`);
  refuseNumeric(spec, refuse);
  const text = printValue(value, name);
  return pad(spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join(""), spec, "<");
}

function formatNumber(value: number | bigint, spec: FormatSpec, refuse: Refuse): string {
  const { type = "", precision } = spec;
  if (type === "s") refuse('the type "s" needs a string');
  if (/[dboxXc]/.test(type)) {
    if (typeof value === "number" && !Number.isInteger(value)) refuse(`the type "${type}" needs a whole number`);
    return type === "c" ? character(value, spec, refuse) : integer(BigInt(value), spec);
  }
  if (typeof value === "bigint" && type === "" && precision !== undefined)
    refuse("a precision does not go with a bigint");
  // A number beyond 2^53 prints as a float unless "d" is asked for: not all of its digits are meant.
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (isWhole && (type === "" || type === "n") && precision === undefined) return integer(BigInt(value), spec);
  const x = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(x)) refuse("the bigint is too large for a float");
  const { whole, rest } = formatFloat(x, spec);
  return layOut(signOf(x < 0 || Object.is(x, -0), spec), whole, rest, spec);
}

function character(value: number | bigint, spec: FormatSpec, refuse: Refuse): string {
  if (value < 0 || value > 0x10ffff) refuse('the type "c" needs a code point from 0 to 0x10ffff');
  return pad(String.fromCodePoint(Number(value)), spec, ">");
}

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

function integer(value: bigint, spec: FormatSpec): string {
  const { type = "d" } = spec;
  const digits = (value < 0n ? -value : value).toString(RADIX[type] ?? 10);
  const prefix = spec.alternate && type in RADIX ? "0" + type : "";
  return layOut(signOf(value < 0n, spec) + prefix, type === "X" ? digits.toUpperCase() : digits, "", spec);
}

function signOf(negative: boolean, spec: FormatSpec): string {
  if (negative) return "-";
  return spec.sign === "-" ? "" : (spec.sign ?? "");
}

/** Joins a number's parts, with marks between the groups of its whole digits, and fills to the width. */
function layOut(lead: string, whole: string, rest: string, spec: FormatSpec): string {
  const align = spec.align ?? (spec.zero ? "=" : ">");
  if (spec.grouping === undefined || whole === "") return pad(whole + rest, spec, align, lead);
  const size = spec.type !== undefined && spec.type in RADIX ? 4 : 3;
  // Zeros behind the sign are digits, so they get marks too: the least number of digits that fills the room with its
  // marks. A mark never comes first, so it may be one place more than the room.
  const room = align === "=" && spec.fill === "0" ? spec.width - lead.length - rest.length : 0;
  const digits = whole.padStart(Math.floor((room * size) / (size + 1)) + 1, "0");
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size) groups.push(digits.slice(Math.max(end - size, 0), end));
  return pad(groups.toReversed().join(spec.grouping) + rest, spec, align, lead);
}

/** Fills `lead + text` up to the width; where the alignment is "=", between the two. */
function pad(text: string, spec: FormatSpec, usual: string, lead = ""): string {
  const align = spec.align ?? usual;
  let length = lead.length;
  for (const _ of text) length++;
  const room = Math.max(spec.width - length, 0);
  const before = align === "<" ? 0 : align === "^" ? room >> 1 : room;
  const left = spec.fill.repeat(before);
  return (align === "=" ? lead + left : left + lead) + text + spec.fill.repeat(room - before);
}
