import { RunletError } from "../errors/error.ts";
import type { LoadOptions } from "./loader.ts";
import { unreadable } from "./load-error.ts";
import { nameOf, type LoaderSource } from "./source.ts";
import { system } from "./system.ts";

/** What is read, in pieces, and what it says of its encoding. */
export interface Bytes {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly charset: string | undefined;
}

/** Opens what is to be read. */
export async function bytesOf(source: LoaderSource, options: LoadOptions): Promise<Bytes> {
  const name = nameOf(source);
  if (options.signal?.aborted) throw unreadable(name, undefined, options);
  const guarded = (pieces: AsyncIterable<Uint8Array>, type?: string | null): Bytes => ({
    pieces: guardedBy(name, options, pieces),
    charset: /;\s*charset="?([^\s";]+)/i.exec(type ?? "")?.[1],
  });
  if (typeof source === "string" || (source instanceof URL && source.protocol === "file:"))
    return guarded(system<Files>("node:fs", name).createReadStream(source, { signal: options.signal }));
  if (source instanceof Blob) return guarded(piecesOf(source.stream(), options), source.type);
  const response = source instanceof Response ? source : await fetched(source, name, options);
  const type = response.headers.get("content-type");
  return guarded(await bodyOf(response, name, options), type);
}

async function fetched(url: URL, name: string, options: LoadOptions): Promise<Response> {
  if (url.username !== "" || url.password !== "") {
    const message = `${name} is given with a user and a password. Fetch it with a header that has these, and give the response.`;
    throw new RunletError("config", message);
  }
  try {
    return await fetch(url, options.signal ? { signal: options.signal } : {});
  } catch (cause) {
    throw unreadable(name, cause, options);
  }
}

async function bodyOf(response: Response, name: string, options: LoadOptions): Promise<AsyncIterable<Uint8Array>> {
  const { ok, status, bodyUsed, body } = response;
  if (bodyUsed) throw new RunletError("config", `${name} has been read already: a response can be loaded once.`);
  if (ok) return body ? piecesOf(body, options) : none();
  await body?.cancel();
  const message = `${name} cannot be read: the server answers with status ${status}.`;
  throw new RunletError("store", message, { phase: "store", status, retryable: status >= 500 });
}

/** The pieces of a stream that is read to its end, or closed. */
async function* piecesOf(body: ReadableStream<Uint8Array>, { signal }: LoadOptions): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const abort = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", abort);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener("abort", abort);
    await reader.cancel().catch(() => {});
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

async function* guardedBy(
  name: string,
  options: LoadOptions,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (cause) {
    throw unreadable(name, cause, options);
  }
}

interface Files {
  createReadStream(path: string | URL, options: { signal: AbortSignal | undefined }): AsyncIterable<Uint8Array>;
}
