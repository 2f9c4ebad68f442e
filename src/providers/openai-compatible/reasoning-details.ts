/** One of OpenRouter's `reasoning_details`: thoughts in the form of the provider behind it. */
type Detail = Readonly<Record<string, unknown>>;

/** Fields that come in pieces. */
const PIECES = ["text", "summary"] as const;

/**
 * Thoughts as OpenRouter hands them on from a provider, with signatures and what is encrypted. They have to be sent back
 * as they are, but for the pieces that their text came in.
 */
export class ReasoningDetails {
  private readonly details: Record<string, unknown>[] = [];

  add(pieces: readonly unknown[]): void {
    for (const piece of pieces) if (typeof piece === "object" && piece !== null) this.addPiece(piece as Detail);
  }

  /** All of them, as far as they have come. */
  get all(): readonly Detail[] {
    return this.details;
  }

  private addPiece(piece: Detail): void {
    const last = this.details.at(-1);
    if (!last || last["type"] !== piece["type"] || last["index"] !== piece["index"]) {
      this.details.push({ ...piece });
      return;
    }
    for (const [key, value] of Object.entries(piece)) {
      const joins = (PIECES as readonly string[]).includes(key) && typeof last[key] === "string";
      if (joins) last[key] = `${last[key] as string}${String(value ?? "")}`;
      else if (value !== null && value !== undefined) last[key] = value;
    }
  }
}
