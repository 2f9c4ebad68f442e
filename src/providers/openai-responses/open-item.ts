import type { MessageContent } from "../../messages/content.ts";
import type { DataRecord } from "../../messages/record.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import type { ResponseEvent, ResponseItem } from "./wire.ts";

/** What an event adds to the message. */
export interface Added {
  readonly content?: MessageContent;
  readonly call?: ToolCallChunk;
  readonly kwargs?: DataRecord;
}

/** An item of the answer's output, for which more may come. */
export interface OpenItem {
  /** It has begun. */
  begin(item: ResponseItem): Added | undefined;
  /** A piece of it has come. */
  more(type: string, event: ResponseEvent): Added | undefined;
  /** It is whole: what its pieces have not told. */
  whole(item: ResponseItem): Added | undefined;
}

/** Text that is there. */
export function some(text: unknown): string | undefined {
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A number that should be there. */
export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** What of a list are objects. */
export function recordsOf(list: unknown): readonly DataRecord[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === "object" && each !== null) : [];
}
