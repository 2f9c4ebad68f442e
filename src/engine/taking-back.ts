/**
 * How far what came of a stage has got: to nobody but the engine; to somebody who can be told that it is taken back, a
 * consumer, or a step of the user's that is run again; or to somebody who cannot.
 */
export type Reach = "nobody" | "told" | "out";

/**
 * Who is given the chunks of a stage. Where a source begins anew in the middle (an attempt that has failed, and is repeated), what
 * came of it so far is taken back, from the stage that it is in to whoever reads the run: then the chunks begin anew as well.
 */
export interface Owner {
  /** How far what it was given has got. */
  readonly reach: Reach;
  takeBack(error: object): void;
}
