import { MAX_DEPTH } from "../json/reading.ts";
import { BLANK, CLOSED, DEEP, OTHER, OVERRUN, scanArgs } from "./args-scan.ts";
import type { ArgsScan } from "./args-scan.ts";
import { KeyedList } from "./keyed-list.ts";
import { NO_ITEMS } from "./record.ts";
import type { DataRecord } from "./record.ts";

/** A model's request to call a tool, whole and valid. */
export interface ToolCall {
  readonly name: string;
  /** The arguments, as `JSON.parse` gives them. */
  readonly args: DataRecord;
  readonly id?: string;
  readonly type: "tool_call";
}

/** A request to call a tool that cannot be carried out. */
export interface InvalidToolCall {
  readonly name?: string;
  /** The arguments' text, as far as it was received. */
  readonly args?: string;
  readonly id?: string;
  /** Why it is not a {@link ToolCall}, as one sentence. */
  readonly error: string;
  readonly type: "invalid_tool_call";
}

/** A piece of a request to call a tool. Pieces with the same `index`, or else `id`, are one call. */
export interface ToolCallChunk {
  readonly name?: string;
  /** A piece of the arguments' JSON text. */
  readonly args?: string;
  readonly id?: string;
  readonly index?: number | string;
  readonly type: "tool_call_chunk";
}

export interface ToolCalls {
  readonly tool_calls: readonly ToolCall[];
  readonly invalid_tool_calls: readonly InvalidToolCall[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What is known of the arguments' text of one piece, or of several joined. */
interface Reading {
  scan: ArgsScan;
  /** The arguments, or why there are none; undefined until somebody asks. */
  result: DataRecord | string | undefined;
}

// Beside the pieces and not in them: a piece is plain data, which is printed, compared and sent.
const readings = new WeakMap<ToolCallChunk, Reading>();
const calls = new WeakMap<readonly ToolCallChunk[], ToolCalls>();
const NO_CALLS: ToolCalls = { tool_calls: NO_ITEMS, invalid_tool_calls: NO_ITEMS };

/** The calls that `chunks` amount to. Asking again costs nothing; a call is parsed once, when its text is complete. */
export function readToolCalls(chunks: readonly ToolCallChunk[]): ToolCalls {
  if (chunks.length === 0) return NO_CALLS;
  let read = calls.get(chunks);
  if (!read) calls.set(chunks, (read = parseCalls(chunks)));
  return read;
}

/** Whether the arguments are a closed object: only white space may follow it. */
export function isClosed(chunk: ToolCallChunk): boolean {
  return readingOf(chunk).scan === CLOSED;
}

function parseCalls(chunks: readonly ToolCallChunk[]): ToolCalls {
  const valid: ToolCall[] = [];
  const invalid: InvalidToolCall[] = [];
  for (const chunk of chunks) {
    const reading = readingOf(chunk);
    const args = (reading.result ??= readArgs(reading.scan, chunk.args ?? ""));
    if (typeof args === "string") invalid.push(invalidCall(chunk, args));
    else if (!chunk.name) invalid.push(invalidCall(chunk, "The call names no tool."));
    else {
      valid.push(
        chunk.id
          ? { name: chunk.name, args, id: chunk.id, type: "tool_call" }
          : { name: chunk.name, args, type: "tool_call" },
      );
    }
  }
  return { tool_calls: valid, invalid_tool_calls: invalid };
}

function invalidCall({ name, args, id }: ToolCallChunk, error: string): InvalidToolCall {
  // Field by field: this is made for every piece of a call whose reader asks at each, and spreads take 2 µs more.
  const call: Partial<Writable<InvalidToolCall>> = {};
  if (name) call.name = name;
  if (args !== undefined) call.args = args;
  if (id) call.id = id;
  call.error = error;
  call.type = "invalid_tool_call";
  return call as InvalidToolCall;
}

function readingOf(chunk: ToolCallChunk): Reading {
  let reading = readings.get(chunk);
  if (!reading) readings.set(chunk, (reading = { scan: scanArgs(BLANK, chunk.args ?? ""), result: undefined }));
  return reading;
}

function readArgs(scan: ArgsScan, text: string): DataRecord | string {
  if (scan === BLANK) return {};
  if (scan === OVERRUN) return "The arguments are not valid JSON: something follows the closed object.";
  if (scan === OTHER) return 'The arguments are not a JSON object: they do not begin with "{".';
  if (scan === DEEP) return `The arguments nest deeper than ${MAX_DEPTH} levels.`;
  if (scan !== CLOSED) return `The arguments are incomplete: after ${text.length} characters the JSON object is open.`;
  try {
    // Without what follows the object: the reason, which quotes the text, is the same whether white space has come or not.
    return JSON.parse(text.trimEnd()) as DataRecord;
  } catch (error) {
    return `The arguments are not valid JSON: ${(error as Error).message}`;
  }
}

/** The joining of tool call pieces. */
export class ToolCallList extends KeyedList<ToolCallChunk> {
  protected override copy(chunk: ToolCallChunk): ToolCallChunk {
    const copy = { ...chunk };
    readings.set(copy, { ...readingOf(chunk) });
    return copy;
  }

  protected override merge(draft: Writable<ToolCallChunk>, piece: ToolCallChunk): void {
    // Some providers repeat id and name with every piece, some send them empty after the first.
    if (!draft.name && piece.name) draft.name = piece.name;
    if (!draft.id && piece.id) draft.id = piece.id;
    if (draft.index === undefined && piece.index !== undefined) draft.index = piece.index;
    if (!piece.args) return;
    // Only the new text is looked at: a look into the joined text makes the engine copy it, which for 100 KB in pieces
    // of four characters is 25,000 copies.
    const reading = readingOf(draft);
    const before = reading.scan;
    reading.scan = scanArgs(before, piece.args);
    // White space behind a closed object changes nothing, so that what was parsed stays parsed.
    if (before !== CLOSED || reading.scan !== CLOSED) reading.result = undefined;
    draft.args = (draft.args ?? "") + piece.args;
  }
}
