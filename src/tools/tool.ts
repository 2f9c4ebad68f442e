import { isPromise } from "../engine/closing.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { compile, isRunnable } from "../runnables/compile.ts";
import { isAsync, isIterator } from "../runnables/lambda.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { Parts } from "../runnables/parts.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { IsAny } from "../runnables/step.ts";
import { argumentsSchema, checkArguments, type ToolArguments, type ToolInput, type ToolSchema } from "./arguments.ts";
import { asItIs, outputFor } from "./answer.ts";
import { checkSize } from "./argument-limits.ts";
import { argumentsOf, isToolCall } from "./call.ts";
import { TOOL_CALLBACKS } from "./callbacks.ts";
import { settingsOf, type ToolResponseFormat, type ToolFields, type ToolSettings } from "./fields.ts";
import { runInside } from "./inner-run.ts";
import { iterate, tellProgress } from "./progress.ts";
import { limitCall } from "./time-limit.ts";
import type { Work } from "./work.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    tool: {
      /** Inside a run, the arguments, before the schema has seen them; of a whole run, what the user gave. */
      input: unknown;
      /** What a generator has yielded, or a runnable has streamed. */
      chunk: unknown;
      output: unknown;
    };
  }
}

export const TOOL: RunKind = { type: "tool", chunks: "never", input: argumentsOf, callbacks: TOOL_CALLBACKS };

/** What a tool's function is: it gets the arguments and the config of its step. */
export type ToolFunction<Args, O> = (args: Args, config: StepConfig) => O;

/** What gives a `T`: by itself, by a promise, or as what a generator returns. */
type Outcome<T> = T | PromiseLike<T> | Generator<unknown, T, undefined> | AsyncGenerator<unknown, T, undefined>;

/** What a tool's function gives: of a generator what it returns, of a promise what that is of. */
export type ToolOutput<O> = IsAny<O> extends true ? unknown : Given<Awaited<O>>;
type Given<O> = O extends Iterator<unknown, infer R, never> | AsyncIterator<unknown, infer R, never> ? Awaited<R> : O;

/**
 * A function that a model may call, as {@link tool} makes it, or a runnable, as `asTool` makes it. Given its arguments it gives
 * what the function gives; given a model's call, the {@link ToolMessage} that answers it. Either is its one chunk.
 */
export class StructuredTool<in Args = never, out Output = unknown> extends Runnable<
  Args | ToolCall,
  Output | ToolMessage
> {
  readonly name: string;
  readonly description: string;
  readonly schema: ToolSchema;
  readonly #work: ToolFunction<unknown, unknown> | Runnable<unknown>;
  readonly #settings: ToolSettings;

  /** @throws `config` where the function, the name or the schema is missing, or a setting cannot be */
  constructor(work: ToolFunction<never, unknown> | Runnable<never, unknown, unknown>, fields: ToolFields) {
    super();
    const { name, description = "", schema } = fields ?? {};
    if (typeof work !== "function" && !isRunnable(work))
      throw new RunletError("config", "A tool is made of a function, or of a runnable.");
    if (typeof name !== "string" || name === "") throw new RunletError("config", "A tool needs a name.");
    if (!isSchema(schema)) throw new RunletError("config", `The tool "${name}" needs a schema of its arguments.`);
    this.#work = work as ToolFunction<unknown, unknown> | Runnable<unknown>;
    this.#settings = settingsOf(fields);
    this.name = name;
    this.description = description;
    this.schema = schema;
  }

  /** What its function gives: the output, or that and, for the program to keep, an artifact. */
  get responseFormat(): ToolResponseFormat {
    return this.#settings.responseFormat;
  }

  /** An agent ends with what it gives. */
  get returnDirect(): boolean {
    return this.#settings.returnDirect;
  }

  override get "~kind"(): RunKind {
    return TOOL;
  }

  override invoke(call: ToolCall, config?: RunnableConfig): Promise<ToolMessage>;
  override invoke(args: Args, config?: RunnableConfig): Promise<Output>;
  override invoke(input: Args | ToolCall, config?: RunnableConfig): Promise<Output | ToolMessage> {
    return super.invoke(input, config);
  }

  override invokeSync(call: ToolCall, config?: RunnableConfig): ToolMessage;
  override invokeSync(args: Args, config?: RunnableConfig): Output;
  override invokeSync(input: Args | ToolCall, config?: RunnableConfig): Output | ToolMessage {
    return super.invokeSync(input, config);
  }

  override get "~parts"(): Parts | undefined {
    const work = this.#work;
    return typeof work === "function"
      ? undefined
      : { how: "sequence", parts: [{ runnable: work }], subgraph: this.name };
  }

  override "~takes"(): JsonSchema {
    return argumentsSchema(this.schema);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return this["~answering"](step, false);
  }

  /** The same for whoever passes the progress on: each piece of it is a chunk too, a {@link Progress}, before the output. */
  "~answering"(step: RunnableStep, passes = true): readonly Op[] {
    const fn = this.#work;
    const program = typeof fn === "function" ? undefined : compile(fn, step);
    const call: Call = {
      sees: "value",
      step,
      waits: program ? program.waits : isAsync(fn) ? step : undefined,
      run: (input, context) => {
        const config = stepConfig(context);
        const work: Work = { finish: asItIs, passes, shown: undefined };
        limitCall(this.#settings.timeout, config, context, work);
        const begin = (args: unknown) =>
          typeof fn === "function" ? answer(fn(args, config), config, work) : runInside(program!, args, context, work);
        return callInside(config, () => this.#run(input, config, work, begin));
      },
    };
    return [call, tellProgress(step, passes)];
  }

  #run(input: unknown, { signal }: StepConfig, work: Work, begin: Begin): Source | PromiseLike<Source> {
    const { name, schema } = this;
    work.finish = outputFor(input, { name, ...this.#settings });
    if (isToolCall(input)) checkSize(name, input.args, this.#settings.maxArgumentChars);
    const args = checkArguments(name, schema, input);
    if (!isPromise(args)) return begin(args);
    return Promise.resolve(args).then((late) => (signal.aborted ? NOT_WANTED : begin(late)));
  }
}

/** Begins the work of a tool with the arguments that it was given. */
type Begin = (args: unknown) => Source | PromiseLike<Source>;

/**
 * Makes of a function a tool: what a model may call, with arguments that are checked before the function sees them.
 *
 * The function may be a generator, async or not: what it yields is progress, shown to those who watch (`on_tool_stream`),
 * and what it returns is the output. A runnable that it calls is part of the tool's run: by itself where the runtime knows
 * who has called, else by the config that it is given.
 *
 * Given a model's call, its answer has text and content blocks as they are, and all else as JSON; a `ToolMessage` that the
 * function has made itself is the answer. With `responseFormat: "content_and_artifact"` the function gives two things: what the
 * model is told, and, in the message's `artifact`, what the program keeps.
 *
 * @throws `config` where the name or the schema is missing; a run, `tool` where the schema refuses the arguments (see
 * `SchemaError`), `limit` where a call's are too long, `timeout`, and what the function throws, as it is
 * @example
 * const weather = tool(
 *   async function* ({ city }, config) {
 *     yield `asking for ${city}`;
 *     const answer = await fetch(`https://weather.example/${city}`, { signal: config.signal });
 *     return await answer.text();
 *   },
 *   { name: "weather", description: "The weather in a city, now.", schema: z.object({ city: z.string() }) },
 * );
 * await weather.invoke({ city: "Paris" }); // what the function returns
 * await weather.invoke(message.tool_calls[0]); // a ToolMessage
 */
export function tool<S extends ToolSchema, C, A>(
  fn: ToolFunction<ToolArguments<S>, Outcome<readonly [content: C, artifact: A]>>,
  fields: ToolFields<S> & { readonly responseFormat: "content_and_artifact" },
): StructuredTool<ToolInput<S>, C>;
export function tool<S extends ToolSchema, O>(
  fn: ToolFunction<ToolArguments<S>, O>,
  fields: ToolFields<S> & { readonly responseFormat?: "content" | undefined },
): StructuredTool<ToolInput<S>, ToolOutput<O>>;
export function tool(fn: ToolFunction<never, unknown>, fields: ToolFields): StructuredTool {
  return new StructuredTool(fn, fields);
}

/** Nobody reads it: the run has ended. */
const NOT_WANTED: Source = { kind: "value", value: undefined };

function isSchema(schema: unknown): schema is ToolSchema {
  return typeof schema === "function" || (typeof schema === "object" && schema !== null);
}

function answer(output: unknown, config: StepConfig, work: Work): Source | PromiseLike<Source> {
  if (isPromise(output)) return Promise.resolve(output).then((settled) => answer(settled, config, work));
  if (isIterator(output)) return iterate(output, config, work);
  return { kind: "value", value: work.finish(output) };
}
