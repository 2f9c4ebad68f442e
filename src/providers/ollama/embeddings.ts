import { Embeddings, type EmbeddingsConfig } from "../../embeddings/embeddings.ts";
import { RunletError } from "../../errors/error.ts";
import { checkOptions, type Known } from "../../models/known-options.ts";
import { SENDING_OPTIONS, type HttpModelOptions } from "../http-call.ts";
import { inBatches } from "../in-batches.ts";
import { jsonAnswer } from "../json-answer.ts";
import { endpointOf } from "./endpoint.ts";
import { modelOf, type OllamaServer } from "./options.ts";
import { OLLAMA } from "./provider.ts";

export interface OllamaEmbeddingsOptions extends HttpModelOptions, OllamaServer {
  readonly model: string;
  /** How long a vector is to be, where the model can make shorter ones. Default: as long as the model has them. */
  readonly dimensions?: number | undefined;
  /** Whether a text that is too long is cut off, or an error. Default: it is cut off. */
  readonly truncate?: boolean | undefined;
  /** How long the model stays loaded behind the call: `"10m"`, or seconds. */
  readonly keepAlive?: string | number | undefined;
  /** Settings of the model, as Ollama names them: `{ num_ctx: 8192 }`. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Texts in one request. Default: 64. */
  readonly batchSize?: number | undefined;
  /** Requests at a time. Default: 1, since a server on this machine works on one after the other. */
  readonly maxConcurrency?: number | undefined;
}

const OPTIONS: Known<OllamaEmbeddingsOptions> = {
  ...SENDING_OPTIONS,
  apiKey: 1,
  baseURL: 1,
  model: 1,
  dimensions: 1,
  truncate: 1,
  keepAlive: 1,
  options: 1,
  batchSize: 1,
  maxConcurrency: 1,
};

/**
 * Vectors by models that Ollama runs: `/api/embed`. Many texts go in several requests; the first that fails ends the others.
 *
 * @throws RunletError (when a call is made) as `ChatOllama` does
 *
 * @example
 * const embeddings = new OllamaEmbeddings({ model: "nomic-embed-text" });
 * const vectors = await embeddings.embedDocuments(["the sky", "a parrot"]);
 */
export class OllamaEmbeddings extends Embeddings {
  readonly model: string;
  // Private, so that it shows no key when it is printed or logged.
  readonly #options: OllamaEmbeddingsOptions;

  constructor(options: OllamaEmbeddingsOptions) {
    super();
    checkOptions(options, OPTIONS);
    this.model = options.model;
    this.#options = options;
  }

  async embedDocuments(texts: readonly string[], { signal }: EmbeddingsConfig = {}): Promise<number[][]> {
    const { batchSize = 64, maxConcurrency = 1 } = this.#options;
    const batching = { batchSize, maxConcurrency, signal, runName: "OllamaEmbeddings" };
    return inBatches(texts, batching, (batch, batchSignal) => this.#ask(batch, batchSignal));
  }

  async #ask(input: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const settings = this.#options;
    const { dimensions, truncate, keepAlive: keep_alive, options, extraBody } = settings;
    const model = modelOf(settings);
    const body = { model, input, dimensions, truncate, keep_alive, options, ...extraBody };
    const request = { ...endpointOf("/api/embed", settings), body };
    const answer = await jsonAnswer({ provider: OLLAMA, request, model }, settings, signal);
    const { embeddings } = (answer ?? {}) as { embeddings?: unknown };
    if (Array.isArray(embeddings) && embeddings.length === input.length && embeddings.every(Array.isArray))
      return embeddings;
    const found = Array.isArray(embeddings) ? embeddings.length : "no";
    const message = `Ollama answered ${input.length} texts with ${found} vectors.`;
    throw new RunletError("protocol", message, { phase: "before-first-chunk" });
  }
}
