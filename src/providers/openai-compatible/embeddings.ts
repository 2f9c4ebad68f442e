import { Embeddings, type EmbeddingsConfig } from "../../embeddings/embeddings.ts";
import { RunletError } from "../../errors/error.ts";
import { checkOptions, type Known } from "../../models/known-options.ts";
import { SENDING_OPTIONS, type HttpModelOptions } from "../http-call.ts";
import { inBatches } from "../in-batches.ts";
import { jsonAnswer } from "../json-answer.ts";
import { accessOf, modelOf } from "./access.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf, OPENAI, type DialectName } from "./dialects.ts";

export interface OpenAIEmbeddingsOptions extends HttpModelOptions {
  /** Default: "text-embedding-3-small". */
  readonly model?: string | undefined;
  /** Default: the environment's `OPENAI_API_KEY`, or that of the dialect, when a call is made. */
  readonly apiKey?: string | undefined;
  /** The service's address, with or without `/embeddings`. */
  readonly baseURL?: string | undefined;
  /** Whose service it is, as of `ChatOpenAICompatible`. Default: OpenAI's. */
  readonly dialect?: DialectName | Partial<Dialect> | undefined;
  /** How long a vector is to be, where the model can make shorter ones. Default: as long as the model has them. */
  readonly dimensions?: number | undefined;
  /** How numbers come: as JSON (the default), or in base64, which is a quarter of the bytes. Not all services have it. */
  readonly encodingFormat?: "float" | "base64" | undefined;
  /** Texts in one request. Default: 512. */
  readonly batchSize?: number | undefined;
  /** Requests at a time. Default: 4. */
  readonly maxConcurrency?: number | undefined;
  /** Your name for the end user. */
  readonly user?: string | undefined;
}

const OPTIONS: Known<OpenAIEmbeddingsOptions> = {
  ...SENDING_OPTIONS,
  apiKey: 1,
  baseURL: 1,
  dialect: 1,
  model: 1,
  dimensions: 1,
  encodingFormat: 1,
  batchSize: 1,
  maxConcurrency: 1,
  user: 1,
};

/**
 * Vectors by OpenAI's `/embeddings`, of OpenAI or any other service that speaks it. Many texts go in several requests; the
 * first that fails ends the others.
 *
 * @throws RunletError (when a call is made) as chat models do
 *
 * @example
 * const embeddings = new OpenAIEmbeddings({ model: "text-embedding-3-small", dimensions: 256 });
 * const vectors = await embeddings.embedDocuments(["the sky", "a parrot"]);
 * const local = new OpenAIEmbeddings({ dialect: "lm-studio", model: "nomic-embed-text" });
 */
export class OpenAIEmbeddings extends Embeddings {
  readonly model: string | undefined;
  // Private, so that it shows no key when it is printed or logged.
  readonly #dialect: Dialect;
  readonly #options: OpenAIEmbeddingsOptions;

  constructor(options: OpenAIEmbeddingsOptions = {}) {
    super();
    checkOptions(options, OPTIONS);
    const { dialect, baseURL } = options;
    // A dialect's own model chats.
    this.#dialect =
      dialect === undefined
        ? { ...OPENAI, model: "text-embedding-3-small" }
        : { ...dialectOf(dialect, baseURL), model: undefined };
    this.model = options.model ?? this.#dialect.model;
    this.#options = { ...options };
  }

  async embedDocuments(texts: readonly string[], { signal }: EmbeddingsConfig = {}): Promise<number[][]> {
    const { batchSize = 512, maxConcurrency = 4 } = this.#options;
    const batching = { batchSize, maxConcurrency, signal, runName: "OpenAIEmbeddings" };
    return inBatches(texts, batching, (batch, batchSignal) => this.#ask(batch, batchSignal));
  }

  async #ask(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const options = this.#options;
    const { dimensions, encodingFormat: encoding_format, user, extraBody } = options;
    const provider = this.#dialect;
    const model = modelOf(provider, options);
    const { url, headers, keys } = accessOf(provider, options, "/embeddings");
    const body = { model, input: texts, dimensions, encoding_format, user, ...extraBody };
    const answer = await jsonAnswer({ provider, request: { url, headers, body }, model, keys }, options, signal);
    const vectors = vectorsOf(answer);
    if (vectors?.length === texts.length) return vectors;
    const message = `${provider.name} answered ${texts.length} texts with ${vectors?.length ?? "no"} vectors.`;
    throw new RunletError("protocol", message, { phase: "before-first-chunk" });
  }
}

/** The vectors of an answer, in the order of their texts; undefined where one of them is none. */
function vectorsOf(answer: unknown): number[][] | undefined {
  const { data } = (answer ?? {}) as { data?: readonly { index?: number; embedding?: unknown }[] };
  if (!Array.isArray(data)) return undefined;
  const vectors: number[][] = [];
  for (const [at, item] of data.entries()) {
    const vector = vectorOf(item?.embedding);
    if (!vector) return undefined;
    vectors[item.index ?? at] = vector;
  }
  return vectors;
}

function vectorOf(embedding: unknown): number[] | undefined {
  if (Array.isArray(embedding)) return embedding as number[];
  return typeof embedding === "string" ? floats(embedding) : undefined;
}

/** Numbers of 32 bits, the lowest byte first, in base64. */
function floats(base64: string): number[] {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => view.getFloat32(4 * at, true));
}
