import { isPromise } from "../../engine/closing.ts";
import { RunletError } from "../../errors/error.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { madeUpId } from "../../models/chat-model.ts";
import type { StepConfig } from "../../runs/config.ts";
import type { Call } from "../http-call.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { DONE } from "../sse.ts";
import { environment } from "../environment.ts";
import { authorization } from "./auth.ts";
import { chunkOf } from "./chunk.ts";
import { chatCompletionsUrl } from "./endpoint.ts";
import { GlmEvents } from "./events.ts";
import { glmMessage } from "./messages.ts";
import { bodyOptions, type ChatZhipuAIOptions, type ZhipuConfig } from "./options.ts";
import { samplingParameters } from "./parameters.ts";
import { refusal } from "./refusal.ts";
import type { GlmRequest } from "./wire.ts";

/**
 * GLM models of Zhipu (https://docs.bigmodel.cn) and Z.ai (https://docs.z.ai), streamed.
 *
 * The answer's reasoning is in `additional_kwargs.reasoning_content` (and among `contentBlocks`); `finish_reason` is in
 * `response_metadata` and the tokens in `usage_metadata`, both of the last chunk.
 *
 * @throws (when a call is made) `auth`, `quota`, `rate_limit`, `not_found` for an unknown model, `invalid_request`,
 * `content_filter`, `connection`, `truncated` and the others that `ErrorCode` lists. No message contains the key.
 *
 * @example
 * const model = new ChatZhipuAI({ model: "glm-4-plus", temperature: 0 });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatZhipuAI extends HttpChatModel<ZhipuConfig> {
  readonly name = "ChatZhipuAI";
  readonly model: string;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: ChatZhipuAIOptions;

  constructor(options: ChatZhipuAIOptions = {}) {
    super(options);
    this.model = options.model ?? "glm-4-plus";
    this.#options = options;
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & ZhipuConfig): Call | Promise<Call> {
    const options = { ...this.#options, ...config };
    const apiKey = options.apiKey ?? environment("ZHIPUAI_API_KEY");
    if (apiKey === undefined) throw noKey();
    const bearer = authorization(apiKey, options.auth);
    const callWith = (bearer: string) => this.#call(messages, options, apiKey, bearer);
    return isPromise(bearer) ? bearer.then(callWith) : callWith(bearer);
  }

  #call(messages: readonly BaseMessage[], options: ChatZhipuAIOptions, apiKey: string, bearer: string): Call {
    const { model = this.model } = options;
    const body: GlmRequest = {
      model,
      messages: messages.map(glmMessage),
      stream: true,
      ...samplingParameters(options),
      ...bodyOptions(options),
      ...options.extraBody,
    };
    const secrets = [apiKey, apiKey.slice(apiKey.indexOf(".") + 1), bearer.replace("Bearer ", "")];
    const answer = new GlmEvents({ secrets });
    let id: string | undefined;
    return {
      request: {
        url: chatCompletionsUrl(options.baseURL ?? environment("ZHIPUAI_API_BASE")),
        headers: { "accept-language": "en-US,en", ...options.headers, authorization: bearer },
        body,
      },
      read: (event) => {
        const delta = answer.read(event);
        if (delta === undefined || delta === DONE) return delta;
        return chunkOf(delta, (id ??= delta.id ?? madeUpId()));
      },
      end: () => answer.end(),
      refuse: (refused) => refusal({ ...refused, secrets, model }),
    };
  }
}

function noKey(): RunletError {
  const message =
    "No API key for Zhipu: set ZHIPUAI_API_KEY in the environment, or give ChatZhipuAI an apiKey (of the form <id>.<secret>).";
  return new RunletError("auth", message, { phase: "config" });
}
