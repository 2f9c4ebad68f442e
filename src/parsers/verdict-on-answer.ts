import { RunletError } from "../errors/error.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { cutBy, finishReasonIn } from "../messages/finish-reason.ts";
import { own } from "../messages/record.ts";

/** How much of what a model said a message quotes, in UTF-16 units. */
const QUOTED = 200;

/** Looks on while an answer comes, and knows why it is not what was asked for. */
export class Verdict {
  private reason: string | undefined = undefined;
  private refusal = "";
  private said = "";

  add(message: AIMessage | AIMessageChunk): void {
    const { content, additional_kwargs, response_metadata } = message;
    this.reason = finishReasonIn(response_metadata) ?? this.reason;
    this.refusal += textUnder(additional_kwargs, "refusal");
    if (typeof content !== "string")
      for (const block of content) if (block.type === "refusal") this.refusal += textUnder(block, "refusal");
    if (this.said.length < QUOTED) this.said += message.text;
  }

  /** Why the answer could not be read, where that is not the fault of what stands in it. */
  get error(): RunletError | undefined {
    const { reason, refusal } = this;
    if (refusal !== "") return withheld(`The model refused to answer: ${quoted(refusal)}.`);
    const cut = cutBy(reason);
    if (cut === "policy")
      return withheld(`The provider withheld the answer, or the rest of it (finish_reason "${reason}").`);
    if (cut === undefined) return undefined;
    const message = `The answer came to its limit of tokens before it was whole (finish_reason "${reason}"): allow it more (maxTokens).`;
    return new RunletError("truncated", message, { phase: "parse" });
  }

  /** The error for an answer that does not call the tool in whose arguments it was to be. */
  noCall(tool: string): RunletError {
    const instead = this.said === "" ? "said nothing" : `said ${quoted(this.said)}`;
    return new RunletError("parse", `The model did not call "${tool}", but ${instead}.`, { phase: "parse" });
  }
}

function withheld(message: string): RunletError {
  return new RunletError("content_filter", message, { phase: "parse" });
}

function textUnder(record: object, key: string): string {
  const text = own(record, key);
  return typeof text === "string" ? text : "";
}

function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
