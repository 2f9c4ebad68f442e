import type { OtherBlock } from "../../messages/content.ts";
import { indexOf } from "./blocks.ts";
import { numberOf, recordsOf, some, type Added, type OpenItem } from "./open-item.ts";
import type { ResponseEvent, ResponseItem } from "./wire.ts";

/**
 * What the model has thought: a block for each part of its summary, and one for each part of the thoughts themselves, where
 * a service shows them (`part: "reasoning_text"`). The item's `id` and its encrypted thoughts are in its last block, since
 * they are known when it is whole.
 */
export class OpenReasoning implements OpenItem {
  private readonly output: number;
  private readonly told = new Set<string>();
  private last: string | undefined = undefined;

  constructor(output: number) {
    this.output = output;
  }

  begin(): undefined {}

  more(type: string, event: ResponseEvent): Added | undefined {
    const delta = some(event.delta);
    if (delta === undefined) return undefined;
    if (type === "response.reasoning_summary_text.delta") return this.add(this.summary(event.summary_index, delta));
    if (type === "response.reasoning_text.delta") return this.add(this.thoughts(event.content_index, delta));
    return undefined;
  }

  whole({ id, encrypted_content, summary, content }: ResponseItem): Added {
    const summaries = recordsOf(summary).map(({ text }, at) => this.summary(at, some(text) ?? ""));
    const thoughts = recordsOf(content).map(({ text }, at) => this.thoughts(at, some(text) ?? ""));
    const untold = [...summaries, ...thoughts].filter((block) => !this.told.has(block.index));
    const last = untold.pop() ?? { type: "reasoning", reasoning: "", index: this.last ?? indexOf(this.output, 0) };
    const seal = { ...(some(id) && { id }), ...(some(encrypted_content) && { encrypted_content }) };
    return { content: [...untold, { ...last, ...seal }] };
  }

  private add(block: OtherBlock & { readonly index: string }): Added {
    this.told.add(block.index);
    this.last = block.index;
    return { content: [block] };
  }

  private summary(at: unknown, reasoning: string) {
    return { type: "reasoning", reasoning, index: indexOf(this.output, numberOf(at)) };
  }

  private thoughts(at: unknown, reasoning: string) {
    const index = indexOf(this.output, `text${numberOf(at)}`);
    return { type: "reasoning", reasoning, part: "reasoning_text", index };
  }
}
