import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import { Overheard } from "../engine/overheard.ts";
import { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { AIMessageChunk, type AIMessage } from "../messages/ai.ts";
import { cutBy, finishReasonIn } from "../messages/finish-reason.ts";
import { orderedText } from "../json/ordered.ts";
import { messageJoin } from "../messages/gather.ts";
import type { ResponseCache } from "./response-cache.ts";

type Later<T> = T | PromiseLike<T>;

/**
 * The answer that is kept under what `key` gives, or else the one that `ask` gives, which is kept when it is whole. Where two
 * ask at once for the same, both ask: neither can end, or hold up, the other.
 */
export function recalled(
  cache: ResponseCache,
  key: Later<unknown>,
  context: Context,
  ask: () => Later<Source>,
): Later<Source> {
  return after(key, (given) => {
    if (given === undefined) throw noKey(context.step.name);
    const text = orderedText(given);
    return after(cache.lookup(text), (kept) =>
      kept
        ? { kind: "sync", iterator: [chunkOf(kept)].values(), join: messageJoin }
        : after(ask(), (source) => remembered(source, context, (message) => cache.update(text, message))),
    );
  });
}

function after<T, U>(value: Later<T>, work: (value: T) => Later<U>): Later<U> {
  return isPromise(value) ? Promise.resolve(value as PromiseLike<T>).then(work) : work(value as T);
}

/** A model's answer as it comes, which is kept at its end. */
function remembered(source: Source, context: Context, keep: (message: AIMessage) => PromiseLike<void> | void): Source {
  const [program, input] = source.kind === "program" ? [source.program, source.input] : [new Program([]), source];
  const overheard = new Overheard(context.branch(program, input), {
    complete(output) {
      const message = output as AIMessage;
      return (isWhole(message) && keep(message)) || undefined;
    },
  });
  return { kind: "chunks", chunks: overheard, complete: () => overheard.complete() };
}

/** An answer that was cut off, or has calls that cannot be carried out, or says nothing, is asked for again. */
function isWhole({ content, tool_calls, invalid_tool_calls, response_metadata }: AIMessage): boolean {
  if (invalid_tool_calls.length > 0 || cutBy(finishReasonIn(response_metadata))) return false;
  return content.length > 0 || tool_calls.length > 0;
}

/** All of a kept answer. It says so; and it has consumed nothing. */
function chunkOf({ content, id, name, additional_kwargs, response_metadata, tool_calls }: AIMessage): AIMessageChunk {
  return new AIMessageChunk({
    content,
    id,
    name,
    additional_kwargs,
    response_metadata: { ...response_metadata, cached: true },
    tool_calls: tool_calls.length > 0 ? tool_calls : undefined,
  });
}

function noKey(name: string): RunletError {
  return new RunletError(
    "config",
    `${name} was given a cache, but has no cacheKey: it does not say what its answers depend on.`,
    {
      phase: "config",
    },
  );
}
