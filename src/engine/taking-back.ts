/**
 * Who is given the chunks of a stage. Where a source begins anew in the middle (an attempt that has failed, and is repeated), what
 * came of it so far is taken back, from the stage that it is in to whoever reads the run: then the chunks begin anew as well.
 */
export interface Owner {
  /** Whether what it was given can be taken back. */
  readonly takesBack: boolean;
  takeBack(error: object): void;
}
