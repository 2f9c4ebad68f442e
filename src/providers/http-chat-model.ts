import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import { isSecretName } from "../errors/secrets.ts";
import type { BaseMessage } from "../messages/message.ts";
import { messageJoin } from "../messages/gather.ts";
import { cacheDigest } from "../models/cache-digest.ts";
import { ChatModel, type ChatModelOptions } from "../models/chat-model.ts";
import type { ChatModelCallOptions } from "../models/call-options.ts";
import { CALL_OPTIONS, type Known } from "../models/known-options.ts";
import type { Waits } from "../models/waiting.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../runs/config.ts";
import { answerBlocking, waitsFor } from "./blocking-call.ts";
import {
  answerOver,
  HTTP_OPTIONS,
  sendingOf,
  type Call,
  type HttpCallOptions,
  type HttpLLMOptions,
} from "./http-call.ts";
import { secretsOf } from "./secrets.ts";

/** A model that chats over HTTP. */
export interface HttpChatModelOptions extends HttpLLMOptions, ChatModelOptions {}

/** The options of a provider's chat model that all of them have, and who asks whom. */
export const CHAT_OPTIONS: Known<HttpChatModelOptions & ChatModelCallOptions & Asker> = {
  ...HTTP_OPTIONS,
  ...CALL_OPTIONS,
  cache: 1,
  apiKey: 1,
  baseURL: 1,
};

interface Asker {
  readonly apiKey?: string | undefined;
  readonly baseURL?: string | undefined;
}

/**
 * A chat model that answers over HTTP with a stream of events. A provider's class says what one call is: the request,
 * and what the events of the answer mean. The sending, the bytes, the events, errors of the network, aborts and the end
 * of the connection are looked after here.
 */
export abstract class HttpChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatModel<Config> {
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: HttpChatModelOptions;

  constructor(options: HttpChatModelOptions = {}) {
    super(options);
    this.#options = options;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): Waits {
    return waitsFor(this.#options.fetch);
  }

  /** Where it gives no promise, the model answers synchronous runs too, wherever a thread can fetch for it. */
  protected abstract call(messages: readonly BaseMessage[], config: StepConfig & Config): Call | PromiseLike<Call>;

  /** All that is sent, and where to; in the place of a secret its digest. */
  protected override cacheKey(messages: readonly BaseMessage[], config: StepConfig & Config): unknown {
    const call = this.call(messages, config);
    return isPromise(call) ? call.then((late) => this.#keyOf(late)) : this.#keyOf(call);
  }

  #keyOf({ request }: Call): unknown {
    const { origin, pathname, search } = new URL(request.url);
    const veil = new Veil(secretsOf(request));
    return [
      this.name,
      origin + veil.text(pathname),
      search
        .slice(1)
        .split("&")
        .map((part) => veil.data(part, new URLSearchParams(part).keys().next().value)),
      Object.entries(request.headers)
        .map(([name, value]) => [name.toLowerCase(), veil.data(value, name)] as const)
        .filter(([name]) => name !== "content-type" && name !== "accept")
        .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))),
      veil.data(JSON.parse(JSON.stringify(request.body))),
    ];
  }

  protected reply(messages: readonly BaseMessage[], config: StepConfig & Config, step: RunnableStep): Promise<Source> {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerOver(this.call(messages, config), options, config, step, messageJoin);
  }

  protected override replySync(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    _step: RunnableStep,
    context: Context,
  ): Source {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerBlocking(this.call(messages, config), options, config, context, messageJoin);
  }
}

const MARK = "sha256:";

/** Puts digests in the place of secrets, so that what differs still does. */
class Veil {
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    // Longest first: a secret may be a part of another, of which the rest would stay.
    this.#secrets = secrets.toSorted((a, b) => b.length - a.length);
  }

  /** JSON, with what stands under the name of a secret; `name` is that of the data itself. */
  data(value: unknown, name = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => this.data(item, name));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.data(item, key)]));
    if (isSecretName(name) && (typeof value === "string" || typeof value === "number")) return veiled(value);
    return typeof value === "string" ? this.text(value) : value;
  }

  text(text: string, from = 0): string {
    const secret = this.#secrets[from];
    // A text that looks like a digest is told from one.
    if (secret === undefined) return text.replaceAll(MARK, `${MARK}:`);
    const parts = text.split(secret).map((part) => this.text(part, from + 1));
    return parts.length > 1 ? parts.join(veiled(secret)) : parts[0]!;
  }
}

/** As JSON, a half of a character stays what it is, and a number is no text. */
function veiled(secret: string | number): string {
  return MARK + cacheDigest(JSON.stringify(secret));
}
