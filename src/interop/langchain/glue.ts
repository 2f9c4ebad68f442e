import { concat, last, text, type Gather, type Join, type KeepLimit } from "../../engine/join.ts";
import { keyed } from "../../engine/keyed.ts";
import { messageJoin } from "../../messages/gather.ts";
import { isAIMessageChunk, isBaseMessageChunk } from "../../messages/guards.ts";
import { isRecord } from "../../messages/record.ts";
import { joinOf } from "../../runnables/input.ts";

/**
 * How chunks join of which nobody has said it: as LangChain puts them together by what they are, text end to end, message
 * chunks, lists, records key by key. Of anything else, the last one is the value.
 */
export const glue: Join = { gather: (limit) => new Glue(limit), at: () => glue };

const records = keyed({ keys: [], join: () => glue }) as Join;
const messages = joinOf("messages");

class Glue implements Gather {
  private readonly limit: KeepLimit | undefined;
  private form: Join | undefined = undefined;
  private gather: Gather | undefined = undefined;

  constructor(limit: KeepLimit | undefined) {
    this.limit = limit;
  }

  add(chunk: unknown): void {
    const form = formOf(chunk);
    // What is of another kind than what came before takes its place.
    if (form !== this.form) this.gather = form.gather(this.limit);
    this.form = form;
    this.gather!.add(chunk);
  }

  value(): unknown {
    return this.gather?.value();
  }

  get cut(): boolean {
    return this.gather?.cut ?? false;
  }

  get empty(): boolean {
    return this.gather === undefined;
  }
}

function formOf(chunk: unknown): Join {
  if (typeof chunk === "string") return text as Join;
  if (isAIMessageChunk(chunk)) return messageJoin;
  if (isBaseMessageChunk(chunk)) return messages;
  if (Array.isArray(chunk)) return concat as Join;
  return isRecord(chunk) ? records : last;
}
