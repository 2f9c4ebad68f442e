import { textError, unexpected } from "./error.ts";
import type { JsonHandler } from "./handler.ts";
import { JsonNumber } from "./number.ts";
import { JsonString } from "./string.ts";

/** What may stand next, as a set. */
const VALUE = 1;
const KEY = 2;
const COLON = 4;
const COMMA = 8;
const END_ARRAY = 16;
const END_OBJECT = 32;

const WANTED: readonly (readonly [number, string])[] = [
  [VALUE, "a value"],
  [KEY, "a key in double quotes"],
  [COLON, '":"'],
  [COMMA, '","'],
  [END_ARRAY, '"]"'],
  [END_OBJECT, '"}"'],
];

/** The token under way. */
const NONE = 0;
const STRING = 1;
const NAME = 2;
const NUMBER = 3;
const LITERAL = 4;

const LITERALS = new Map([
  [0x74, { text: "true", value: true }],
  [0x66, { text: "false", value: false }],
  [0x6e, { text: "null", value: null }],
]);

/**
 * The grammar of JSON (RFC 8259), for text in any pieces: tells a handler what it says. It fails at the first unit that no
 * ending can make valid, and it recurses nowhere, so that depth costs memory only.
 */
export class JsonTokens {
  /** The value is complete: what follows is not looked at. */
  complete = false;
  /** How much has been read, in UTF-16 units. */
  offset: number;
  private readonly handler: JsonHandler;
  private readonly maxDepth: number;
  private readonly string = new JsonString();
  private readonly number = new JsonNumber();
  private literal = LITERALS.get(0x6e)!;
  private matched = 0;
  private token = NONE;
  private expected = VALUE;
  /** Of each open container, whether it is an array. */
  private readonly arrays: boolean[] = [];

  constructor(handler: JsonHandler, maxDepth: number, offset: number) {
    this.handler = handler;
    this.maxDepth = maxDepth;
    this.offset = offset;
  }

  /** Reads `text` from `at` on. Gives the index behind what it took: less than its length where the value is complete. */
  read(text: string, at: number): number {
    const base = this.offset - at;
    let i = at;
    while (i < text.length && !this.complete) {
      if (this.token === NONE) i = this.begin(text, i, base);
      else i = this.resume(text, i, base);
    }
    this.offset = base + i;
    return i;
  }

  /** No more text comes: a number may be complete by that. */
  end(): void {
    if (this.token === NUMBER && this.arrays.length === 0 && this.number.whole) this.endNumber();
  }

  /** Whether a scalar is under way of which a beginning shows. */
  get growing(): boolean {
    return this.token === STRING || this.token === NUMBER;
  }

  /** What there is of the scalar under way, where something of it is certain. */
  get shown(): string | number | undefined {
    if (this.token === STRING) return this.string.shown;
    return this.token === NUMBER ? this.number.shown : undefined;
  }

  /** What it costs to know what a number under way shows. */
  get cost(): number {
    return this.token === NUMBER ? this.number.length : 0;
  }

  private begin(text: string, at: number, base: number): number {
    const unit = text.charCodeAt(at);
    const { expected } = this;
    switch (unit) {
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
        return at + 1;
      case 0x22: // "
        if (!(expected & (VALUE | KEY))) break;
        this.token = expected & KEY ? NAME : STRING;
        this.string.begin(this.token === STRING ? this.handler.string?.() : undefined);
        return this.readString(text, at + 1, base);
      case 0x3a: // :
        if (expected !== COLON) break;
        this.expected = VALUE;
        return at + 1;
      case 0x2c: // ,
        if (!(expected & COMMA)) break;
        this.expected = expected & END_ARRAY ? VALUE : KEY;
        return at + 1;
      case 0x5b: // [
      case 0x7b: // {
        if (!(expected & VALUE)) break;
        this.open(unit === 0x5b, base + at);
        return at + 1;
      case 0x5d: // ]
      case 0x7d: // }
        if (!(expected & (unit === 0x5d ? END_ARRAY : END_OBJECT))) break;
        this.arrays.pop();
        this.handler.close();
        this.next();
        return at + 1;
      default:
        if (expected & VALUE) return this.beginScalar(unit, text, at, base);
    }
    throw unexpected(text, at, base, wanted(expected));
  }

  private beginScalar(unit: number, text: string, at: number, base: number): number {
    const literal = LITERALS.get(unit);
    if (literal) {
      this.token = LITERAL;
      this.literal = literal;
      this.matched = 0;
      return this.readLiteral(text, at, base);
    }
    if (unit !== 0x2d && !(unit >= 0x30 && unit <= 0x39)) throw unexpected(text, at, base, wanted(this.expected));
    this.token = NUMBER;
    this.number.begin();
    return this.readNumber(text, at, base);
  }

  private resume(text: string, at: number, base: number): number {
    if (this.token === NUMBER) return this.readNumber(text, at, base);
    if (this.token === LITERAL) return this.readLiteral(text, at, base);
    return this.readString(text, at, base);
  }

  private readString(text: string, at: number, base: number): number {
    const end = this.string.scan(text, at, base);
    if (end < 0) return text.length;
    if (this.token === NAME) {
      this.handler.key(this.string.value);
      this.expected = COLON;
      this.token = NONE;
    } else {
      this.scalar(this.string.value);
    }
    return end;
  }

  private readNumber(text: string, at: number, base: number): number {
    const end = this.number.scan(text, at, base);
    if (end < 0) return text.length;
    this.endNumber();
    return end;
  }

  private endNumber(): void {
    this.scalar(this.number.shown!);
  }

  private readLiteral(text: string, at: number, base: number): number {
    const { literal } = this;
    let i = at;
    for (; i < text.length && this.matched < literal.text.length; i++, this.matched++) {
      if (text[i] !== literal.text[this.matched]) throw unexpected(text, i, base, `the rest of "${literal.text}"`);
    }
    if (this.matched === literal.text.length) this.scalar(literal.value);
    return i;
  }

  private scalar(value: string | number | boolean | null): void {
    this.token = NONE;
    this.handler.scalar(value);
    this.next();
  }

  private open(array: boolean, offset: number): void {
    if (this.arrays.length >= this.maxDepth) {
      const message = `The JSON nests deeper than ${this.maxDepth} levels, at offset ${offset}. Raise maxDepth if that is meant.`;
      throw textError("limit", message, offset);
    }
    this.arrays.push(array);
    this.handler.open(array);
    this.expected = array ? VALUE | END_ARRAY : KEY | END_OBJECT;
  }

  /** A value is complete. */
  private next(): void {
    const { length } = this.arrays;
    if (length === 0) this.complete = true;
    else this.expected = COMMA | (this.arrays[length - 1] ? END_ARRAY : END_OBJECT);
  }
}

function wanted(expected: number): string {
  return WANTED.filter(([one]) => expected & one)
    .map(([, name]) => name)
    .join(" or ");
}
