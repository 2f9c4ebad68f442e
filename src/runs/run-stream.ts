import { endWhenAbandoned, forget } from "../engine/abandoned.ts";
import { letGo } from "../engine/closing.ts";
import { read } from "../engine/execute.ts";
import type { KeepLimit } from "../engine/join.ts";
import type { Reader } from "../engine/reader.ts";
import { inOwnTurn } from "../engine/turn.ts";
import { Answers } from "./answers.ts";
import { byteStream } from "./bytes.ts";
import { observe, type Start } from "./observe.ts";
import type { Observer } from "./observer.ts";
import { outputOf, tooLong } from "./output.ts";
import { readOnce } from "./read-once.ts";
import { whenSettled, type Settled } from "./settled.ts";

/**
 * The output of a run, chunk by chunk. Nothing runs before a chunk, or the joined output, is asked for; then each chunk
 * is made when it is pulled. Read it once, with `for await` or `next`; `break` ends the run, and every request in it,
 * before the loop is left.
 *
 * `await` on it gives itself, so `await chain.stream(input)` works too.
 *
 * @example
 * const stream = chain.stream({ topic: "parrot" });
 * for await (const text of stream) process.stdout.write(text);
 * const whole = await stream.final();
 */
export class RunStream<out Chunk, out Output = unknown> implements AsyncIterableIterator<Chunk, undefined> {
  readonly #start: Start;
  readonly #keep: KeepLimit;
  #reader: Reader;
  #final: Promise<Output> | undefined;
  #settled: Promise<Settled<Output>> | undefined;
  /** Its iterator has been asked for: somebody is going to read it. */
  #taken = false;
  /** Its bytes have been asked for: they are what is read. */
  #asBytes = false;

  /** @internal */
  constructor(start: Start, keep: KeepLimit) {
    this.#start = start;
    this.#keep = keep;
    this.#reader = this.#open();
  }

  [Symbol.asyncIterator](): this {
    readOnce(this.#reader, "stream()", this.#asBytes);
    this.#taken = true;
    return this;
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#reader.lost)
      return Promise.reject(tooLong(this.#reader, this.#keep, "The chunks before this one were not kept"));
    return this.#reader.next() as Promise<IteratorResult<Chunk, undefined>>;
  }

  /**
   * Ends the run. Settles when everything in it has ended, `finally` blocks of your generators included; a step that is
   * stuck in something of its own at that moment is told to end, and left behind.
   */
  async return(): Promise<IteratorResult<Chunk, undefined>> {
    await this.#reader.leave();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<Chunk, undefined>> {
    await this.#reader.leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.leave();
  }

  /**
   * The joined output: what `invoke` would give. May be asked for before, while or after the chunks are read; once it
   * has been asked for, the run goes on to its end by itself, and chunks that are not read yet are kept.
   *
   * @throws what the run throws; `aborted`, with what had come as `partial`, after a `break`; `limit` where the output, or
   * what a consumer that has begun to read has left unread, is longer than the `keepLimit` (16 Mi of text or 100,000
   * chunks unless the config says otherwise).
   */
  final(): Promise<Output> {
    if (!this.#final) {
      this.#final = new Promise((resolve, reject) => this.#reader.drain(() => this.#finish(resolve, reject)));
      // Whoever reads the chunks is told of a failure there: one who does not look at this promise as well is no bug.
      letGo(this.#final);
    }
    return this.#final;
  }

  /**
   * What becomes of the run, whatever that is: its output, or its error, or that it was cancelled; in all cases what came
   * until then, what the models in it answered and consumed, and when. It never rejects, and does not run ahead of who
   * reads; where nobody has begun to in the next turn of the event loop, the run goes on to its end by itself.
   *
   * `ok` has what `final()` gives, `error` what it throws: a `limit` as well, where the output is longer than the `keepLimit`.
   *
   * Ask for it before the run begins: what the models answer is collected from then on. Of a run that has begun, only a last
   * step that is a model tells it; else `messages` and `usage` are undefined.
   *
   * @example
   * const stream = chain.stream({ topic: "parrot" });
   * const settled = stream.settled;
   * for await (const text of stream) if (!socket.send(text)) break;
   * const { status, usage } = await settled;
   */
  get settled(): Promise<Settled<Output>> {
    return (this.#settled ??= this.#settle() as Promise<Settled<Output>>);
  }

  /**
   * The chunks as bytes: text as it is, anything else as one line of JSON each. Made when they are pulled; cancelling it
   * ends the run.
   */
  toReadableStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const chunks = this[Symbol.asyncIterator]();
    this.#asBytes = true;
    return byteStream(chunks);
  }

  /**
   * The chunks as an HTTP response with those bytes, as `text/plain` unless `init` has another content type.
   *
   * @example
   * const handler = (request: Request) => chain.stream({ topic: "parrot" }, { signal: request.signal }).toResponse();
   */
  toResponse(init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "text/plain; charset=utf-8");
    return new Response(this.toReadableStream(), { ...init, headers });
  }

  #open(observers?: readonly Observer[]): Reader {
    const { input, options } = this.#start;
    const reader = read(observe(this.#start, observers), input, options, this.#keep);
    endWhenAbandoned(this, reader);
    return reader;
  }

  #finish(resolve: (output: Output) => void, reject: (error: unknown) => void): void {
    try {
      resolve(outputOf(this.#reader, this.#keep) as Output);
    } catch (error) {
      reject(error);
    }
  }

  #settle(): Promise<Settled> {
    const answers = this.#reader.begun ? undefined : this.#watch();
    return whenSettled(this.#reader, this.#start, this.#keep, answers);
  }

  /** The same run, that has not begun, and of which it is told what models answer in it. */
  #watch(): Answers {
    const answers = new Answers(this.#keep);
    forget(this.#reader);
    this.#reader = this.#open([answers]);
    inOwnTurn(() => {
      if (!this.#taken && !this.#reader.begun) void this.final();
    });
    return answers;
  }
}
