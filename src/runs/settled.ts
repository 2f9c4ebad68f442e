import type { KeepLimit } from "../engine/join.ts";
import type { Reader } from "../engine/reader.ts";
import { errorInfo } from "../errors/info.ts";
import { answeredAtLast, type Answered, type Answers } from "./answers.ts";
import type { Start } from "./observe.ts";
import { outputOf } from "./output.ts";

/** When a run began, gave its first chunk, and ended, in milliseconds since 1970. */
export interface RunTimes {
  /** Of a run that was ended before it had begun, its end. */
  readonly start: number;
  /** Undefined where none came. */
  readonly firstChunk: number | undefined;
  readonly end: number;
}

/** What is told of every run that is over. What its models answered is undefined where that was not collected. */
type SettledRun = { readonly [K in keyof Answered]: Answered[K] | undefined } & { readonly times: RunTimes };

type SettledEarly = SettledRun & {
  /** What had been received, joined; undefined where nothing had been. */
  readonly partial: unknown;
  /** True where `partial` is only the beginning of that, cut at the `keepLimit`. */
  readonly partialCut: boolean;
};

/**
 * What became of a run, whatever that is: `ok`, with its joined output; `error`, with what it throws; or `cancelled`, by a
 * signal, with its reason, or by a `break`, with none. Of the latter two also what had come.
 */
export type Settled<Output = unknown> =
  | (SettledRun & { readonly status: "ok"; readonly value: Output } & Absent<
        "error" | "reason" | "partial" | "partialCut"
      >)
  | (SettledEarly & { readonly status: "error"; readonly error: unknown } & Absent<"value" | "reason">)
  | (SettledEarly & { readonly status: "cancelled"; readonly reason: unknown } & Absent<"value" | "error">);

/** Named, so that all of it can be taken apart at once. */
type Absent<Names extends string> = { readonly [Name in Names]?: undefined };

/**
 * What becomes of the run that `reader` reads. Of its models, what `answers` has collected; without it, what the run tells
 * by itself. Whoever waits for it does not keep the stream from being given up.
 */
export function whenSettled(
  reader: Reader,
  { program }: Start,
  keep: KeepLimit,
  answers: Answers | undefined,
): Promise<Settled> {
  return new Promise((resolve) => {
    const settle = () => resolve(settledOf(reader, keep, answers ? answers.told : answeredAtLast(program, reader)));
    if (reader.outcome) settle();
    else reader.onOver = settle;
  });
}

function settledOf(reader: Reader, keep: KeepLimit, answered: Answered | undefined): Settled {
  const { startTime, firstTime, endTime, ending, outcome } = reader;
  const times = { start: startTime || endTime, firstChunk: firstTime || undefined, end: endTime };
  const run = { messages: undefined, partialMessages: undefined, usage: undefined, ...answered, times };
  try {
    return { status: "ok", value: outputOf(reader, keep), ...run };
  } catch (error) {
    const { partial, partialCut } = errorInfo(error)!;
    const early = { ...run, partial, partialCut };
    if (ending && "reason" in ending && outcome !== "cut")
      return { status: "cancelled", reason: ending.reason, ...early };
    return { status: "error", error, ...early };
  }
}
