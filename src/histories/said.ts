import { RunletError } from "../errors/error.ts";
import { coerceMessage, type MessageLike } from "../messages/coerce.ts";
import { isBaseMessage, isBaseMessageChunk } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { own } from "../messages/record.ts";

/** One side of a turn. */
export interface Side {
  /** What it is called in errors, and where in an object it is, if nothing else is said. */
  readonly name: "input" | "output";
  /** The option that says where in an object it is. */
  readonly option: string;
  readonly key: string | undefined;
  /** Who speaks, where it is text. */
  readonly speak: (text: string) => BaseMessage;
}

/**
 * The messages that one side of a turn consists of: of `value`, text, a message or a list of them, or of an object with
 * such a value under the side's key.
 *
 * @throws `config` for anything else
 */
export function messagesSaid(value: unknown, side: Side): BaseMessage[] {
  const said = isObject(value) ? own(value, side.key ?? onlyKey(value) ?? side.name) : value;
  if (typeof said === "string") return [side.speak(said)];
  if (isBaseMessage(said)) return [whole(said)];
  if (Array.isArray(said)) return said.map((item: MessageLike) => messageSaid(item, side));
  const where = said === value ? "" : ` at "${side.key ?? onlyKey(value as object) ?? side.name}"`;
  throw new RunletError(
    "config",
    `The ${side.name} of a turn has to be text, a message or a list of messages, and${where} it is ${kind(said)}. ` +
      `Where it is in an object, ${side.option} says under which key.`,
  );
}

function messageSaid(item: MessageLike, side: Side): BaseMessage {
  return typeof item === "string" ? side.speak(item) : whole(coerceMessage(item));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isBaseMessage(value);
}

function onlyKey(value: object): string | undefined {
  const keys = Object.keys(value);
  return keys.length === 1 ? keys[0] : undefined;
}

/** What is kept is no piece of something. */
function whole(message: BaseMessage): BaseMessage {
  return isBaseMessageChunk(message) ? message.toMessage() : message;
}

function kind(value: unknown): string {
  if (value === undefined) return "missing";
  return value === null ? "null" : typeof value === "object" ? "another object" : `a ${typeof value}`;
}
