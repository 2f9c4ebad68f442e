import { RunletError } from "../errors/error.ts";
import { ContentJoin, finished } from "./content-join.ts";
import { Drafts } from "./drafts.ts";
import { BaseMessage, CHUNK, MESSAGE } from "./message.ts";
import type { MessageFields } from "./message.ts";
import { mergeRecords } from "./metadata.ts";
import { NO_RECORD } from "./record.ts";
import type { DataRecord } from "./record.ts";

/** A piece of a message that is still arriving. */
export abstract class BaseMessageChunk extends BaseMessage {
  override get [CHUNK](): true {
    return true;
  }

  /**
   * This chunk and then `other`, as a new chunk. Both must be of the same kind, else a `config` error.
   * For a whole list, `concatMessages` does the same in one pass.
   */
  concat(other: this): this {
    const join = this.startJoin();
    join.add(other);
    // A join gives the kind of chunk that it began with.
    return join.value() as this;
  }

  /** The message, as if no more chunks came. */
  abstract toMessage(): BaseMessage;

  /** Begins to join chunks, with this one as the first. */
  abstract startJoin(): ChunkJoin;

  /**
   * What `chunks`, of which this is the first, amount to: for a step that declares that its chunks join as messages do.
   * @internal
   */
  "~join"(chunks: readonly BaseMessageChunk[]): ReturnType<this["toMessage"]> {
    return joinChunks(chunks).toMessage() as ReturnType<this["toMessage"]>;
  }

  protected finishedFields(): MessageFields {
    return {
      content: finished(this.content),
      id: this.id,
      name: this.name,
      additional_kwargs: this.additional_kwargs,
      response_metadata: this.response_metadata,
    };
  }
}

/** At least one chunk as one, in one pass. */
export function joinChunks<C extends BaseMessageChunk>(chunks: readonly C[]): C {
  const first = chunks[0]!;
  if (chunks.length === 1) return first;
  const join = first.startJoin();
  for (let i = 1; i < chunks.length; i++) join.add(chunks[i]!);
  // A join gives the kind of chunk that it began with.
  return join.value() as C;
}

/** The joining of the chunks of one message. Once `value` was asked for, nothing more may be added. */
export class ChunkJoin<C extends BaseMessageChunk = BaseMessageChunk> {
  protected readonly first: C;
  protected readonly drafts = new Drafts();
  private readonly content: ContentJoin;
  private id: string | undefined;
  private name: string | undefined;
  private kwargs: DataRecord;
  private metadata: DataRecord;
  private readonly make: (fields: MessageFields) => C;

  constructor(first: C, make: (fields: MessageFields) => C) {
    this.first = first;
    this.make = make;
    this.content = new ContentJoin(this.drafts, first.content);
    this.id = first.id;
    this.name = first.name;
    this.kwargs = first.additional_kwargs;
    this.metadata = first.response_metadata;
  }

  add(next: C): void {
    if (next?.[MESSAGE] !== true || !next[CHUNK] || next.type !== this.first.type) throw otherKind(this.first, next);
    this.content.add(next.content);
    if (next.id !== this.id) this.id = betterId(this.id, next.id);
    this.name ||= next.name;
    this.kwargs = this.addRecord(this.kwargs, next.additional_kwargs, REASONING);
    this.metadata = this.addRecord(this.metadata, next.response_metadata);
  }

  value(): C {
    return this.make(this.fields());
  }

  protected fields(): MessageFields {
    return {
      content: this.content.value(),
      id: this.id,
      name: this.name,
      additional_kwargs: this.kwargs,
      response_metadata: this.metadata,
    };
  }

  /** Fails where the chunks belong to different messages of one kind. */
  protected same(field: string, before: unknown, after: unknown): void {
    if (before === after) return;
    throw new RunletError(
      "config",
      `Chunks of two messages cannot be joined: one has ${field} ${JSON.stringify(before)}, the other ${JSON.stringify(after)}.`,
      { phase: "config" },
    );
  }

  private addRecord(before: DataRecord, after: DataRecord, joined?: ReadonlySet<string>): DataRecord {
    if (after === NO_RECORD) return before;
    return before === NO_RECORD ? after : mergeRecords(this.drafts, before, after, joined);
  }
}

/** Thoughts are streamed like text. */
const REASONING: ReadonlySet<string> = new Set(["reasoning_content"]);

const MADE_UP = "run-";

/** The id that a provider has given beats the one that was made up before the provider had answered. */
function betterId(before: string | undefined, after: string | undefined): string | undefined {
  if (!before || !after) return before || after;
  return before.startsWith(MADE_UP) && !after.startsWith(MADE_UP) ? after : before;
}

function otherKind(first: BaseMessageChunk, next: unknown): RunletError {
  const message = next as Partial<BaseMessage> | null | undefined;
  const found =
    message?.[MESSAGE] === true
      ? `a ${message[CHUNK] ? "chunk" : "whole message"} of type "${message.type}"`
      : "no message chunk";
  return new RunletError(
    "config",
    `A chunk of type "${first.type}" can only be joined with another one, but this is ${found}.`,
    { phase: "config" },
  );
}
