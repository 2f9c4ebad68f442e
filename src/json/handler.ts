/** What is told what a JSON text says, as it says it. */
export interface JsonHandler {
  /** An array begins, or an object. */
  open(array: boolean): void;
  /** The container that was opened last is complete. */
  close(): void;
  /** The key of the value that comes next, in an object. */
  key(key: string): void;
  /** A scalar that is complete. */
  scalar(value: string | number | boolean | null): void;
  /** A string begins, as a value. What is given back is told its text in pieces, each when it is certain. */
  string?(): Pieces | undefined;
}

export interface Pieces {
  add(piece: string): void;
}
