import { collect, collector, collectSync, read, readTold } from "../engine/execute.ts";
import type { KeepLimit } from "../engine/join.ts";
import type { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import type { ToldReader } from "../engine/told-reader.ts";
import { settingsHere } from "../runs/ambient.ts";
import { mergeConfigs, type RunnableConfig } from "../runs/config.ts";
import type { EventFilter } from "../runs/event-filter.ts";
import type { EventOptions, LogOptions } from "../runs/event-options.ts";
import type { EventStream } from "../runs/event-stream.ts";
import type { CustomEvents } from "../runs/events.ts";
import { keepOf } from "../runs/keep.ts";
import type { LogStream } from "../runs/log-stream.ts";
import type { RunState } from "../runs/run-state.ts";
import { RunStream } from "../runs/run-stream.ts";
import { observe, type Start } from "../runs/observe.ts";
import { SyncStream } from "../runs/sync-stream.ts";
import { tellEvents, tellLog, type ToldRun } from "../runs/tell.ts";
import { runAll } from "./batch.ts";
import { BatchStream } from "./batch-stream.ts";
import { batchWork, type BatchOptions, type BatchWork, type OneOrEach, type ThrowingBatch } from "./batch-work.ts";
import { begin, type How } from "./begin.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import { Configurable } from "./configurable.ts";
import { iterate, type TransformConfig } from "./input.ts";
import type { AssignedTo, Candidate, ChunkOf, Given, GivenMap, OutputOf, StepMap } from "./step.ts";

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
> extends Configurable<In, Out, Chunk, Config> {
  declare readonly "~in": (input: In) => void;
  declare readonly "~out": Out;
  declare readonly "~chunk": Chunk;

  #program: Program | undefined;

  // Running

  /** Runs it and gives the whole output: the joined chunks of `stream`. */
  invoke(input: In, config: Partial<Config> = {}): Promise<Out> {
    const source: Source = { kind: "value", value: input };
    const start = this.#begin(source, config, { sync: false, streamed: false });
    return collect(observe(start), source, start.options) as Promise<Out>;
  }

  /**
   * The same without a promise, where every step is synchronous, or a model over HTTP and this runs on Node, Bun or Deno: for
   * the answer of such a model this thread blocks.
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
   * The same for a plain `for` loop, where `invokeSync` can run it.
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
   * Runs it for each input, `maxConcurrency` at a time, and gives the outputs in the order of the inputs. A config is for all
   * of them, its `runId` for the first; an array of configs has one for each. The first failure rejects it, ends the runs that
   * are under way, and starts no further one; with `returnExceptions` it takes the place of the output, and the others go on.
   *
   * @throws what a run throws; `aborted` where the signal for all aborts; `config` for an array of another length
   * @example
   * const answers = await chain.batch(questions, { maxConcurrency: 8 }, { returnExceptions: true });
   */
  batch(inputs: readonly In[], config?: OneOrEach<Config>, options?: ThrowingBatch): Promise<Out[]>;
  batch(inputs: readonly In[], config: OneOrEach<Config>, options: BatchOptions): Promise<(Out | Error)[]>;
  async batch(inputs: readonly In[], config: OneOrEach<Config> = {}, options: BatchOptions = {}) {
    return runAll<Out | Error>(this.#work(inputs, config, options));
  }

  /**
   * The same as a stream of `[index, output]`, each as soon as it is complete: `index` says of which input. Nothing runs
   * before the first is asked for; from then on at most `maxConcurrency` runs are under way or have an output that waits to
   * be read, so that a slow reader holds up the rest. `break` ends the runs that are under way before the loop is left.
   *
   * @throws what a run throws, after the outputs that came before it; with `returnExceptions` that is an output
   * @example
   * for await (const [index, answer] of chain.batchAsCompleted(questions, { maxConcurrency: 8 }))
   *   console.log(questions[index], answer);
   */
  batchAsCompleted(inputs: readonly In[], config?: OneOrEach<Config>, options?: ThrowingBatch): BatchStream<Out>;
  batchAsCompleted(inputs: readonly In[], config: OneOrEach<Config>, options: BatchOptions): BatchStream<Out | Error>;
  batchAsCompleted(inputs: readonly In[], config: OneOrEach<Config> = {}, options: BatchOptions = {}) {
    return new BatchStream<Out | Error>(this.#work(inputs, config, options));
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

  /**
   * The same for each element of an array, `maxConcurrency` at a time: see `RunnableEach`. Elements that arrive one by one
   * are begun as they do; the outputs are given in order, in an array each.
   *
   * @example
   * const summaries = await splitter.pipe(summarize.map()).invoke(book, { maxConcurrency: 5 });
   */
  map(): Runnable<readonly In[], Out[], Out[], Config> {
    return compose.map(this) as Runnable<readonly In[], Out[], Out[], Config>;
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

  #work(inputs: readonly In[], given: OneOrEach<RunnableConfig>, options: BatchOptions): BatchWork {
    const run = (input: In, settings: RunnableConfig) => {
      const source: Source = { kind: "value", value: input };
      const start = begin(this, this.#compile(settings), source, settings, { sync: false, streamed: false });
      return collector(observe(start), source, start.options);
    };
    return batchWork(inputs, run, given, options, this["~config"]);
  }

  #compile({ runName }: RunnableConfig): Program {
    if (runName !== undefined) return compile(this, undefined, runName);
    return (this.#program ??= compile(this, undefined));
  }

  #begin(input: Source, given: RunnableConfig, how: How): Start {
    const settings = settingsHere(given);
    return begin(this, this.#compile(settings), input, settings, how);
  }
}
