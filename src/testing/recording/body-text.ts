/** A piece of a body as it stands on a tape. */
export type BodyPiece = { readonly text: string } | { readonly base64: string };

/**
 * Shows the bytes of a body as text as long as they are UTF-8, then as base64: all of them, in their order. They come as
 * strings of one character a byte. A character that is not complete yet is kept until it is.
 */
export class BodyText {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  private tail = "";
  private binary = false;

  push(piece: string): readonly BodyPiece[] {
    if (piece === "") return [];
    const bytes = this.tail + piece;
    this.tail = "";
    if (this.binary) return [base64(bytes)];
    const whole = bytes.replace(INCOMPLETE, "");
    try {
      const text = this.decoder.decode(Buffer.from(whole, "latin1"));
      this.tail = bytes.slice(whole.length);
      return text === "" ? [] : [{ text }];
    } catch {
      this.binary = true;
      return [base64(bytes)];
    }
  }

  /** What is left of a character that was cut off. */
  end(): readonly BodyPiece[] {
    const { tail } = this;
    this.tail = "";
    return tail === "" ? [] : [base64(tail)];
  }
}

/** The beginning of a character of two, three or four bytes. */
const INCOMPLETE = /(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})$/;

/** Bytes as a string of one character each. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function base64(bytes: string): BodyPiece {
  return { base64: Buffer.from(bytes, "latin1").toString("base64") };
}
