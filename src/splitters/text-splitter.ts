import type { Context } from "../engine/context.ts";
import { concat, type Join } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import { Document } from "../retrievers/document.ts";
import { DOCUMENTS } from "../retrievers/retriever.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { located, type Located } from "./located.ts";
import { MeasureBy, UNITS, type Measure } from "./measure.ts";
import type { MergeRules } from "./merge.ts";
import type { Chunk } from "./piece.ts";

export interface TextSplitterOptions {
  /** How long a chunk is at most. Default: 1000. */
  readonly chunkSize?: number | undefined;
  /** How much of a chunk comes again at the beginning of the next one, at most. Default: a fifth of `chunkSize`, but at most 200. */
  readonly chunkOverlap?: number | undefined;
  /** How long a text is, such as in tokens; of a longer text not less. Default: its length in UTF-16 units, as of any string. */
  readonly lengthFunction?: ((text: string) => number) | undefined;
  /** Whether white space around a chunk is left out. Default: true. */
  readonly stripWhitespace?: boolean | undefined;
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * Cuts texts into chunks. Each chunk is a part of the text as it stands, and its metadata says where, as `loc`: lines and offsets.
 * A class of yours says where to cut, in `chunks`.
 *
 * As a step it takes documents, and streams an array of chunks for each one as it comes.
 *
 * @example
 * class Lines extends TextSplitter {
 *   readonly name = "Lines";
 *   protected *chunks(text: string) {
 *     for (const { index, 0: line } of text.matchAll(/.+/g)) yield { start: index, end: index + line.length };
 *   }
 * }
 * new Lines().splitText("one\ntwo"); // ["one", "two"]
 */
export abstract class TextSplitter extends Runnable<readonly Document[], Document[], Document[]> {
  readonly chunkSize: number;
  readonly chunkOverlap: number;
  /** How chunks are put together. */
  protected readonly rules: MergeRules;
  readonly #lengthFunction: ((text: string) => number) | undefined;

  /** @throws `config` for sizes that do not go together */
  constructor(options: TextSplitterOptions = {}) {
    super();
    const {
      chunkSize = 1000,
      chunkOverlap = Math.min(200, Math.floor(chunkSize / 5)),
      stripWhitespace = true,
    } = options;
    if (!(chunkSize > 0)) throw wrong(`chunkSize is a length above 0, not ${String(chunkSize)}`);
    if (!(chunkOverlap >= 0)) throw wrong(`chunkOverlap is a length, not ${String(chunkOverlap)}`);
    if (chunkOverlap >= chunkSize)
      throw wrong(`chunkOverlap, which is ${chunkOverlap}, is less than chunkSize, which is ${chunkSize}`);
    this.chunkSize = chunkSize;
    this.chunkOverlap = chunkOverlap;
    this.rules = { size: chunkSize, overlap: chunkOverlap, strip: stripWhitespace };
    this.#lengthFunction = options.lengthFunction;
  }

  /** Where the chunks of `text` stand in it, in the order of where they begin. */
  protected abstract chunks(text: string): Iterable<Chunk>;

  /** How long parts of `text` are. */
  protected measure(text: string): Measure {
    return this.#lengthFunction ? new MeasureBy(text, this.#lengthFunction) : UNITS;
  }

  /** The chunks of a text. */
  splitText(text: string): string[] {
    return Array.from(this.chunks(text), ({ start, end }) => text.slice(start, end));
  }

  /** The chunks of texts, as documents; `metadatas` has what is known of each text. */
  createDocuments(texts: readonly string[], metadatas: readonly Facts[] = []): Document<Facts & Located>[] {
    return this.splitDocuments(
      texts.map((pageContent, at) => new Document({ pageContent, metadata: metadatas[at] ?? {} })),
    );
  }

  /** The chunks of documents, each with the metadata of its document and its own `loc`. */
  splitDocuments<M extends Facts>(documents: Iterable<Document<M>>): Document<M & Located>[] {
    return Array.from(documents).flatMap((document) => [...this.#split(document)] as Document<M & Located>[]);
  }

  #split(document: Document): Iterable<Document> {
    if (typeof document?.pageContent === "string") return located(document, this.chunks(document.pageContent));
    throw wrong(
      `it takes documents, and was given ${document === null ? "null" : `a value of type ${typeof document}`}`,
    );
  }

  override "~takes"(): JsonSchema {
    return DOCUMENTS;
  }

  override "~gives"(): JsonSchema {
    return DOCUMENTS;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each<Document | readonly Document[], Document[]> = {
      sees: "chunk",
      step,
      spreads: true,
      open: (out, context) => new Splitting(out, context, (document) => [...this.#split(document)]),
      join: () => concat as Join,
    };
    return [each];
  }
}

/** Splits documents as they come: one by one, or arrays of them. */
class Splitting implements Sink<Document | readonly Document[]> {
  private readonly out: Sink<Document[]>;
  private readonly context: Context;
  private readonly split: (document: Document) => Document[];

  constructor(out: Sink<Document[]>, context: Context, split: (document: Document) => Document[]) {
    this.out = out;
    this.context = context;
    this.split = split;
  }

  push(given: Document | readonly Document[]): void {
    if (!Array.isArray(given)) return this.give(given as Document);
    for (const document of given as readonly Document[]) this.give(document);
  }

  private give(document: Document): void {
    let chunks: Document[];
    try {
      chunks = this.split(document);
    } catch (error) {
      throw this.context.blame(error);
    }
    if (chunks.length > 0) this.out.push(chunks);
  }
}

function wrong(what: string): RunletError {
  return new RunletError("config", `A text cannot be split like that: ${what}.`);
}
