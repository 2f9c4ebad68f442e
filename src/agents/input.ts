import { RunletError } from "../errors/error.ts";
import { coerceMessage, type MessageLike } from "../messages/coerce.ts";
import { isBaseMessageChunk } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { isRecord, own } from "../messages/record.ts";
import { toMessages, type ModelInput } from "../models/input.ts";
import { closed } from "./closed.ts";
import type { Decision } from "./decision.ts";
import type { Suspended } from "./suspended.ts";

/** A conversation to go on with: a state of the agent's, also as JSON, or just `{ messages }`. */
export interface AgentStateInput {
  readonly messages: readonly MessageLike[];
  /** How often the model has answered in it. Default: 0. */
  readonly steps?: number | undefined;
  /** What was decided of the calls that wait for a person: of each of the state's `interrupts`. */
  readonly decisions?: readonly Decision[] | undefined;
  readonly suspended?: Suspended | undefined;
}

/** What an agent takes: text, messages in all forms that a chat model takes, or a conversation to go on with. */
export type AgentInput = ModelInput | AgentStateInput;

/** What an agent begins with. */
export interface Given {
  readonly messages: readonly BaseMessage[];
  readonly steps: number;
  readonly decisions: readonly Decision[];
  readonly suspended: Suspended;
}

/** @throws `config` for what is none of these */
export function givenIn(input: AgentInput): Given {
  if (!isState(input)) {
    if (isRecord(input) && !("toChatMessages" in input)) throw wrong("there has to be `messages`");
    return { ...NOTHING, messages: closed(toMessages(input).map(whole)) };
  }
  const { messages, steps = 0, decisions = [], suspended = {} } = input;
  if (!Array.isArray(messages)) throw wrong("`messages` is an array");
  if (!Number.isSafeInteger(steps) || steps < 0) throw wrong("`steps` is a number from 0 on");
  if (!Array.isArray(decisions) || !decisions.every((each) => isRecord(each) && typeof own(each, "id") === "string"))
    throw wrong("`decisions` is an array, and each has an `id`");
  if (!isRecord(suspended)) throw wrong("`suspended` is an object");
  return {
    messages: closed((messages as readonly MessageLike[]).map((message) => whole(coerceMessage(message)))),
    steps,
    decisions: decisions as readonly Decision[],
    suspended,
  };
}

export const NOTHING: Given = { messages: [], steps: 0, decisions: [], suspended: {} };

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
