import type { StepConfig } from "../../runs/config.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpLLM } from "../http-llm.ts";
import { textOf } from "./answer.ts";
import { endpointOf } from "./endpoint.ts";
import { COMPLETION_OPTIONS, requestOf, type OllamaCompletionConfig, type OllamaCompletionOptions } from "./options.ts";
import { OLLAMA } from "./provider.ts";
import type { OllamaLine } from "./wire.ts";

/**
 * Models that Ollama runs, which complete text: `/api/generate`. What a model thinks, where `think` is set, is left out.
 *
 * @throws (when a call is made) as `ChatOllama` does
 *
 * @example
 * for await (const text of new Ollama({ model: "llama3.2", raw: true }).stream("The sky is")) process.stdout.write(text);
 */
export class Ollama extends HttpLLM<OllamaCompletionConfig> {
  readonly name = "Ollama";
  readonly model: string | undefined;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: OllamaCompletionOptions;

  constructor(options: OllamaCompletionOptions) {
    super(options);
    checkOptions(options, COMPLETION_OPTIONS);
    this.model = options.model;
    this.#options = options;
  }

  protected call(prompt: string, config: StepConfig & OllamaCompletionConfig): Call<string> {
    const options = optionsOf(this.#options, config);
    const { suffix, system, raw, extraBody } = options;
    const body = { ...requestOf(options), prompt, suffix, system, raw, ...extraBody };
    return new OllamaCompletion(OLLAMA, { ...endpointOf("/api/generate", options), body }, body.model);
  }
}

/** An answer of `/api/generate`. */
class OllamaCompletion extends HttpAnswer<string> {
  readonly format = "ndjson";
  protected readonly endMark = 'a line that is "done" nor an error';

  protected take(line: Json): string | undefined {
    const { response, done } = line as OllamaLine;
    if (done === true) this.finished = true;
    return textOf(response) || undefined;
  }

  protected again(_earlier: string, text: string): string {
    return text;
  }
}
