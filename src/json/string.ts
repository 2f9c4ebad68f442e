import { CertainText } from "./certain-text.ts";
import { unexpected } from "./error.ts";
import type { Pieces } from "./handler.ts";
import { flat } from "./text.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Below it, units have to be escaped. */
const SPACE = 0x20;

const ESCAPED = new Map([
  [QUOTE, '"'],
  [BACKSLASH, "\\"],
  [0x2f, "/"],
  [0x62, "\b"],
  [0x66, "\f"],
  [0x6e, "\n"],
  [0x72, "\r"],
  [0x74, "\t"],
]);
const LOWER_U = 0x75;

/** How far an escape has come: this is behind its backslash; above, so many hex digits are missing, less one. */
const NONE = 0;
const BEGUN = 1;

/**
 * What stands between two quotes. While it is open it holds back what is not certain: half an escape, and a high
 * surrogate, since the low one that makes a character of it may be in the next piece (or in the next escape).
 */
export class JsonString {
  private readonly text = new CertainText();
  private escape = NONE;
  private unit = 0;
  private pieces: Pieces | undefined = undefined;

  /** Forgets the one before. `pieces` is told the text as it comes. */
  begin(pieces?: Pieces): void {
    this.pieces = pieces;
    this.text.clear();
  }

  /** What is certain so far. It only grows. */
  get shown(): string {
    return this.text.shown;
  }

  /** The whole, after the closing quote: now a lone surrogate is certain, too. */
  get value(): string {
    return flat(this.text.value);
  }

  /** Reads on at `at`. Gives the index behind the closing quote, or -1 where the text ran out before it. */
  scan(text: string, at: number, base: number): number {
    const { length } = text;
    let i = at;
    while (i < length) {
      if (this.escape !== NONE) {
        this.unescape(text, i++, base);
        continue;
      }
      const from = i;
      let unit = 0;
      while (i < length && (unit = text.charCodeAt(i)) !== QUOTE && unit !== BACKSLASH && unit >= SPACE) i++;
      if (i > from) this.add(text.slice(from, i));
      if (i === length) return -1;
      if (unit < SPACE) throw unexpected(text, i, base, "a character or an escape (such as \\n)");
      i++;
      if (unit === QUOTE) {
        if (this.text.held !== "") this.pieces?.add(this.text.held);
        return i;
      }
      this.escape = BEGUN;
    }
    return -1;
  }

  private unescape(text: string, at: number, base: number): void {
    const unit = text.charCodeAt(at);
    if (this.escape === BEGUN) {
      const escaped = ESCAPED.get(unit);
      if (escaped !== undefined) this.add(escaped);
      else if (unit !== LOWER_U) throw unexpected(text, at, base, 'one of "\\/bfnrtu"');
      this.escape = unit === LOWER_U ? BEGUN + 4 : NONE;
      this.unit = 0;
      return;
    }
    const digit = hexDigit(unit);
    if (digit < 0) throw unexpected(text, at, base, "a hexadecimal digit");
    this.unit = this.unit * 16 + digit;
    if (--this.escape > BEGUN) return;
    this.escape = NONE;
    this.add(String.fromCharCode(this.unit));
  }

  private add(piece: string): void {
    const certain = this.text.add(piece);
    this.pieces?.add(certain);
  }
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
