import { RunletError } from "../errors/error.ts";
import { messagesFromJSON } from "../messages/json.ts";
import type { BaseMessage } from "../messages/message.ts";
import { isRecord, own, type DataRecord } from "../messages/record.ts";

/** How each turn begins. */
const HEAD = '{"messages":[';

/**
 * One turn as a line of JSON. An end of a line also comes before it: a turn that was cut off there, by a crash or a full disk,
 * does not take this one with it. And one behind it, so that this one is whole whatever comes there.
 *
 * @throws `config` for what could not be read again
 */
export function turnLine(messages: readonly BaseMessage[]): string {
  const turn = jsonOf(messages);
  messagesFromJSON(own(JSON.parse(turn) as DataRecord, "messages"));
  return `\n${turn}\n`;
}

function jsonOf(messages: readonly BaseMessage[]): string {
  try {
    return JSON.stringify({ messages });
  } catch (cause) {
    throw new RunletError("config", "A message cannot be written as JSON.", { cause });
  }
}

/**
 * The messages of all turns that are whole. No beginning of an object in JSON is one itself, so that a turn which was cut
 * off is never taken for another.
 *
 * @throws `config`, naming the line, for text that is something else
 */
export function messagesIn(text: string): BaseMessage[] {
  return text.split("\n").flatMap((line, at) => {
    const turn = parsed(line);
    if (turn === undefined && isPart(line)) return [];
    try {
      return messagesFromJSON(isRecord(turn) ? own(turn, "messages") : undefined);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : "";
      throw new RunletError("config", `line ${at + 1} is no turn of a conversation. ${why}`, { cause });
    }
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether it may be what is left of a turn. Where the power went, there may be zeros in place of what was written. */
function isPart(line: string): boolean {
  return line.startsWith(HEAD) || HEAD.startsWith(line) || line.includes("\0");
}
