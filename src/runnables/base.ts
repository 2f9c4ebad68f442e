import { collect, collectSync, read, readTold } from "../engine/execute.ts";
import type { KeepLimit } from "../engine/join.ts";
import type { Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import type { Gate, RunOptions } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import type { ToldReader } from "../engine/told-reader.ts";
import { ambientConfig } from "../runs/ambient.ts";
import {
  checkConfig,
  configWithin,
  enclosingOf,
  mergeConfigs,
  type RunnableConfig,
  type RunnableStep,
} from "../runs/config.ts";
import type { EventFilter } from "../runs/event-filter.ts";
import type { EventOptions, LogOptions } from "../runs/event-options.ts";
import type { EventStream } from "../runs/event-stream.ts";
import type { CustomEvents } from "../runs/events.ts";
import { keepOf } from "../runs/keep.ts";
import { CHAIN, type RunKind } from "../runs/kind.ts";
import type { Listeners } from "../runs/listeners.ts";
import type { LogStream } from "../runs/log-stream.ts";
import { observe, type Start } from "../runs/observe.ts";
import type { RunState } from "../runs/run-state.ts";
import { RunStream } from "../runs/run-stream.ts";
import { limitOf } from "../runs/timeout.ts";
import { SyncStream } from "../runs/sync-stream.ts";
import { tellEvents, tellLog, type ToldRun } from "../runs/tell.ts";
import { runAll, runIdAt } from "./batch.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import type { Fallback, FallbackOptions } from "./fallbacks.ts";
import { iterate, type TransformConfig } from "./input.ts";
import type { RetryOptions } from "./retry.ts";
import type { Assigned, Candidate, ChunkOf, Given, GivenMap, OutputOf, StepMap } from "./step.ts";

const RECURSION_LIMIT = 25;

/**
 * Anything that takes an input and gives an output: run it (`invoke`, `batch`), stream its output (`stream`,
 * `streamSync`), or put a step behind it (`pipe`).
 *
 * A runnable is a description: it holds no state of a run, and may run many times at once. `In` is what it takes, `Out`
 * what `invoke` gives, `Chunk` what `stream` gives piece by piece, `Config` the config that it understands.
 */
export abstract class Runnable<
  in In = never,
  out Out = unknown,
  out Chunk = Out,
  Config extends RunnableConfig = RunnableConfig,
> {
  declare readonly "~in": (input: In) => void;
  declare readonly "~out": Out;
  declare readonly "~chunk": Chunk;

  /** What errors and events call it, unless a `runName` is given. */
  abstract readonly name: string;
  #program: Program | undefined;

  /**
   * The ops that this runnable is, as `step` of a program.
   * @internal
   */
  abstract "~ops"(step: RunnableStep): readonly Op[];

  /**
   * The config that is bound to it.
   * @internal
   */
  get "~config"(): RunnableConfig {
    return {};
  }

  /**
   * What its runs are to those who watch them.
   * @internal
   */
  get "~kind"(): RunKind {
    return CHAIN;
  }

  // Running

  /** Runs it and gives the whole output: the joined chunks of `stream`. */
  invoke(input: In, config: Partial<Config> = {}): Promise<Out> {
    const source: Source = { kind: "value", value: input };
    const start = this.#begin(source, config, { sync: false, streamed: false });
    return collect(observe(start), source, start.options) as Promise<Out>;
  }

  /**
   * The same without waiting, where every step is synchronous.
   *
   * @throws `async_step`, naming the first step that has to wait
   */
  invokeSync(input: In, config: Partial<Config> = {}): Out {
    const source: Source = { kind: "value", value: input };
    const start = this.#begin(source, config, { sync: true, streamed: false });
    return collectSync(observe(start), source, start.options) as Out;
  }

  /** Runs it and gives the output chunk by chunk, each as soon as it exists and is asked for. */
  stream(input: In, config: Partial<Config> = {}): RunStream<Chunk, Out> {
    return this.#read({ kind: "value", value: input }, config);
  }

  /**
   * The same for a plain `for` loop, where every step is synchronous.
   *
   * @throws (when first read) `async_step`, naming the first step that has to wait
   */
  streamSync(input: In, config: Partial<Config> = {}): SyncStream<Chunk> {
    const source: Source = { kind: "value", value: input };
    const start = this.#begin(source, config, { sync: true, streamed: true });
    return new SyncStream(read(observe(start), source, start.options, this.#keep(config)));
  }

  /**
   * Streams the output for an input that is itself a stream. A step that needs the whole input is given the chunks
   * joined: as an array, unless `join` says otherwise.
   *
   * @example
   * for await (const text of new StringOutputParser().transform(chunks)) process.stdout.write(text);
   */
  transform<C>(input: AsyncIterable<C> | Iterable<C>, config: TransformConfig<C> = {}): RunStream<Chunk, Out> {
    return this.#read(iterate(input, config.join), config);
  }

  /**
   * Runs it for each input, `maxConcurrency` at a time, and gives the outputs in the order of the inputs. The first
   * failure rejects it, ends the runs that are under way, and starts no further one. A `runId` is that of the first.
   */
  batch(inputs: readonly In[], config: Partial<Config> = {}): Promise<Out[]> {
    const merged = mergeConfigs(this["~config"], config);
    const invoke = (input: In, signal: AbortSignal, at: number) =>
      this.invoke(input, { ...config, signal, runId: runIdAt(merged, at) });
    return runAll(inputs, invoke, merged);
  }

  // Watching

  /**
   * What happens in a run, event by event: of this runnable and of all that runs inside it the starts, the chunks and the
   * ends, in the order of what causes what. The last event is the end of the whole, whose `output` is that of `invoke`.
   *
   * Filters say which runs are told of, by name, type (`chat_model`, `parser`, …) or tag; they may also be given as a third
   * argument. `C` says what custom events carry, by name. With `encoding: "text/event-stream"` it is a stream of bytes, to
   * be handed to `new Response(…)`.
   *
   * @throws what the run throws, after the error events of the steps that were under way; `config` for another `version`
   * @example
   * for await (const event of chain.streamEvents({ topic: "parrot" }, { version: "v2", includeTypes: ["chat_model"] }))
   *   if (event.event === "on_chat_model_stream") process.stdout.write(event.data.chunk.text);
   */
  streamEvents<C extends CustomEvents = CustomEvents>(
    input: In,
    options?: Partial<Config> & EventOptions & { readonly encoding?: undefined },
    filter?: EventFilter,
  ): EventStream<C>;
  streamEvents(
    input: In,
    options: Partial<Config> & EventOptions & { readonly encoding: "text/event-stream" },
    filter?: EventFilter,
  ): ReadableStream<Uint8Array<ArrayBuffer>>;
  streamEvents<C extends CustomEvents>(
    input: In,
    options: Partial<Config> & EventOptions = {},
    filter: EventFilter = {},
  ): EventStream<C> | ReadableStream<Uint8Array<ArrayBuffer>> {
    return tellEvents<C>(options, filter, (run) => this.#readTold(input, run));
  }

  /**
   * The same as a log that grows: JSON Patch (RFC 6902), of which `RunLog` makes what is known of the run, and of each run
   * inside it by its name: what it has streamed, its output, its times. Of one that fails or is cancelled it says why, as
   * `error` or `cancel`. Filters say which of the runs inside are told of.
   *
   * @throws what the run throws, after the log has said so
   * @example
   * let log = RunLog.from([]);
   * for await (const patch of chain.streamLog({ topic: "parrot" })) log = log.concat(patch);
   * console.log(log.state);
   */
  streamLog(
    input: In,
    options?: Partial<Config> & LogOptions & { readonly encoding?: undefined },
    filter?: EventFilter,
  ): LogStream<RunState<Chunk, Out>>;
  streamLog(
    input: In,
    options: Partial<Config> & LogOptions & { readonly encoding: "text/event-stream" },
    filter?: EventFilter,
  ): ReadableStream<Uint8Array<ArrayBuffer>>;
  streamLog(
    input: In,
    options: Partial<Config> & LogOptions = {},
    filter: EventFilter = {},
  ): LogStream<RunState<Chunk, Out>> | ReadableStream<Uint8Array<ArrayBuffer>> {
    return tellLog<RunState<Chunk, Out>>(options, filter, (run) => this.#readTold(input, run));
  }

  // Composing

  /**
   * Puts a step behind this one: a runnable, a function (sees the finished value), a `generator(fn)` (sees the stream)
   * or an object of those (run in parallel).
   *
   * @example
   * const chain = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}").pipe(model).pipe(new StringOutputParser());
   */
  pipe<S extends Candidate<Out, Chunk>>(step: Given<S, Out, Chunk>): Runnable<In, OutputOf<S, Out>, ChunkOf<S, Chunk>> {
    return compose.pipe(this, step) as Runnable<In, OutputOf<S, Out>, ChunkOf<S, Chunk>>;
  }

  /** Keeps only `key` (or `keys`) of an output that is an object. */
  pick<K extends keyof Out & keyof Chunk & string>(key: K): Runnable<In, Out[K], Exclude<Chunk[K], undefined>>;
  pick<K extends keyof Out & keyof Chunk & string>(keys: readonly K[]): Runnable<In, Pick<Out, K>, Pick<Chunk, K>>;
  pick(keys: string | readonly string[]): Runnable<In> {
    return compose.pick(this, keys) as Runnable<In>;
  }

  /** Adds to an output that is an object the outputs of `steps`, which are given that object. */
  assign<M extends StepMap<Out, Chunk> | object>(steps: GivenMap<M, Out, Chunk>): AssignedTo<In, Out, Chunk, M> {
    return compose.assign(this, steps as object) as AssignedTo<In, Out, Chunk, M>;
  }

  /** The same runnable with a config bound to it. Bound twice, it is merged. */
  withConfig(config: Partial<Config>): Runnable<In, Out, Chunk, Config> {
    return compose.bind(this, config) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, with functions that are told when a run of it starts, and when it ends or fails: of this one, and
   * not of what is inside it. Given twice, both are told.
   *
   * @example
   * const timed = chain.withListeners({ onEnd: (run) => console.log(run.name, run.endTime! - run.startTime, "ms") });
   */
  withListeners(listeners: Listeners): Runnable<In, Out, Chunk, Config> {
    return compose.listen(this, listeners) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, tried again where it fails before its first chunk and another try could help: see {@link RetryOptions}.
   *
   * @example
   * const patient = model.withRetry({ stopAfterAttempt: 5 });
   */
  withRetry(options: RetryOptions = {}): Runnable<In, Out, Chunk, Config> {
    return compose.retry(this, options) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, with others that take its place where it fails before its first chunk.
   *
   * @example
   * const model = large.withFallbacks([small, local]);
   */
  withFallbacks<F extends Fallback<In>>(
    fallbacks: readonly F[] | ({ readonly fallbacks: readonly F[] } & FallbackOptions),
    options: FallbackOptions = {},
  ): Runnable<In, Out | F["~out"], Chunk | F["~chunk"], Config> {
    return compose.fallBack(this, fallbacks, options) as Runnable<In, Out | F["~out"], Chunk | F["~chunk"], Config>;
  }

  #read(input: Source, config: RunnableConfig): RunStream<Chunk, Out> {
    return new RunStream(this.#begin(input, config, { sync: false, streamed: true }), this.#keep(config));
  }

  #readTold<T>(input: In, { config, observer, telling }: ToldRun<T>): ToldReader<T> {
    const source: Source = { kind: "value", value: input };
    const start = this.#begin(source, config, { sync: false, streamed: true, gates: [telling] });
    return readTold(observe(start, [observer]), source, start.options, telling, this.#keep(config));
  }

  #keep(config: RunnableConfig): KeepLimit {
    return keepOf(mergeConfigs(this["~config"], config));
  }

  #compile(given: RunnableConfig): Program {
    const config = checkConfig(given);
    if (config.runName !== undefined) return compile(this, undefined, config.runName);
    return (this.#program ??= compile(this, undefined));
  }

  /** What is run, and how: inside a user's function, as a part of the run that has called that. */
  #begin(input: Source, given: RunnableConfig, how: How): Start {
    const program = this.#compile(given);
    const outer = ambientConfig(given);
    const settings = outer ? configWithin(outer, given) : given;
    const within = enclosingOf(settings);
    // Whoever is told may be behind, and the run then waits: a synchronous one cannot.
    const gates = how.sync ? undefined : joined(within?.observed?.gates, how.gates);
    const options: RunOptions = {
      sync: how.sync,
      root: { name: given.runName ?? this.name, parent: undefined },
      // The step's own as well, where the config of a run inside it has another one.
      signals: [...new Set([given.signal, within?.signal])].filter((signal) => signal !== undefined),
      // What a run inside this one is given of an outer one's runs out there first.
      limit: limitOf("total", given),
      recursionLimit: settings.recursionLimit ?? this["~config"].recursionLimit ?? RECURSION_LIMIT,
      settings,
      within,
      gates,
    };
    return { program, input, options, streamed: how.streamed };
  }
}

/** How a run is begun, beside what its config says. */
interface How extends Pick<Start, "streamed"> {
  readonly sync: boolean;
  readonly gates?: readonly Gate[];
}

/** The items of both; nothing, where there is none. */
function joined<T>(some: readonly T[] = [], more: readonly T[] = []): readonly T[] | undefined {
  return some.length + more.length > 0 ? [...some, ...more] : undefined;
}

/** A runnable with the outputs of `M` added to its own. */
type AssignedTo<In, Out, Chunk, M> = Runnable<In, Assigned<Out, OutputOf<M, Out>>, Assigned<Chunk, ChunkOf<M, Chunk>>>;
