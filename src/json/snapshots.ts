import type { JsonDocument } from "./document.ts";
import type { JsonValue } from "./value.ts";

/** A change that costs no more than this is given always. */
const FREE = 1024;

/**
 * When the value of a document is given. A value that never changes later has to be another one than the value before,
 * and to give one at each change of a container that is wide and open would cost the sum of all its widths. So each
 * change is given while that is cheap; beyond, each unit of text pays for a slot, and a change that is not paid is merged
 * into the next value, which keeps the whole linear.
 */
export class Snapshots {
  private readonly document: JsonDocument;
  private paid = 0;

  constructor(document: JsonDocument) {
    this.document = document;
  }

  /** Whether a change has not been given. */
  get held(): boolean {
    return this.document.changed;
  }

  /** So many units of text have been read. Gives the value, if it has changed and the change is cheap, or paid. */
  after(units: number): JsonValue | undefined {
    this.paid += units;
    if (!this.document.changed) return undefined;
    const { cost } = this.document;
    if (cost <= FREE) this.paid = Math.min(this.paid, FREE);
    else if (this.paid < cost) return undefined;
    else this.paid -= cost;
    return this.flush();
  }

  /** Gives the value, if it has changed, whatever it costs. */
  flush(): JsonValue | undefined {
    return this.document.give();
  }
}
