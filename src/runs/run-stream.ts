import { letGo } from "../engine/closing.ts";
import type { KeepLimit } from "../engine/join.ts";
import type { Reader } from "../engine/reader.ts";
import { RunletError } from "../errors/error.ts";
import { endWhenAbandoned } from "../engine/abandoned.ts";
import { byteStream } from "./bytes.ts";
import { readOnce } from "./read-once.ts";

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
  readonly #reader: Reader;
  readonly #keep: KeepLimit;
  #final: Promise<Output> | undefined;
  /** Its bytes have been asked for: they are what is read. */
  #asBytes = false;

  /** @internal */
  constructor(reader: Reader, keep: KeepLimit) {
    this.#reader = reader;
    this.#keep = keep;
    endWhenAbandoned(this, reader);
  }

  [Symbol.asyncIterator](): this {
    readOnce(this.#reader, "stream()", this.#asBytes);
    return this;
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#reader.lost) return Promise.reject(this.#tooLong("The chunks before this one were not kept"));
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
      this.#final = new Promise((resolve, reject) => this.#reader.drain(() => this.#settle(resolve, reject)));
      // Whoever reads the chunks is told of a failure there: one who does not look at this promise as well is no bug.
      letGo(this.#final);
    }
    return this.#final;
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

  #settle(resolve: (output: Output) => void, reject: (error: unknown) => void): void {
    const { outcome, failure, kept } = this.#reader;
    if (outcome === "failed") return reject(failure!.error);
    if (outcome === "left")
      return reject(this.#incomplete("aborted", "The reading was ended before the output was complete."));
    if (kept.cut || !outcome) return reject(this.#tooLong("The output was not kept whole"));
    try {
      resolve(this.#reader.output as Output);
    } catch (error) {
      reject(error);
    }
  }

  #tooLong(what: string): RunletError {
    const { text, chunks } = this.#keep;
    return this.#incomplete(
      "limit",
      `${what}: it is longer than the keepLimit (${text} of text, ${chunks} chunks). Raise it, or read the chunks.`,
    );
  }

  /** An error with what had come. */
  #incomplete(code: "aborted" | "limit", message: string): RunletError {
    const { run, kept } = this.#reader;
    const error = run.blame(new RunletError(code, message)) as RunletError;
    run.received(error, kept);
    return error;
  }
}
