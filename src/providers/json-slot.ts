const BRACE = 125;
const SPACE = 32;

/**
 * JSON texts that differ in one string only, as the events of a streamed answer mostly do: that string is read, and the
 * rest of the text compared, for a quarter of what parsing it all costs (157 against 691 ns for an event of GLM).
 *
 * It goes by what is certain. A text is the slot's where all before and after the string is the same, unit for unit, and
 * what stands between is one JSON string: JSON.parse would then give the same value but for that string.
 */
export class JsonSlot {
  /** Up to and with the quote that opens the string. */
  private readonly before: string;
  /** From the quote that closes it, up to the brace that closes all. */
  private readonly after: string;

  private constructor(before: string, after: string) {
    this.before = before;
    // Anthropic fills its events up with spaces before the last brace, so many here and so many there.
    this.after = after.slice(0, -1).trimEnd();
  }

  /**
   * The slot of the string `text` that `read` finds in the value of `json`. Undefined where it is not certain that it
   * stands there, which is tried out with a probe in its place: longer than all of `json`, so that it can come from
   * nowhere else, and no string that `read` finds can be just the probe unless it stands in the slot alone.
   */
  static find(json: string, text: string, read: (value: unknown) => unknown): JsonSlot | undefined {
    const literal = JSON.stringify(text);
    const at = json.lastIndexOf(literal);
    if (at < 0 || !json.endsWith("}")) return undefined;
    const slot = new JsonSlot(copied(json.slice(0, at + 1)), copied(json.slice(at + literal.length - 1)));
    const probe = "x".repeat(json.length + 1);
    try {
      return read(JSON.parse(`${slot.before}${probe}${slot.after}}`)) === probe ? slot : undefined;
    } catch {
      return undefined;
    }
  }

  /** The string that stands in the slot. Undefined where `json` differs in anything else: parse it. */
  read(json: string): string | undefined {
    const { before, after } = this;
    let last = json.length - 1;
    if (json.charCodeAt(last) !== BRACE) return undefined;
    while (json.charCodeAt(last - 1) === SPACE) last--;
    const end = last - after.length;
    // Not startsWith and endsWith, which take twice as long here (Node 20).
    if (json.slice(0, before.length) !== before || json.slice(end, last) !== after) return undefined;
    try {
      // Parsed although it is plain most of the time: a slice would keep alive the whole read that it was cut from.
      return JSON.parse(json.slice(before.length - 1, end + 1)) as string;
    } catch {
      return undefined;
    }
  }
}

/** The same text for itself: a slice would keep alive the whole read that it was cut from, as long as the answer lasts. */
function copied(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
