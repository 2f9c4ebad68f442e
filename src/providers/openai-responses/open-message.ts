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
  plain: boolean;
  private readonly output: number;
  private readonly parts: Part[] = [];
  private frame: DataRecord | undefined = undefined;

  constructor(output: number, plain: boolean) {
    this.output = output;
    this.plain = plain;
  }

  begin({ id, phase }: ResponseItem): undefined {
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
    if (type === "response.output_text.annotation.added" && isRecord(event.annotation)) {
      return this.cite([event.annotation], content);
    }
    return undefined;
  }

  whole(item: ResponseItem): Added | undefined {
    if (!this.frame) this.begin(item);
    const added = recordsOf(item["content"]).flatMap((part, content) => {
      const { said, citations } = this.part(content);
      const text = said ? undefined : some(part["text"]);
      const rest = recordsOf(part["annotations"]).slice(citations);
      return [
        text === undefined ? undefined : { content: this.text(text, content) },
        said ? undefined : this.refusal(some(part["refusal"]), content),
        rest.length > 0 ? this.cite(rest, content) : undefined,
      ];
    });
    // Of what came whole: nearly always nothing is left, else one part.
    const contents = added.flatMap((each) => (each?.content === undefined ? [] : [each.content]));
    if (contents.length < 2) return contents[0] === undefined ? undefined : { content: contents[0] };
    return { content: contents.flatMap((each) => (typeof each === "string" ? [{ type: "text", text: each }] : each)) };
  }

  private refusal(refusal: string | undefined, content: number): Added | undefined {
    if (refusal === undefined) return undefined;
    const part = this.part(content);
    part.said = true;
    return { content: [this.block(part, { type: "refusal", refusal })] };
  }

  private cite(annotations: readonly DataRecord[], content: number): Added {
    const part = this.part(content);
    part.citations += annotations.length;
    const citations = annotations.map(citationOf);
    return { content: [this.block(part, { type: "text", text: "", annotations: citations })] };
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
