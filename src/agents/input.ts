import { RunletError } from "../errors/error.ts";
import { coerceMessage, type MessageLike } from "../messages/coerce.ts";
import { isBaseMessageChunk } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { isRecord, own } from "../messages/record.ts";
import { toMessages, type ModelInput } from "../models/input.ts";

/** A conversation to go on with: a state of the agent's, also as JSON, or just `{ messages }`. */
export interface AgentStateInput {
  readonly messages: readonly MessageLike[];
  /** How often the model has answered in it. Default: 0. */
  readonly steps?: number | undefined;
}

/** What an agent takes: text, messages in all forms that a chat model takes, or a conversation to go on with. */
export type AgentInput = ModelInput | AgentStateInput;

/** What an agent begins with. */
export interface Given {
  readonly messages: readonly BaseMessage[];
  readonly steps: number;
}

/** @throws `config` for what is none of these */
export function givenIn(input: AgentInput): Given {
  if (!isState(input)) return { messages: toMessages(input).map(whole), steps: 0 };
  const messages = own(input, "messages");
  const steps = own(input, "steps") ?? 0;
  if (!Array.isArray(messages)) throw wrong("`messages` is an array");
  if (!Number.isSafeInteger(steps) || (steps as number) < 0) throw wrong("`steps` is a number from 0 on");
  return {
    messages: (messages as MessageLike[]).map((message) => whole(coerceMessage(message))),
    steps: steps as number,
  };
}

function isState(input: AgentInput): input is AgentStateInput {
  return isRecord(input) && Object.hasOwn(input, "messages");
}

/** What is kept is no piece of something. */
function whole(message: BaseMessage): BaseMessage {
  return isBaseMessageChunk(message) ? message.toMessage() : message;
}

function wrong(what: string): RunletError {
  return new RunletError("config", `In the state that an agent is given ${what}.`, { phase: "config" });
}
