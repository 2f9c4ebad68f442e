import { unexpected } from "./error.ts";
import { GrowingText } from "./text.ts";

/** What a number has come to, by the grammar of RFC 8259. */
const START = 0;
const MINUS = 1;
const ZERO = 2;
const INTEGER = 3;
const POINT = 4;
const FRACTION = 5;
const E = 6;
const SIGN = 7;
const EXPONENT = 8;
/** It cannot go on so. */
const NO = -1;

/** An integer of no more units, its sign included, is what its digits add up to, exactly. */
const FEW = 15;

/** How many units of the end say nothing yet, by what it has come to: one of `1.` and `1e`, two of `1e-`. */
const UNCERTAIN = [0, 1, 0, 0, 1, 0, 1, 2, 0] as const;
/** What a digit makes of it. Behind a leading zero comes none. */
const ON_DIGIT = [INTEGER, INTEGER, NO, INTEGER, FRACTION, FRACTION, EXPONENT, EXPONENT, EXPONENT] as const;

/** One number. While it may go on, the longest beginning that is a number is what it shows. */
export class JsonNumber {
  private readonly text = new GrowingText();
  private state = START;
  private negative = false;
  /** What the digits add up to, up to a point or an exponent. */
  private integer = 0;

  /** Forgets the one before: `scan` begins another. */
  begin(): void {
    this.text.clear();
    this.state = START;
    this.negative = false;
    this.integer = 0;
  }

  /** How many units have come: what it costs to know the value. */
  get length(): number {
    return this.text.length;
  }

  /** Whether it may end here. */
  get whole(): boolean {
    return UNCERTAIN[this.state] === 0;
  }

  /** The value of what is certain so far; undefined where that is only a minus. */
  get shown(): number | undefined {
    if (this.state === MINUS) return undefined;
    if (this.state <= INTEGER && this.text.length <= FEW) return this.negative ? -this.integer : this.integer;
    const text = this.text.value;
    return Number(this.whole ? text : text.slice(0, -UNCERTAIN[this.state]!));
  }

  /** Reads on at `at`. Gives the index of the first unit that is not the number's, or -1 where the text ran out. */
  scan(text: string, at: number, base: number): number {
    let i = at;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const state = follow(this.state, unit);
      if (state === NO) break;
      this.state = state;
      if (state === MINUS) this.negative = true;
      else if (state <= INTEGER) this.integer = this.integer * 10 + (unit - 0x30);
    }
    if (i > at) this.text.add(text.slice(at, i));
    if (i === text.length) return -1;
    if (!this.whole) throw unexpected(text, i, base, "a digit");
    return i;
  }
}

function follow(state: number, unit: number): number {
  if (unit === 0x30 && state <= MINUS) return ZERO;
  if (unit >= 0x30 && unit <= 0x39) return ON_DIGIT[state]!;
  const integer = state === ZERO || state === INTEGER;
  switch (unit) {
    case 0x2d: // -
      return state === START ? MINUS : state === E ? SIGN : NO;
    case 0x2b: // +
      return state === E ? SIGN : NO;
    case 0x2e: // .
      return integer ? POINT : NO;
    case 0x45: // E
    case 0x65: // e
      return integer || state === FRACTION ? E : NO;
    default:
      return NO;
  }
}
