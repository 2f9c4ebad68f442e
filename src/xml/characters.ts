import type { Pieces } from "../json/handler.ts";
import { characterOf } from "./references.ts";

const AMPERSAND = 0x26;
const REFERENCE = /[#\dA-Za-z]*/y;

/**
 * Text in which references stand for characters, up to the unit that ends it. What may be a reference is held back until
 * that is certain; an ampersand that begins none stands for itself.
 */
export class XmlCharacters {
  private readonly out: Pieces;
  /** What has come of a reference, behind its ampersand. */
  private reference: string | undefined = undefined;

  /** `out` is told the text as it comes. */
  constructor(out: Pieces) {
    this.out = out;
  }

  /** Reads on at `at`. Gives the index of the first unit that is `end`, or -1 where the text ran out before it. */
  scan(text: string, at: number, base: number, end: number): number {
    const { length } = text;
    let i = at;
    while (i < length) {
      if (this.reference !== undefined) {
        i = this.refer(text, i, base, this.reference);
        continue;
      }
      const from = i;
      let unit = 0;
      while (i < length && (unit = text.charCodeAt(i)) !== end && unit !== AMPERSAND) i++;
      if (i > from) this.out.add(text.slice(from, i));
      if (i === length) return -1;
      if (unit === end) return i;
      this.reference = "";
      i++;
    }
    return -1;
  }

  private refer(text: string, at: number, base: number, begun: string): number {
    REFERENCE.lastIndex = at;
    REFERENCE.test(text);
    const end = REFERENCE.lastIndex;
    const name = begun + text.slice(at, end);
    if (end === text.length) {
      this.reference = name;
      return end;
    }
    this.reference = undefined;
    const refers = text[end] === ";" && name !== "";
    this.out.add(refers ? characterOf(name, base + end) : `&${name}`);
    return refers ? end + 1 : end;
  }
}
