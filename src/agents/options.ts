import type { BaseChatMessageHistory } from "../histories/chat-message-history.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { SystemMessage } from "../messages/system.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import type { ChatRunnable } from "../models/binding.ts";
import type { ChatModelConfig, ToolChoice } from "../models/call-options.ts";
import type { ToolLike } from "../models/tool-definition.ts";
import type { StepConfig } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import type { InterruptOn } from "./decision.ts";
import type { AgentState } from "./state.ts";

type Later<T> = T | PromiseLike<T>;

/** A chat model that takes tools, also with something bound to it: another attempt, fallbacks, a temperature. */
export type AgentModel = ChatRunnable<ChatModelConfig>;

/** What an agent is about to ask its model. */
export interface NextStep {
  /** The conversation, without the system prompt. */
  readonly messages: readonly BaseMessage[];
  /** How often the model will have been asked, this time included. */
  readonly step: number;
}

/** What of that is to be otherwise, for this step alone. */
export interface PreparedStep {
  /** What the model is told of the conversation: less of it, say. The state keeps all. */
  readonly messages?: readonly BaseMessage[] | undefined;
  readonly model?: AgentModel | undefined;
  /** The only tools that may be called. */
  readonly tools?: readonly ToolLike[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
}

export interface AgentOptions {
  readonly model: AgentModel;
  /**
   * What the model may call: tools of `tool(…)`, `asTool(…)` and the like. Tools of the provider's own, as plain objects, are
   * handed to the model as they are.
   */
  readonly tools?: readonly ToolLike[] | undefined;
  /** What the model is told before the conversation. */
  readonly systemPrompt?:
    | string
    | SystemMessage
    | ((state: AgentState, config: StepConfig) => Later<string | SystemMessage>)
    | undefined;
  /** What events and errors call it. Default: "agent". */
  readonly name?: string | undefined;
  /** How often one run may ask the model. Default: 25. */
  readonly maxSteps?: number | undefined;
  /** How many calls of one answer are run at a time. Default: 8. */
  readonly maxParallelCalls?: number | undefined;
  /**
   * How often the same call, with equal arguments, is run in steps that follow each other. Then it is answered with a hint in
   * place of being run, and once more ends the run. Default: 3.
   */
  readonly repeatedCalls?: number | undefined;
  /** Whether to end, when a step's calls have been answered. */
  readonly stopWhen?: ((state: AgentState, config: StepConfig) => Later<boolean>) | undefined;
  /** Is asked before each step of the model: gives what of it is to be otherwise. */
  readonly prepareStep?: ((next: NextStep, config: StepConfig) => Later<PreparedStep | undefined>) | undefined;
  /**
   * The value that the agent is to come to, as any Standard Schema (zod, valibot, arktype) or JSON Schema: it is in the state, as
   * `structuredResponse`. The model gives it by calling a tool; where the schema refuses it, the model is told and tries again.
   */
  readonly responseFormat?: StandardSchema | JsonSchema | undefined;
  /**
   * The tools whose calls a person is to decide of before they are run. The run then ends, with `interrupts` in its state; given
   * that state and `decisions`, the agent goes on, also in another process.
   */
  readonly interruptOn?: InterruptOn | undefined;
  /**
   * The conversation of a session, whose id comes from `configurable.sessionId`: the agent goes on with it, and each message is
   * added when it is whole, before it is given. So a run that has failed, or waits for a person, goes on from what is kept: by
   * `invoke({ messages: [] })`, or with `decisions`. Where something else is said, calls that are still open are answered as not run.
   * What an agent inside this one had come to is in the state alone: give that, to go on inside.
   */
  readonly history?: ((sessionId: string, config: StepConfig) => Later<BaseChatMessageHistory>) | undefined;
  /**
   * What becomes of a tool's failure. Default: the model is told of it, so that it can do better; without what may be secret.
   * "throw": the agent fails. A function gives what the model is told, or throws.
   */
  readonly onToolError?:
    | "throw"
    | ((error: unknown, call: ToolCall, config: StepConfig) => string | ToolMessage)
    | undefined;
}
