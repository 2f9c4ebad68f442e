import type { Context } from "../engine/context.ts";
import { concat, type Join } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { arrayOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { OutputParser } from "./output-parser.ts";
import { CommaReader } from "./comma.ts";
import { SplitReader, type ItemReader } from "./split.ts";
import { textOf } from "./string.ts";

/**
 * A list in a model's text: a stream of arrays, each of the items that one piece of the text completes, and at the end
 * all items in one array. An item is given when what ends it has come: a separator, the end of its line, or of the text.
 */
export abstract class ListOutputParser extends OutputParser<string | BaseMessage, string[], string[]> {
  /** A reader for one run. */
  protected abstract reader(): ItemReader;

  /** What to tell a model, so that it answers with such a list. */
  abstract getFormatInstructions(): string;

  /** Fails where a list of so many items is not what was asked for. */
  protected check(_count: number): void {}

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each<string, string[]> = {
      sees: "chunk",
      step,
      open: (out, context) => new ItemsOf(out, context, this.reader(), (count) => this.check(count)),
      join: () => concat as Join,
    };
    return [textOf(step), each];
  }

  override "~gives"(): JsonSchema {
    return arrayOf(STRING);
  }
}

class ItemsOf implements Sink<string> {
  private readonly out: Sink<string[]>;
  private readonly context: Context;
  private readonly reader: ItemReader;
  private readonly check: (count: number) => void;
  private count = 0;

  constructor(out: Sink<string[]>, context: Context, reader: ItemReader, check: (count: number) => void) {
    this.out = out;
    this.context = context;
    this.reader = reader;
    this.check = check;
  }

  push(text: string): void {
    this.give(this.reader.feed(text));
  }

  end(): void {
    this.give(this.reader.end());
    try {
      this.check(this.count);
    } catch (error) {
      throw this.context.blame(error);
    }
  }

  private give(found: string[]): void {
    this.count += found.length;
    if (found.length > 0) this.out.push(found);
  }
}

/**
 * `red, green, "a, b"`: items between commas, or on lines of their own, without the white space around them. Text in
 * double quotes is taken as it stands, with commas and line ends; `""` in it is one quote. A quote inside an item is
 * only a quote. Between two commas there may be an empty item; behind the last comma of a line, or of the text, is none.
 *
 * @example
 * const chain = prompt.pipe(model).pipe(new CommaSeparatedListOutputParser());
 * for await (const items of chain.stream({ subject: "colours" })) console.log(...items);
 */
export class CommaSeparatedListOutputParser extends ListOutputParser {
  readonly name = "CommaSeparatedListOutputParser";

  protected override reader(): ItemReader {
    return new CommaReader();
  }

  override getFormatInstructions(): string {
    return "Answer with a list of values with commas between them, such as: red, green, blue";
  }
}

const NUMBERED = /^\s*\d+[.)]\s+(\S.*)$/su;
const BULLET = /^\s*[-*+]\s+(\S.*)$/su;

/** What stands behind the mark that a line begins with. */
const marked = (mark: RegExp) => (line: string) => mark.exec(line)?.[1]?.trimEnd();

/**
 * The lines that begin with a number: `1. red` or `1) red`, each without the number. Other lines are skipped.
 *
 * @example
 * await new NumberedListOutputParser().invoke("Here you are:\n1. red\n2. green"); // => ["red", "green"]
 */
export class NumberedListOutputParser extends ListOutputParser {
  readonly name = "NumberedListOutputParser";

  protected override reader(): ItemReader {
    return new SplitReader("\n", marked(NUMBERED));
  }

  override getFormatInstructions(): string {
    return "Answer with a numbered list, each item on a line of its own, such as:\n1. red\n2. green\n3. blue";
  }
}

/**
 * The lines that begin with the mark of a Markdown list: `- red`, `* red` or `+ red`, at any depth. Other lines are
 * skipped.
 *
 * @example
 * await new MarkdownListOutputParser().invoke("Colours:\n- red\n- green"); // => ["red", "green"]
 */
export class MarkdownListOutputParser extends ListOutputParser {
  readonly name = "MarkdownListOutputParser";

  protected override reader(): ItemReader {
    return new SplitReader("\n", marked(BULLET));
  }

  override getFormatInstructions(): string {
    return "Answer with a Markdown list, each item on a line of its own, such as:\n- red\n- green\n- blue";
  }
}

export interface CustomListFields {
  /** What stands between two items: a text that is not empty. */
  readonly separator: string;
  /** How many items there have to be. Default: any number. */
  readonly length?: number;
}

/**
 * Items between separators of your own, without the white space around them. Blank parts are skipped.
 *
 * @example
 * await new CustomListOutputParser({ separator: "--" }).invoke("red -- green"); // => ["red", "green"]
 */
export class CustomListOutputParser extends ListOutputParser {
  readonly name = "CustomListOutputParser";
  readonly #separator: string;
  readonly #length: number | undefined;

  /** @throws `config` for an empty separator */
  constructor({ separator, length }: CustomListFields) {
    super();
    if (typeof separator !== "string" || separator === "") {
      throw new RunletError("config", "CustomListOutputParser needs a separator: a text that is not empty.");
    }
    this.#separator = separator;
    this.#length = length;
  }

  protected override reader(): ItemReader {
    return new SplitReader(this.#separator, (part) => part.trim() || undefined);
  }

  protected override check(count: number): void {
    if (this.#length === undefined || count === this.#length) return;
    throw new RunletError("parse", `The list was to have ${this.#length} items, and has ${count}.`, { phase: "parse" });
  }

  override getFormatInstructions(): string {
    const count = this.#length === undefined ? "items" : `${this.#length} items`;
    const example = ["red", "green", "blue"].join(this.#separator);
    return `Answer with a list of ${count} with "${this.#separator}" between them, such as: ${example}`;
  }
}
