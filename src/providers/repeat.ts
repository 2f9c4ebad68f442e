import { JsonSlot } from "./json-slot.ts";

/** How often in a row an event may be looked at in vain: looking costs as much as parsing the event once more. */
const ATTEMPTS = 3;

/**
 * Reads events that differ from an earlier one in their text only: in a streamed answer nearly all of them do. The
 * earlier one must say text and nothing else, since to read that is to note nothing.
 */
export class Repeat<Earlier> {
  private slot: JsonSlot | undefined = undefined;
  /** What the earlier event has added. */
  earlier: Earlier | undefined = undefined;
  private attempts = 0;
  private first = true;

  /** The text of the event, which says it as the `earlier` one did; undefined where it has to be parsed. */
  read(data: string): string | undefined {
    // Without text, the event may say something that the earlier one did not.
    const said = this.slot?.read(data) || undefined;
    if (said) this.attempts = 0;
    return said;
  }

  /** Looks at an event that was parsed, at what it added, and at the one text that it says, which `textOf` finds in it. */
  learn(data: string, earlier: Earlier, text: string, textOf: (value: unknown) => unknown): void {
    // Not at the first one, for which somebody waits.
    if (this.first) return void (this.first = false);
    if (this.attempts === ATTEMPTS) return;
    this.attempts++;
    this.earlier = earlier;
    this.slot = JsonSlot.find(data, text, textOf);
  }
}
