/** A generator of a user that has begun. */
export interface Entry {
  finallys: number;
  /** It is in an `await` that nothing ends. */
  stuck: boolean;
}

/** The generators of one run that have begun, and whether their `finally` has run. */
export class Ledger {
  readonly entries: Entry[] = [];

  open(): Entry {
    const entry = { finallys: 0, stuck: false };
    this.entries.push(entry);
    return entry;
  }

  /** All have ended that can. */
  get settled(): boolean {
    return this.entries.every(({ finallys, stuck }) => stuck || finallys > 0);
  }

  /** What is not as it should be once all has ended. */
  wrongs(): string[] {
    return this.entries.flatMap(({ finallys, stuck }) =>
      finallys === 1 || (stuck && finallys === 0) ? [] : [`a finally ran ${finallys} times`],
    );
  }
}
