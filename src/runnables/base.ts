import { collect, collectSync, read } from "../engine/execute.ts";
import type { KeepLimit } from "../engine/join.ts";
import type { Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import type { Reader } from "../engine/reader.ts";
import type { RunOptions } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import { checkConfig, enclosingOf, mergeConfigs, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import { RunStream } from "../runs/run-stream.ts";
import { SyncStream } from "../runs/sync-stream.ts";
import { runAll } from "./batch.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import { iterate, type TransformConfig } from "./input.ts";
import type { Assigned, Candidate, ChunkOf, Given, GivenMap, OutputOf, StepMap } from "./step.ts";

const KEEP: KeepLimit = { text: 16 * 1024 * 1024, chunks: 100_000 };
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

  // Running

  /** Runs it and gives the whole output: the joined chunks of `stream`. */
  invoke(input: In, config: Partial<Config> = {}): Promise<Out> {
    return collect(
      this.#compile(config),
      { kind: "value", value: input },
      this.#options(config, false),
    ) as Promise<Out>;
  }

  /**
   * The same without waiting, where every step is synchronous.
   *
   * @throws `async_step`, naming the first step that has to wait
   */
  invokeSync(input: In, config: Partial<Config> = {}): Out {
    return collectSync(this.#compile(config), { kind: "value", value: input }, this.#options(config, true)) as Out;
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
    return new SyncStream(this.#reader({ kind: "value", value: input }, config, true, this.#keep(config)));
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
   * failure rejects it, ends the runs that are under way, and starts no further one.
   */
  batch(inputs: readonly In[], config: Partial<Config> = {}): Promise<Out[]> {
    const invoke = (input: In, signal: AbortSignal) => this.invoke(input, { ...config, signal });
    return runAll(inputs, invoke, mergeConfigs(this["~config"], config));
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

  #read(input: Source, config: RunnableConfig): RunStream<Chunk, Out> {
    const keep = this.#keep(config);
    return new RunStream(this.#reader(input, config, false, keep), keep);
  }

  #reader(input: Source, config: RunnableConfig, sync: boolean, keep: KeepLimit): Reader {
    return read(this.#compile(config), input, this.#options(config, sync), keep);
  }

  #keep(config: RunnableConfig): KeepLimit {
    return { ...KEEP, ...mergeConfigs(this["~config"], config).keepLimit };
  }

  #compile(given: RunnableConfig): Program {
    const config = checkConfig(given);
    if (config.runName !== undefined) return compile(this, undefined, config.runName);
    return (this.#program ??= compile(this, undefined));
  }

  #options(given: RunnableConfig, sync: boolean): RunOptions {
    return {
      sync,
      root: { name: given.runName ?? this.name, parent: undefined },
      signals: given.signal ? [given.signal] : [],
      recursionLimit: given.recursionLimit ?? this["~config"].recursionLimit ?? RECURSION_LIMIT,
      settings: given,
      within: enclosingOf(given),
    };
  }
}

/** A runnable with the outputs of `M` added to its own. */
type AssignedTo<In, Out, Chunk, M> = Runnable<In, Assigned<Out, OutputOf<M, Out>>, Assigned<Chunk, ChunkOf<M, Chunk>>>;
