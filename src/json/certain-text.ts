import { GrowingText } from "./text.ts";

/**
 * A text that comes in pieces. It holds back a high surrogate at its end, since the low one that makes a character of it
 * may be in the next piece.
 */
export class CertainText {
  /** The high surrogate that is held back, or nothing. */
  held = "";
  private readonly text = new GrowingText();

  /** What is certain so far. It only grows. */
  get shown(): string {
    return this.text.value;
  }

  /** The whole, where nothing more comes: now a lone surrogate is certain, too. */
  get value(): string {
    return this.text.value + this.held;
  }

  /** Gives what is certain now, and was not before. */
  add(piece: string): string {
    const whole = this.held + piece;
    const last = whole.length - 1;
    const open = (whole.charCodeAt(last) & 0xfc00) === 0xd800;
    this.held = open ? whole.slice(last) : "";
    const certain = open ? whole.slice(0, last) : whole;
    this.text.add(certain);
    return certain;
  }

  clear(): void {
    this.text.clear();
    this.held = "";
  }
}
