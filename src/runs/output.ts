import type { KeepLimit } from "../engine/join.ts";
import type { Reader } from "../engine/reader.ts";
import { RunletError } from "../errors/error.ts";

/**
 * The joined output of a run that is over, or is known to be longer than what is kept.
 *
 * @throws what the run throws; `aborted` after it was left; `limit` where the output was not kept whole
 */
export function outputOf(reader: Reader, keep: KeepLimit): unknown {
  const { outcome, failure, kept } = reader;
  if (outcome === "failed") throw failure!.error;
  if (outcome === "left") throw incomplete(reader, "aborted", "The reading was ended before the output was complete.");
  if (kept.cut || outcome !== "done") throw tooLong(reader, keep, "The output was not kept whole");
  return reader.output;
}

export function tooLong(reader: Reader, { text, chunks }: KeepLimit, what: string): RunletError {
  const limit = `it is longer than the keepLimit (${text} of text, ${chunks} chunks)`;
  return incomplete(reader, "limit", `${what}: ${limit}. Raise it, or read the chunks.`);
}

/** An error with what had come. */
function incomplete({ run, kept }: Reader, code: "aborted" | "limit", message: string): RunletError {
  const error = run.blame(new RunletError(code, message)) as RunletError;
  run.received(error, kept, undefined);
  return error;
}
