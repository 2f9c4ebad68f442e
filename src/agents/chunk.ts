import type { AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";

/** Why an agent's run has ended, where it has not failed. */
export type StopReason =
  /** The model has answered, and called no tool. */
  | "answer"
  /** A tool whose answer is the output has answered. */
  | "return_direct"
  /** `stopWhen` has said so. */
  | "stop_when";

interface Common {
  /** How often the model had been asked, the conversation that was given included. */
  readonly step: number;
  /** What the model says, if it is a piece of that; else nothing. */
  readonly text: string;
}

/** A piece of the model's message, as it comes. */
export interface AgentMessageChunk extends Common {
  readonly type: "messages";
  readonly message: AIMessageChunk;
}

/** Messages that are whole: the model's, and each answer of a tool, as soon as it is there. */
export interface AgentUpdateChunk extends Common {
  readonly type: "updates";
  readonly messages: readonly BaseMessage[];
}

/** What a tool has told while it works: what its generator has yielded, or its runnable has streamed. */
export interface AgentProgressChunk extends Common {
  readonly type: "custom";
  /** The tool, and the call of it. */
  readonly name: string;
  readonly toolCallId: string;
  readonly data: unknown;
}

/** The end of a run that has not failed. */
export interface AgentEndChunk extends Common {
  readonly type: "end";
  readonly stopReason: StopReason;
}

/**
 * What an agent streams. Told apart by `type`; each has a `text`, so that those are the answer as it comes. What a runtime
 * does not know yet may be added: skip a type that you do not know.
 *
 * @example
 * for await (const { text } of agent.stream("What is the weather in Paris?")) process.stdout.write(text);
 */
export type AgentChunk = AgentMessageChunk | AgentUpdateChunk | AgentProgressChunk | AgentEndChunk;
