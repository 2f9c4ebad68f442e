import { RunletError } from "../errors/error.ts";
import { joinWith, last, list, text, type Join } from "../engine/join.ts";
import type { Iteration } from "../engine/source.ts";
import { callInside, iterateInside } from "../runs/ambient.ts";
import type { RunnableConfig, StepConfig } from "../runs/config.ts";

/**
 * How the chunks of a stream join into its value: `"list"`, an array of all; `"text"`, strings end to end;
 * `"messages"`, message chunks into one message; `"last"`, the last one; or a function of all of them. It may be asked more
 * than once, by those who watch too, so it must not change them.
 */
export type JoinOption<C = never, O = unknown> = JoinName | ((chunks: readonly C[]) => O);
export type JoinName = "list" | "text" | "messages" | "last";

/** Chunks that know how to become one value, as message chunks do. */
interface Joinable {
  "~join"(chunks: readonly unknown[]): unknown;
}

const messages = joinWith((chunks: readonly Joinable[]) => {
  const [first] = chunks;
  if (first === undefined) return undefined;
  if (typeof first?.["~join"] === "function") return first["~join"](chunks);
  throw new RunletError("config", 'Chunks that join as "messages" are message chunks. Give another join.');
}) as Join;

/** The join that an option names. */
export function joinOf(option: JoinOption = "list"): Join {
  if (typeof option === "function") return joinWith(option) as Join;
  switch (option) {
    case "list":
      return list;
    case "text":
      return text as Join;
    case "last":
      return last;
    case "messages":
      return messages;
    default:
      throw new RunletError(
        "config",
        `join is "list", "text", "messages", "last" or a function, not ${String(option)}.`,
      );
  }
}

/** Config of `transform`. */
export interface TransformConfig<C> extends RunnableConfig {
  /** How the chunks of the input join, for a step that needs the value. Default: `"list"`. */
  readonly join?: JoinOption<C>;
}

/** An iterable as the input of a run. */
export function iterate(input: AsyncIterable<unknown> | Iterable<unknown>, option: JoinOption | undefined): Iteration {
  const iteration = iterationOf(input, joinOf(option));
  if (iteration) return iteration;
  throw new RunletError("config", "transform() takes an iterable or an async iterable of chunks.");
}

/** An iterable as a source of chunks that join by `join`; undefined where `value` is none. */
export function iterationOf(value: unknown, join: Join): Iteration | undefined {
  if (isAsyncIterable(value)) return { kind: "async", iterator: value[Symbol.asyncIterator](), join };
  if (isIterable(value)) return { kind: "sync", iterator: value[Symbol.iterator](), join };
  return undefined;
}

/** The same of what a user's function gave in a step: each chunk of it is made inside that step. */
export function iterationInside(value: unknown, join: Join, config: StepConfig): Iteration | undefined {
  const iteration = callInside(config, iterationOf, value, join);
  return iteration && ({ ...iteration, iterator: iterateInside(config, iteration.iterator) } as Iteration);
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "string" || (typeof value === "object" && value !== null && Symbol.iterator in value);
}
