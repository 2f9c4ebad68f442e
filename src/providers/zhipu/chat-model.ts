import type { BaseMessage } from "../../messages/message.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StepConfig } from "../../runs/config.ts";
import { environment } from "../environment.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { chatCall } from "../openai-compatible/chat-call.ts";
import type { Dialect } from "../openai-compatible/dialect.ts";
import type { ChatCompletionsOptions } from "../openai-compatible/options.ts";
import { signedToken } from "./auth.ts";
import { ZHIPU } from "./dialect.ts";
import { OPTIONS, type ChatZhipuAIOptions, type ZhipuConfig } from "./options.ts";

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
    checkOptions(options, OPTIONS);
    this.model = options.model ?? ZHIPU.model;
    this.#options = { ...options };
  }

  /** By `toolChoice` the service is not bound, and a format of `json_schema` it does not know. */
  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return "jsonMode";
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & ZhipuConfig): Call | Promise<Call> {
    const options = optionsOf(this.#options, config);
    const { auth, env, apiKey = environment(env, ...ZHIPU.keyNames) } = options;
    // A tool choice in the service's own form is sent as it is.
    const call = (dialect: Dialect) => chatCall(dialect, messages, options as ChatCompletionsOptions);
    if (auth !== "jwt" || apiKey === undefined) return call(ZHIPU);
    return signedToken(apiKey).then((token) =>
      call({ ...ZHIPU, showKey: () => ({ authorization: `Bearer ${token}` }) }),
    );
  }
}
