import type { ContentBlock, MessageContent } from "./content.ts";
import type { Drafts } from "./drafts.ts";
import { isKeyed, KeyedList } from "./keyed-list.ts";
import { GrowingText } from "../json/text.ts";
import { mergeValues } from "./metadata.ts";
import { NO_ITEMS } from "./record.ts";
import { setOwn } from "../engine/own.ts";

/** Fields whose strings are pieces of one text; of all other strings the last wins. */
const PIECES: ReadonlySet<string> = new Set([
  "text",
  "reasoning",
  "thinking",
  "arguments",
  "args",
  "partial_json",
  "input",
  "refusal",
]);

/** Said once: a later, equal or empty one changes nothing. */
const ONCE: ReadonlySet<string> = new Set(["id", "name"]);

type Item = Record<string, unknown>;

/** The joining of a list of blocks, and of the lists inside of blocks (citations, summaries). */
export class BlockList extends KeyedList<Item> {
  private lists: Map<unknown, BlockList> | undefined;

  /** Text that came without a block: goes on with a last block that is nothing but text. */
  addText(text: string): void {
    const last = this.items.at(-1);
    if (!last || !isPlainText(last)) return this.push(this.drafts.claim<Item>({ type: "text", text }));
    const draft = this.drafts.of(last);
    draft["text"] += text;
    this.items[this.items.length - 1] = draft;
  }

  override add(piece: Item): number | undefined {
    const at = this.items.length - 1;
    const last = this.items[at];
    if (last?.["type"] !== "text" || isKeyed(last) || !isRemark(piece)) return super.add(piece);
    const draft = this.drafts.of(last);
    this.merge(draft, piece);
    this.items[at] = draft;
    return at;
  }

  protected override skips(block: Item): boolean {
    return typeof block === "object" && block !== null && block["text"] === "" && isPlainText(block);
  }

  protected override copy(block: Item): Item {
    return { ...block };
  }

  protected override merge(draft: Item, piece: Item): void {
    for (const key of Object.keys(piece)) {
      if (Object.hasOwn(draft, key)) draft[key] = this.joinField(key, draft[key], piece[key]);
      else setOwn(draft, key, piece[key]);
    }
  }

  private joinField(key: string, before: unknown, after: unknown): unknown {
    if (typeof before === "string" && typeof after === "string") {
      if (PIECES.has(key)) return before + after;
      if (ONCE.has(key)) return before || after;
    }
    if (Array.isArray(before) && Array.isArray(after)) {
      const list = this.lists?.get(before) ?? this.openList(before as Item[]);
      list.addAll(after as Item[]);
      return list.items;
    }
    return mergeValues(this.drafts, before, after);
  }

  private openList(before: Item[]): BlockList {
    const list = new BlockList(this.drafts, before);
    (this.lists ??= new Map()).set(list.items, list);
    return list;
  }
}

/** A block that is nothing but text: text that comes without a block goes on with it. */
export function isPlainText(block: Item): boolean {
  return block["type"] === "text" && typeof block["text"] === "string" && Object.keys(block).length === 2;
}

/** A text block without text or key that has annotations: they are those of the text before it. */
export function isRemark(block: Item): boolean {
  return (
    block["type"] === "text" &&
    block["text"] === "" &&
    Array.isArray(block["annotations"]) &&
    Object.keys(block).length === 3
  );
}

/**
 * The joining of the contents of one message's chunks. Text stays text until blocks come; then it is their first text
 * block. An empty string and an empty list add nothing.
 */
export class ContentJoin {
  private readonly drafts: Drafts;
  /** The content, as long as it is text. */
  private text: GrowingText | undefined = undefined;
  private content: Exclude<MessageContent, string> = NO_ITEMS;
  private list: BlockList | undefined;

  constructor(drafts: Drafts, first: MessageContent) {
    this.drafts = drafts;
    if (typeof first === "string") this.begin(first);
    else this.content = first;
  }

  add(next: MessageContent): void {
    if (next.length === 0) return;
    if (typeof next !== "string") this.blocks().addAll(next as readonly Item[]);
    else if (this.text) this.text.add(next);
    else if (this.content.length === 0) this.begin(next);
    else this.blocks().addText(next);
  }

  value(): MessageContent {
    return this.text ? this.text.value : this.content;
  }

  private begin(text: string): void {
    this.text = new GrowingText();
    this.text.add(text);
    this.list = undefined;
  }

  private blocks(): BlockList {
    if (this.list) return this.list;
    const text = this.text?.value;
    this.list = new BlockList(this.drafts, this.content as readonly Item[]);
    if (text) this.list.addText(text);
    this.text = undefined;
    this.content = this.list.items as unknown as readonly ContentBlock[];
    return this.list;
  }
}

/**
 * The content of a finished message: without the text blocks that a provider has opened and never filled, since no
 * provider takes an empty text block back.
 */
export function finished(content: MessageContent): MessageContent {
  return typeof content === "string" || !content.some(isUnfilled) ? content : content.filter((b) => !isUnfilled(b));
}

/** Whether a text block was opened and has said nothing so far. */
export function isUnfilled(block: ContentBlock): boolean {
  return block.type === "text" && block.text === "" && Object.keys(block).every(isFrame);
}

/** Whether a field only says which text block it is, and holds its text. */
export function isFrame(key: string): boolean {
  return key === "type" || key === "text" || key === "index" || key === "id";
}
