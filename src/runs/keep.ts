import type { KeepLimit } from "../engine/join.ts";
import type { RunnableConfig } from "./config.ts";

const KEEP: KeepLimit = { text: 16 * 1024 * 1024, chunks: 100_000 };

/** How much of a stream is kept for its joined output. */
export function keepOf({ keepLimit }: RunnableConfig): KeepLimit {
  return { ...KEEP, ...keepLimit };
}
