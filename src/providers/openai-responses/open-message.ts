import type { OtherBlock } from "../../messages/content.ts";
import { isRecord, type DataRecord } from "../../messages/record.ts";
import { indexOf } from "./blocks.ts";
import { citationOf } from "./citations.ts";
import { numberOf, recordsOf, some, type Added, type OpenItem } from "./open-item.ts";
import type { ResponseEvent, ResponseItem } from "./wire.ts";

/** How much of one part of a message was told. */
interface Part {
  readonly index: string;
  said: boolean;
  citations: number;
}

/**
 * A message of the model's: text and refusals, as blocks; or where it is plain, its text as text. The first block of it
 * carries its `id` and `phase`.
 */
export class OpenMessage implements OpenItem {
  /** Its text is the content, as long as nobody cites: nothing has to be known of it to send it back. */
  private plain: boolean;
  private readonly output: number;
  private readonly parts: Part[] = [];
  private begun = false;
  private frame: DataRecord | undefined = undefined;

  constructor(output: number, plain: boolean) {
    this.output = output;
    this.plain = plain;
  }

  begin({ id, phase }: ResponseItem): undefined {
    this.begun = true;
    if (phase) this.plain = false;
    this.frame = { ...(some(id) && { id }), ...(some(phase) && { phase }) };
  }

  /** What text adds: a new block, or more of one. */
  text(text: string, content: number): Added["content"] {
    const part = this.part(content);
    part.said = true;
    if (this.plain) return text;
    return [this.frame ? this.block(part, { type: "text", text }) : { type: "text", text, index: part.index }];
  }

  more(type: string, event: ResponseEvent): Added | undefined {
    const content = numberOf(event.content_index);
    if (type === "response.refusal.delta") return this.refusal(some(event.delta), content);
    // Behind plain text comes what is said of it: in the middle, it would cut it in two.
    if (this.plain || type !== "response.output_text.annotation.added" || !isRecord(event.annotation)) return undefined;
    const part = this.part(content);
    part.citations++;
    return { content: [this.block(part, { type: "text", text: "", annotations: [citationOf(event.annotation)] })] };
  }

  whole(item: ResponseItem): Added | undefined {
    if (!this.begun) this.begin(item);
    if (!this.parts.some(({ said }) => said)) this.plain = false;
    const content = recordsOf(item["content"]).flatMap((part, at) => this.untold(part, at));
    return content.length === 0 ? undefined : { content };
  }

  private untold(sent: DataRecord, at: number): OtherBlock[] {
    const part = this.part(at);
    const refusal = part.said ? undefined : some(sent["refusal"]);
    if (refusal !== undefined) return [this.block(part, { type: "refusal", refusal })];
    const text = part.said ? "" : (some(sent["text"]) ?? "");
    const annotations = recordsOf(sent["annotations"]).slice(part.citations).map(citationOf);
    if (text === "" && annotations.length === 0) return [];
    const block = { type: "text", text, ...(annotations.length > 0 && { annotations }) };
    return [this.plain ? block : this.block(part, block)];
  }

  private refusal(refusal: string | undefined, content: number): Added | undefined {
    if (refusal === undefined) return undefined;
    const part = this.part(content);
    part.said = true;
    return { content: [this.block(part, { type: "refusal", refusal })] };
  }

  private block(part: Part, block: OtherBlock): OtherBlock {
    const { frame } = this;
    this.frame = undefined;
    return { ...block, ...frame, index: part.index };
  }

  private part(content: number): Part {
    return (this.parts[content] ??= { index: indexOf(this.output, content), said: false, citations: 0 });
  }
}
