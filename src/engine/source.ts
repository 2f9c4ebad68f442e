import type { Join } from "./join.ts";
import type { Program } from "./program.ts";

/** Where the chunks of a run come from, and how they join. */
export type Source =
  /** One value, which is the only chunk. */
  | { readonly kind: "value"; readonly value: unknown }
  /** Chunks that are there when asked for. */
  | { readonly kind: "sync"; readonly iterator: Iterator<unknown>; readonly join: Join }
  /** Chunks that may have to be waited for. */
  | { readonly kind: "async"; readonly iterator: AsyncIterator<unknown>; readonly join: Join }
  /** Arrays of chunks: many that came at once, as with one read of a socket. */
  | { readonly kind: "batches"; readonly iterator: AsyncIterator<readonly unknown[]>; readonly join: Join }
  /** Another program, whose chunks take the place of this step's. */
  | { readonly kind: "program"; readonly program: Program; readonly input: Source };

/** What a step that sees the stream is given. */
export interface Upstream {
  /** The input, where it is one value that was there from the start; then `stream` gives just that. */
  readonly value: { readonly value: unknown } | undefined;
  /** How the chunks join. Known once the first chunk has been read. */
  join(): Join;
  /** The chunks, one by one, in an asynchronous run. Read once. */
  stream(): AsyncIterableIterator<unknown>;
  /** The chunks, one by one, in a synchronous run. Read once. */
  streamSync(): IterableIterator<unknown>;
}
