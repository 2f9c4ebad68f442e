import type { BaseMessage } from "../../messages/message.ts";
import type { StepConfig } from "../../runs/config.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { headersOf } from "../headers.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { openAIAccount } from "./account.ts";
import { ResponsesAnswer } from "./answer.ts";
import { inputItems } from "./input.ts";
import { bodyOptions, OPTIONS, type ChatOpenAIResponsesOptions, type OpenAIResponsesConfig } from "./options.ts";
import { mayCite, responsesTool } from "./tools.ts";
import type { ResponsesRequest } from "./wire.ts";

/**
 * Models of OpenAI by its Responses API (https://platform.openai.com/docs/api-reference/responses), streamed; by `baseURL`
 * also those of LM Studio, Ollama, xAI and others who speak it.
 *
 * Text is the content where there is nothing else; else the content is blocks, in the order of the answer: `reasoning`,
 * `text` with its `annotations`, `refusal`, and what the service has done itself (`web_search_call`, `mcp_call`, …), as it
 * says it. Such an answer goes back as it was when it stands among the messages of the next call. What the service asks of
 * the program in a form of its own is answered by a block of that form in a message, such as
 * `{ type: "mcp_approval_response", approval_request_id, approve }`.
 *
 * `id` is that of the response, for `previousResponseId`; `finish_reason` is in `response_metadata` ("completed", or why it
 * was cut short), the tokens in `usage_metadata`, both of the last chunk.
 *
 * @throws (when a call is made) `auth`, `quota`, `rate_limit`, `not_found` for an unknown model, `invalid_request`,
 * `content_filter`, `connection`, `truncated` and the others that `ErrorCode` lists. No message contains the key.
 *
 * @example
 * const model = new ChatOpenAIResponses({ model: "gpt-5-mini", reasoning: { effort: "low", summary: "auto" } });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatOpenAIResponses extends HttpChatModel<OpenAIResponsesConfig> {
  readonly name = "ChatOpenAIResponses";
  readonly model: string;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: ChatOpenAIResponsesOptions;

  constructor(options: ChatOpenAIResponsesOptions = {}) {
    super(options);
    checkOptions(options, OPTIONS);
    this.model = options.model ?? "gpt-5-mini";
    this.#options = options;
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & OpenAIResponsesConfig): Call {
    const options = optionsOf(this.#options, config);
    const { model = this.model } = options;
    const { url, headers, provider } = openAIAccount(options);
    const tools = (options.tools ?? []).map(responsesTool);
    const body: ResponsesRequest = {
      model,
      input: inputItems(messages, options.store !== false),
      stream: true,
      ...bodyOptions(options, tools),
      ...options.extraBody,
    };
    const request = { url, headers: headersOf(headers, options.headers), body };
    return new ResponsesAnswer({ provider, request, model, mayCite: mayCite(tools) });
  }
}
