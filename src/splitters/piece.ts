/** A part of a text, by its offsets in UTF-16 units. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** One that a splitter gives, and what it knows of it. */
export interface Chunk extends Piece {
  /** Facts that are added to the metadata of its document. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}
