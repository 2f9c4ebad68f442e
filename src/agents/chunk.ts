import type { AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { Interrupt } from "./decision.ts";
import type { Suspended } from "./suspended.ts";

/** Why an agent's run has ended, where it has not failed. */
export type StopReason =
  /** The model has answered: it has called no tool, or given the value that was asked for. */
  | "answer"
  /** Calls wait for a person to decide of them. */
  | "interrupt"
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
  /** It takes the place of the model's last message: a person has changed the arguments of its calls. */
  readonly revised?: true;
  /** They are what an agent inside another one was given, with which it begins. */
  readonly given?: true;
}

interface Progress extends Common {
  readonly type: "custom";
  /** The tool, and the call of it. */
  readonly name: string;
  readonly toolCallId: string;
}

/** What a tool has told while it works: what its generator has yielded, or its runnable has streamed. */
export interface AgentProgressChunk extends Progress {
  readonly data: unknown;
  readonly agent?: never;
}

/** What an agent inside this one has streamed, which is a tool of it. */
export interface AgentInsideChunk extends Progress {
  readonly data: AgentChunk;
  readonly agent: true;
}

/** Calls that a person is to decide of: the run ends with them. */
export interface AgentInterruptsChunk extends Common {
  readonly type: "interrupts";
  readonly interrupts: readonly Interrupt[];
  /** The states of agents inside this one that some of them come from. */
  readonly suspended?: Suspended;
}

/** The end of a run that has not failed. */
export interface AgentEndChunk<Response = unknown> extends Common {
  readonly type: "end";
  readonly stopReason: StopReason;
  /** The value that was asked for by `responseFormat`. */
  readonly structuredResponse?: Response;
}

/**
 * What an agent streams. Told apart by `type`; each has a `text`, so that those are the answer as it comes. Further types may
 * come: skip one that you do not know.
 *
 * @example
 * for await (const { text } of agent.stream("What is the weather in Paris?")) process.stdout.write(text);
 */
export type AgentChunk<Response = unknown> =
  | AgentMessageChunk
  | AgentUpdateChunk
  | AgentProgressChunk
  | AgentInsideChunk
  | AgentInterruptsChunk
  | AgentEndChunk<Response>;
