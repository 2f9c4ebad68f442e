import type { GlmErrorBody, GlmMessage, GlmRequest, GlmUsage, GlmWebSearchResult } from "../../providers/zhipu/wire.ts";

/** One thing that happens in an answer, in order. */
export type GlmPart =
  /** A token of the answer. */
  | string
  /** A pause, in milliseconds. */
  | number
  | { readonly reasoning: string }
  | { readonly toolCalls: readonly GlmScriptedCall[] }
  | { readonly webSearch: readonly GlmWebSearchResult[] }
  /** An error said inside the stream, `data: {"error": …}`. */
  | { readonly error: GlmErrorBody["error"] }
  /** The same as llama.cpp says it, `error: {…}`. */
  | { readonly errorField: object }
  /** These characters, exactly: a comment, a broken event. */
  | { readonly raw: string };

export interface GlmScriptedCall {
  readonly name: string;
  /** JSON text, or what it stands for. */
  readonly arguments: string | object;
  /** Default: `call_` and 24 hexadecimal digits, as the service makes them. */
  readonly id?: string;
}

/** How the bytes of an answer are put on the network. */
export interface GlmDelivery {
  /** Milliseconds to wait before each event. */
  readonly slow?: number;
  /** Events in one TCP write. Default: 1. */
  readonly eventsPerWrite?: number;
  /** Bytes in one TCP write, wherever that cuts, in the place of whole events. */
  readonly splitAt?: number | "every-byte";
  /** The socket is cut after this many events. */
  readonly cutAfter?: number;
}

/**
 * Whose manner an answer has. "glm-4.7": as recorded. "glm-4-plus": no `object`, a tool call in one chunk with the first
 * of two finish reasons. "vllm": `finish_reason: null` throughout, tool calls in fragments that repeat id and name, the
 * last of them beside the finish reason, usage in a chunk without choices.
 */
export type GlmDialect = "glm-4.7" | "glm-4-plus" | "vllm";

export interface GlmScript extends GlmDelivery {
  readonly tokens: readonly GlmPart[];
  /** Default: "tool_calls" where there are some, else "stop". Null: the answer just ends, without usage. */
  readonly finishReason?: string | null;
  /** Default: counted. "cumulative": the count so far on every chunk. False: none. */
  readonly usage?: GlmUsage | "cumulative" | false;
  /** Default: the model that was asked for. */
  readonly model?: string;
  /** Default: by the model. */
  readonly dialect?: GlmDialect;
  /**
   * The answer's id. Where it and `created` are given the answer is the same each time, and its bytes are made only
   * once: for measurements.
   */
  readonly id?: string;
  /** Seconds since 1970. Default: now. */
  readonly created?: number;
  /** Without `data: [DONE]` at the end. */
  readonly noDone?: boolean;
  readonly contentType?: string;
}

/** A body as it is. */
export interface GlmRaw extends GlmDelivery {
  readonly raw: string | Uint8Array;
  /** Default: 200. */
  readonly status?: number;
  /** Default: that of a stream of events. */
  readonly contentType?: string;
}

/** An HTTP error. */
export interface GlmRefusal {
  readonly status: number;
  /** Text as it is, or an object as JSON. */
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export type GlmReply = readonly GlmPart[] | GlmScript | GlmRaw | GlmRefusal;

/** Makes the reply to a request. */
export type GlmReplier = (messages: readonly GlmMessage[], request: GlmRequest) => GlmReply | PromiseLike<GlmReply>;

const ERRORS = new Map<string, readonly [status: number, message: string]>([
  ["401", [401, "令牌已过期或验证不正确"]],
  ["500", [500, "内部错误"]],
  ["1113", [429, "余额不足或无可用资源包,请充值。"]],
  ["1210", [400, "API 调用参数有误，请检查文档。"]],
  ["1211", [400, "模型不存在，请检查模型代码。"]],
  ["1214", [400, "messages 参数非法。请检查文档。"]],
  ["1234", [500, "网络错误，错误id：20260313050242595b2cb031a74737，请联系客服。"]],
  [
    "1301",
    [400, "系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。"],
  ],
  ["1302", [429, "您当前使用该API的并发数过高，请降低并发，或联系客服增加限额。"]],
  ["1305", [429, "该模型当前访问量过大，请您稍后再试"]],
]);

/** The refusal with which the service says `code`: status and body. */
export function glmError(code: string, message?: string): GlmRefusal {
  const [status, usual] = ERRORS.get(code) ?? [400, "API 调用失败"];
  const body: GlmErrorBody = {
    ...(code === "1301" && { contentFilter: [{ level: 1, role: "user" }] }),
    error: { code, message: message ?? usual },
  };
  return { status, body };
}
