import { RunletError } from "../errors/error.ts";
import type { JsonOptions } from "../json/reading.ts";
import type { JsonTextError } from "../json/error.ts";
import { JsonParser } from "../json/parser.ts";
import type { JsonValue } from "../json/value.ts";
import { Drafts } from "../messages/drafts.ts";
import { KeyedList } from "../messages/keyed-list.ts";
import type { ToolCallChunk } from "../messages/tool-calls.ts";

/** A model's call of a tool, with its arguments read as JSON. */
export interface ParsedToolCall {
  /** The name of the tool. */
  readonly type: string;
  /** While it streams: what there is of them. */
  readonly args: { [key: string]: JsonValue };
  readonly id?: string;
}

/** The calls of one stream. Pieces belong together as they do where messages are joined. */
export class CallList extends KeyedList<ToolCallChunk | Call> {
  private readonly options: JsonOptions;

  constructor(options: JsonOptions) {
    super(new Drafts(), []);
    this.options = options;
  }

  get calls(): readonly Call[] {
    return this.items as Call[];
  }

  protected override push(piece: ToolCallChunk): void {
    const call = this.drafts.claim(new Call(this.options));
    call.identify(piece);
    super.push(call);
    call.feed(piece.args);
  }

  protected override copy(call: ToolCallChunk | Call): ToolCallChunk | Call {
    return call;
  }

  protected override merge(call: ToolCallChunk | Call, piece: ToolCallChunk): void {
    (call as Call).identify(piece);
    (call as Call).feed(piece.args);
  }
}

/** One call, as far as it has come. */
export class Call {
  name: string | undefined = undefined;
  id: string | undefined = undefined;
  index: number | string | undefined = undefined;
  private readonly parser: JsonParser;
  private args: { [key: string]: JsonValue } = {};
  private empty = true;
  /** Nothing but white space so far, which a call without arguments may leave it at. */
  private blank = true;
  private view: ParsedToolCall | undefined = undefined;

  constructor(options: JsonOptions) {
    this.parser = new JsonParser(options);
  }

  /** Whether a change of the arguments has not been shown: see `JsonParser`. */
  get held(): boolean {
    return this.parser.held;
  }

  /** The call as it stands: the same object, as long as nothing has changed. Undefined before it has a name. */
  get shown(): ParsedToolCall | undefined {
    const { name, id, args, view } = this;
    if (name === undefined) return undefined;
    if (view && view.args === args && view.type === name && view.id === id) return view;
    this.view = id === undefined ? { type: name, args } : { type: name, args, id };
    return this.view;
  }

  identify({ name, id, index }: ToolCallChunk): void {
    // Some providers repeat name and id with every piece, some send them empty after the first.
    this.name ??= name || undefined;
    this.id ??= id || undefined;
    this.index ??= index;
  }

  /** Takes the next piece of the arguments' text. */
  feed(args: string | undefined): void {
    if (!args) return;
    this.blank &&= args.trim() === "";
    let value: JsonValue | undefined;
    try {
      value = this.parser.feed(args);
    } catch (error) {
      this.fail(error as JsonTextError);
    }
    this.take(value);
  }

  /** Takes what is held. */
  flush(): void {
    this.take(this.parser.flush());
  }

  /** All of it has come. */
  end(): void {
    if (this.name === undefined) throw failure("A tool call names no tool.");
    if (this.blank) return;
    let value: JsonValue;
    try {
      value = this.parser.end();
    } catch (error) {
      this.fail(error as JsonTextError);
    }
    this.take(value);
  }

  private take(value: JsonValue | undefined): void {
    if (value === undefined) return;
    if (!isRecord(value)) throw failure(`${this.subject()} are not a JSON object.`);
    // An object without keys is what a call shows from the start. Asked only up to the first key: to begin to list the
    // keys of a wide object costs as much as to list them all.
    if (this.empty && Object.keys(value).length === 0) return;
    this.empty = false;
    this.args = value;
  }

  /** What is not an object is told first, as it would be if its end had come in a piece of its own. */
  private fail(error: JsonTextError): never {
    this.take(error.partial);
    throw failure(`${this.subject()} cannot be read. ${error.message}`, error);
  }

  private subject(): string {
    return `The arguments of ${this.name === undefined ? "a tool call" : `the call of "${this.name}"`}`;
  }
}

function isRecord(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function failure(message: string, cause?: RunletError): RunletError {
  return new RunletError(cause?.code ?? "parse", message, { phase: "parse", ...(cause && { cause }) });
}
