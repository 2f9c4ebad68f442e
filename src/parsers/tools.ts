import type { Context } from "../engine/context.ts";
import { last } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { JsonOptions } from "../json/reading.ts";
import type { JsonValue } from "../json/value.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { ToolCallChunk } from "../messages/tool-calls.ts";
import type { RunnableStep } from "../runs/config.ts";
import { arrayOf, objectOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { OutputParser } from "./output-parser.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { CallList, type Call, type ParsedToolCall } from "./tool-calls.ts";

type ModelMessage = AIMessage | AIMessageChunk;

/**
 * The tools that a model calls: a stream of what the list of calls has come to, each time that it changes, and at the
 * end the whole, which is empty where no tool is called. A call appears with its name; its arguments grow as those of
 * `JsonOutputParser` do, and what has not changed is shared from chunk to chunk.
 *
 * Arguments that are no JSON object, that end too early, or a call without a name are a `parse` error, whose `partial`
 * is the last chunk; no text at all is an object without keys.
 *
 * @example
 * for await (const calls of model.pipe(new JsonOutputToolsParser()).stream("What is the weather in Paris and in Rome?"))
 *   console.log(calls); // => [{ type: "weather", args: { city: "Par" }, id: "call_1" }], ...
 */
export class JsonOutputToolsParser extends OutputParser<ModelMessage, ParsedToolCall[], ParsedToolCall[]> {
  readonly name = "JsonOutputToolsParser";
  readonly #options: JsonOptions;

  constructor(options: JsonOptions = {}) {
    super();
    this.#options = options;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each<ModelMessage, unknown> = {
      sees: "chunk",
      step,
      open: (out, context) => new CallsOf(out, context, this.#options, EVERY),
      join: () => last,
    };
    return [each];
  }

  override "~gives"(): JsonSchema {
    return arrayOf(objectOf({ type: STRING, args: { type: "object" }, id: STRING }, ["type", "args"]));
  }
}

export interface JsonOutputKeyToolsParserFields<Single extends boolean = boolean> extends JsonOptions {
  /** The tool whose calls are wanted. */
  readonly keyName: string;
  /** Only the first call of it, and not a list. Default: false. */
  readonly returnSingle?: Single;
}

/**
 * The arguments of the calls of one tool, as `JsonOutputToolsParser` gives them: a list, or with `returnSingle` those of
 * the first call, which are undefined where there is none. Calls of other tools are left out, but have to be valid.
 *
 * `T` is what the tool takes: it is not checked.
 *
 * @example
 * const parser = new JsonOutputKeyToolsParser<{ setup: string }, true>({ keyName: "joke", returnSingle: true });
 * for await (const joke of model.pipe(parser).stream("Tell a joke.")) console.log(joke?.setup);
 */
export class JsonOutputKeyToolsParser<
  T = { [key: string]: JsonValue },
  Single extends boolean = false,
> extends OutputParser<
  ModelMessage,
  Single extends true ? T | undefined : T[],
  Single extends true ? DeepPartial<T> : DeepPartial<T>[]
> {
  readonly name = "JsonOutputKeyToolsParser";
  readonly #fields: JsonOutputKeyToolsParserFields;

  constructor(fields: JsonOutputKeyToolsParserFields<Single>) {
    super();
    this.#fields = fields;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { keyName, returnSingle = false } = this.#fields;
    const selection: Selection = {
      takes: ({ type }) => type === keyName,
      atMost: returnSingle ? 1 : Infinity,
      value: (calls) => (returnSingle ? calls[0]?.args : calls.map(({ args }) => args)),
    };
    const each: Each<ModelMessage, unknown> = {
      sees: "chunk",
      step,
      open: (out, context) => new CallsOf(out, context, this.#fields, selection),
      join: () => last,
    };
    return [each];
  }

  override "~gives"(): JsonSchema {
    return this.#fields.returnSingle ? {} : arrayOf({});
  }
}

/** Which calls are given, and as what. */
interface Selection {
  readonly takes: (call: ParsedToolCall) => boolean;
  readonly atMost: number;
  readonly value: (calls: readonly ParsedToolCall[]) => unknown;
}

const EVERY: Selection = { takes: () => true, atMost: Infinity, value: (calls) => calls };

class CallsOf implements Sink<ModelMessage> {
  private readonly out: Sink;
  private readonly context: Context;
  private readonly list: CallList;
  private readonly selection: Selection;
  private given: readonly ParsedToolCall[] | undefined = undefined;

  constructor(out: Sink, context: Context, options: JsonOptions, selection: Selection) {
    this.out = out;
    this.context = context;
    this.list = new CallList(options);
    this.selection = selection;
  }

  push(message: ModelMessage): void {
    const pieces = piecesOf(message);
    if (!pieces) throw this.context.blame(wrongInput(this.context.step.name, message));
    if (pieces.length === 0) return;
    try {
      this.list.addAll(pieces);
    } catch (error) {
      this.fail(error);
    }
    this.give();
    if (this.list.calls.some(isHeld)) this.context.whenIdle(this.flush);
  }

  end(): void {
    try {
      for (const call of this.list.calls) call.end();
    } catch (error) {
      this.fail(error);
    }
    this.give();
    if (!this.given && this.selection.atMost > 1) this.out.push(this.selection.value([]));
  }

  private readonly flush = (): void => {
    for (const call of this.list.calls) call.flush();
    this.give();
  };

  /** What the calls have come to goes out before the error, however they were cut. */
  private fail(error: unknown): never {
    this.give();
    throw this.context.blame(error);
  }

  private give(): void {
    const calls = this.select();
    const { given = [] } = this;
    if (calls.length === given.length && calls.every((call, at) => call === given[at])) return;
    this.given = calls;
    this.out.push(this.selection.value(calls));
  }

  private select(): ParsedToolCall[] {
    const { takes, atMost } = this.selection;
    const selected: ParsedToolCall[] = [];
    for (const { shown } of this.list.calls) {
      if (selected.length === atMost) break;
      if (shown && takes(shown)) selected.push(shown);
    }
    return selected;
  }
}

const isHeld = (call: Call): boolean => call.held;

/** The pieces of calls in a message; undefined where it is not a model's. */
function piecesOf(message: ModelMessage): readonly ToolCallChunk[] | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if ("tool_call_chunks" in message) return message.tool_call_chunks;
  if (!("tool_calls" in message)) return undefined;
  const whole = message.tool_calls.map((call) => ({ ...call, args: JSON.stringify(call.args) }));
  return [...whole, ...message.invalid_tool_calls].map(({ name, args, id }, index) => ({
    ...(name !== undefined && { name }),
    ...(args !== undefined && { args }),
    ...(id !== undefined && { id }),
    // Each is a call of its own, whatever its id.
    index,
    type: "tool_call_chunk",
  }));
}

function wrongInput(name: string, input: unknown): RunletError {
  const found = input === null || input === undefined ? String(input) : `a value of type ${typeof input}`;
  return new RunletError("config", `${name} takes a model's messages, and was given ${found}.`);
}
