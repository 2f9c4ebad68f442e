import type { DataRecord } from "./record.ts";

/**
 * The objects that one join has made itself and may therefore change in place. Any other object belongs to a message,
 * which never changes: it is copied before the first change. So a join of N chunks copies each object once, not N times.
 */
export class Drafts {
  // Made with the first draft: joining plain text needs none.
  private mine: Set<object> | undefined = undefined;

  /** `record` itself where this join has made it, else a copy. */
  of(record: DataRecord): Record<string, unknown> {
    return this.has(record) ? (record as Record<string, unknown>) : this.claim({ ...record });
  }

  has(object: object): boolean {
    return this.mine !== undefined && this.mine.has(object);
  }

  /** Notes that this join has made `object`. */
  claim<T extends object>(object: T): T {
    (this.mine ??= new Set()).add(object);
    return object;
  }
}
