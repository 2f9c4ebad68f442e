import { AIMessageChunk } from "../../messages/ai.ts";
import type { ContentBlock, OtherBlock } from "../../messages/content.ts";
import { isRecord } from "../../messages/record.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { citationOf } from "./citations.ts";
import type { WireDelta } from "./wire.ts";

/** How many of an answer's blocks have said something: the number of the next one that does. */
export interface Places {
  taken: number;
}

/** What the chunks of a block have in common. */
export interface BlockFrame {
  /** Of the message. */
  readonly id: string;
  readonly places: Places;
  /** Text is told as plain strings. */
  readonly plain: boolean;
}

/** A block of an answer, while it comes. */
export class AnswerBlock {
  private readonly started: OtherBlock;
  private readonly type: string;
  private readonly frame: BlockFrame;
  /** Its place in the message. A block that never says anything has none, since the message is without it. */
  private index = -1;
  /** The pieces of the input of a tool that the service itself runs. */
  private inputs: string[] = [];
  /** What the pieces of other fields amount to so far. */
  private readonly grown = new Map<string, string>();

  constructor(started: OtherBlock, frame: BlockFrame) {
    this.started = started;
    this.type = started.type;
    this.frame = frame;
  }

  /** What it says as it begins. */
  open(): AIMessageChunk | undefined {
    const { started } = this;
    if (this.type === "tool_use") return this.call(started);
    if (this.type === "text") {
      const { text, citations } = started;
      const annotations = Array.isArray(citations)
        ? citations.filter(isRecord).map((said) => citationOf(said as OtherBlock))
        : [];
      if (annotations.length > 0) return this.part({ text, annotations });
      return isSome(text) ? this.more(text) : undefined;
    }
    if (this.type === "thinking") {
      const { thinking = "", signature } = started;
      return thinking || signature ? this.part({ thinking, ...(signature ? { signature } : {}) }) : undefined;
    }
    return this.part(started);
  }

  add(delta: WireDelta): AIMessageChunk | undefined {
    switch (delta.type) {
      case "text_delta":
        return isSome(delta.text) ? this.more(delta.text) : undefined;
      case "thinking_delta":
        return isSome(delta.thinking) ? this.more(delta.thinking) : undefined;
      case "input_json_delta":
        return isSome(delta.partial_json) && !this.hasInput() ? this.more(delta.partial_json) : undefined;
      case "signature_delta":
        return this.part({ thinking: "", signature: delta.signature });
      case "citations_delta":
        return isRecord(delta.citation) ? this.cite(delta.citation) : undefined;
      default:
        return this.others(delta);
    }
  }

  /** More of what such a block consists of. */
  more(said: string): AIMessageChunk {
    const { id, plain } = this.frame;
    const index = this.place();
    switch (this.type) {
      case "text":
        return new AIMessageChunk({ content: plain ? said : [{ type: "text", text: said, index }], id });
      case "thinking":
        return new AIMessageChunk({ content: [{ type: "thinking", thinking: said, index }], id });
      case "tool_use": {
        const call: ToolCallChunk = { type: "tool_call_chunk", index, args: said };
        return new AIMessageChunk({ content: "", tool_call_chunks: [call], id });
      }
      default:
        this.inputs.push(said);
        return this.part({ input: said });
    }
  }

  /** What it says at its end: an input that came in pieces, as a value in the place of its text. */
  close(): AIMessageChunk | undefined {
    const text = this.inputs.join("");
    this.inputs = [];
    try {
      return text === "" ? undefined : this.part({ input: JSON.parse(text) as unknown });
    } catch {
      // Cut off, where the answer was not to be longer: the text stays.
      return undefined;
    }
  }

  private call({ id, name, input, type: _, ...more }: OtherBlock): AIMessageChunk {
    const call = { id, name, ...(this.hasInput() && { args: JSON.stringify(input) }) } as Partial<ToolCallChunk>;
    return new AIMessageChunk({
      content: "",
      tool_call_chunks: [{ ...call, type: "tool_call_chunk", index: this.place() }],
      // Who calls it, where that is a program that the service runs.
      additional_kwargs: Object.keys(more).length > 0 ? { tool_use: { [String(id)]: more } } : undefined,
      id: this.frame.id,
    });
  }

  /** Whether the program's tool was called with an input that was there from the beginning. */
  private hasInput(): boolean {
    const { input } = this.started;
    return this.type === "tool_use" && isRecord(input) && Object.keys(input).length > 0;
  }

  private cite(said: OtherBlock): AIMessageChunk {
    const annotations = [citationOf(said)];
    // Behind plain text, annotations without an index are those of that text.
    return this.frame.plain
      ? this.chunk({ type: "text", text: "", annotations })
      : this.part({ text: "", annotations });
  }

  /** Text of fields that are not known to grow: of such ones the last value holds, so it is all that has come. */
  private others({ type: _, ...fields }: WireDelta): AIMessageChunk | undefined {
    const all = Object.entries(fields).flatMap(([field, said]: [string, unknown]) => {
      if (said === null || said === undefined) return [];
      if (typeof said !== "string") return [[field, said]];
      const text = (this.grown.get(field) ?? "") + said;
      this.grown.set(field, text);
      return [[field, text]];
    });
    return all.length > 0 ? this.part(Object.fromEntries(all) as Readonly<Record<string, unknown>>) : undefined;
  }

  /** A piece of it, with these fields. */
  private part(fields: Readonly<Record<string, unknown>>): AIMessageChunk {
    return this.chunk({ ...fields, type: this.type, index: this.place() });
  }

  private chunk(block: ContentBlock): AIMessageChunk {
    return new AIMessageChunk({ content: [block], id: this.frame.id });
  }

  private place(): number {
    if (this.index < 0) this.index = this.frame.places.taken++;
    return this.index;
  }
}

/** Whether text is there. */
function isSome(text: unknown): text is string {
  return typeof text === "string" && text !== "";
}
