import { RunletError } from "../errors/error.ts";
import type { ContentBlock, MessageContent } from "./content.ts";
import { setOwn } from "../engine/own.ts";
import { isRecord, own } from "./record.ts";
import type { DataRecord } from "./record.ts";
import type { InvalidToolCall, ToolCall, ToolCallChunk } from "./tool-calls.ts";
import type { ToolStatus } from "./tool.ts";
import type { TokenDetails, UsageMetadata } from "./usage.ts";

// Every reader takes a value of unknown shape and the path to it, for the error's sentence. What it returns shares no
// array or record with what it was given. null counts as absent, since other languages write it for an empty field.

/** Nested deeper than this, data is an attack on the call stack and no message. */
const DEPTH = 512;

export function wrong(path: string, expected: string, found: unknown): RunletError {
  const kind = found === null ? "null" : Array.isArray(found) ? "an array" : typeof found;
  return new RunletError("config", `A message's \`${path}\` has to be ${expected}, but it is ${kind}.`, {
    phase: "config",
  });
}

export function readString(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  throw wrong(path, "a string", value);
}

export function readContent(value: unknown, path: string): MessageContent {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) throw wrong(path, "a string or an array of blocks", value);
  return value.map((block: unknown, i) => {
    const type = isRecord(block) ? own(block, "type") : undefined;
    if (typeof type !== "string") throw wrong(`${path}[${i}]`, "a block, which is an object with a `type`", block);
    return copyData(block, `${path}[${i}]`) as ContentBlock;
  });
}

export function readRecord(value: unknown, path: string): DataRecord {
  if (!isRecord(value)) throw wrong(path, "an object", value);
  return copyData(value, path) as DataRecord;
}

export function readStatus(value: unknown, path: string): ToolStatus {
  if (value === "success" || value === "error") return value;
  throw wrong(path, '"success" or "error"', value);
}

export function readToolCallList(value: unknown, path: string): ToolCall[] {
  return readEach(value, path, (call, at) => ({
    name: readString(own(call, "name"), `${at}.name`),
    args: readRecord(own(call, "args"), `${at}.args`),
    ...optional(call, at, "id", readString),
    type: "tool_call",
  }));
}

export function readInvalidToolCalls(value: unknown, path: string): InvalidToolCall[] {
  return readEach(value, path, (call, at) => ({
    ...optional(call, at, "name", readString),
    ...optional(call, at, "args", readString),
    ...optional(call, at, "id", readString),
    error: optional(call, at, "error", readString).error ?? "The call is invalid.",
    type: "invalid_tool_call",
  }));
}

export function readToolCallChunks(value: unknown, path: string): ToolCallChunk[] {
  return readEach(value, path, (chunk, at) => ({
    ...optional(chunk, at, "name", readString),
    ...optional(chunk, at, "args", readString),
    ...optional(chunk, at, "id", readString),
    ...optional(chunk, at, "index", readIndex),
    type: "tool_call_chunk",
  }));
}

export function readUsage(value: unknown, path: string): UsageMetadata {
  if (!isRecord(value)) throw wrong(path, "an object", value);
  return {
    input_tokens: readNumber(own(value, "input_tokens"), `${path}.input_tokens`),
    output_tokens: readNumber(own(value, "output_tokens"), `${path}.output_tokens`),
    total_tokens: readNumber(own(value, "total_tokens"), `${path}.total_tokens`),
    ...optional(value, path, "input_token_details", readDetails),
    ...optional(value, path, "output_token_details", readDetails),
  };
}

/** `{ [key]: what it reads }`, or nothing where the field is absent. */
export function optional<K extends string, T>(
  record: DataRecord,
  path: string,
  key: K,
  read: (value: unknown, path: string) => T,
): { [P in K]?: T } {
  const value = own(record, key);
  const fields: { [P in K]?: T } = {};
  if (value !== undefined && value !== null) fields[key] = read(value, path === "" ? key : `${path}.${key}`);
  return fields;
}

/** A copy of plain data; what is no array and no plain object (bytes, a date) is kept as it is. */
export function copyData(value: unknown, path: string, depth = 0): unknown {
  if (depth > DEPTH) {
    const message = `A message's \`${path}\` is nested more than ${DEPTH} levels deep.`;
    throw new RunletError("limit", message, { phase: "config" });
  }
  if (Array.isArray(value)) return value.map((item) => copyData(item, path, depth + 1));
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyData(value[key], path, depth + 1));
  return copy;
}

function readEach<T>(value: unknown, path: string, read: (item: DataRecord, path: string) => T): T[] {
  if (!Array.isArray(value)) throw wrong(path, "an array", value);
  return value.map((item: unknown, i) => {
    if (!isRecord(item)) throw wrong(`${path}[${i}]`, "an object", item);
    return read(item, `${path}[${i}]`);
  });
}

function readIndex(value: unknown, path: string): number | string {
  if (typeof value === "number" || typeof value === "string") return value;
  throw wrong(path, "a number or a string", value);
}

function readNumber(value: unknown, path: string): number {
  if (typeof value === "number") return value;
  throw wrong(path, "a number", value);
}

function readDetails(value: unknown, path: string): TokenDetails {
  const record = readRecord(value, path);
  const details: Record<string, number> = {};
  for (const key of Object.keys(record)) {
    if (record[key] !== null) setOwn(details, key, readNumber(record[key], `${path}.${key}`));
  }
  return details;
}
