import type { BaseMessage } from "../../messages/message.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StepConfig } from "../../runs/config.ts";
import { environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { checkKey } from "../key.ts";
import { GeminiAnswer } from "./answer.ts";
import { bodyOptions } from "./body.ts";
import { streamUrl } from "./endpoint.ts";
import { conversationOf } from "./messages.ts";
import { OPTIONS, type ChatGoogleOptions, type GoogleConfig } from "./options.ts";
import type { GeminiRequest } from "./wire.ts";

/**
 * Gemini models of Google, by the Gemini API (https://ai.google.dev) or Vertex AI, streamed.
 *
 * Thoughts, where `thinkingConfig` asks for them, are reasoning blocks; pictures, code that the model has run and its results
 * are blocks too. Where text comes from, by a search of the service, is in its `annotations`. What has to go back with the
 * next call (`thoughtSignature`) is kept with its block, and for tool calls in `additional_kwargs.thought_signatures`. The
 * last chunk has the `finish_reason` in `response_metadata`, as Google says it: "STOP", "MAX_TOKENS", "SAFETY", …
 *
 * @throws (when a call is made) `auth`, `quota`, `rate_limit`, `not_found` for an unknown model, `invalid_request`,
 * `context_length`, `content_filter` where the question is not answered, `connection`, `truncated` and the others that
 * `ErrorCode` lists. No message contains the key.
 *
 * @example
 * const model = new ChatGoogle({ model: "gemini-2.5-flash", thinkingConfig: { includeThoughts: true } });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatGoogle extends HttpChatModel<GoogleConfig> {
  readonly name = "ChatGoogle";
  readonly model: string;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: ChatGoogleOptions;

  constructor(options: ChatGoogleOptions = {}) {
    super(options);
    checkOptions(options, OPTIONS);
    this.model = options.model ?? "gemini-flash-latest";
    this.#options = options;
  }

  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return "jsonSchema";
  }

  protected async call(messages: readonly BaseMessage[], config: StepConfig & GoogleConfig): Promise<Call> {
    const options = optionsOf(this.#options, config);
    const { model = this.model } = options;
    const body: GeminiRequest = {
      ...conversationOf(messages, model),
      ...bodyOptions(options),
      ...options.extraBody,
    };
    const url = streamUrl(model, options.baseURL);
    const headers = headersOf(await shown(options), options.headers);
    return new GeminiAnswer({ url, headers, body }, model, searches(body));
  }
}

/** What shows who asks. */
async function shown({ accessToken, apiKey, env }: ChatGoogleOptions): Promise<Record<string, string>> {
  if (accessToken === undefined)
    return { "x-goog-api-key": checkKey(apiKey ?? environment(env, "GOOGLE_API_KEY", "GEMINI_API_KEY"), NO_KEY) };
  const token = typeof accessToken === "string" ? accessToken : await accessToken();
  return { authorization: `Bearer ${checkKey(token, "Give another as accessToken.")}` };
}

const NO_KEY =
  "No API key for Google: set GOOGLE_API_KEY or GEMINI_API_KEY in the environment, or give ChatGoogle an apiKey (or, for Vertex AI, an accessToken).";

/** Whether the service has tools of its own to use, so that the answer may say what comes from where. */
function searches({ tools }: GeminiRequest): boolean {
  return Array.isArray(tools) && tools.some((tool) => !("functionDeclarations" in tool));
}
