import { readFileSync } from "node:fs";
import { RunletError } from "../../errors/error.ts";

/** Something that was asked, and what came of it. A tape is a file of these, as JSON lines that a person can read and edit. */
export interface Take {
  readonly asked: Asked;
  readonly events: readonly TapeEvent[];
}

/** The first line of a take: a request over HTTP, or the messages that a model was given, as JSON. */
export type Asked = { readonly request: TapeRequest } | { readonly input: readonly unknown[] };

export interface TapeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a JSON body, what it says; of another one, its text. */
  readonly body?: unknown;
}

/**
 * A further line: of the take that began last, or, where several went on at a time, of that number, counted from 1.
 * `after` is how long it took since the line before of the same take, in milliseconds.
 */
export type TapeEvent = { readonly after?: number; readonly of?: number } & (
  | { readonly response: { readonly status: number; readonly headers: Readonly<Record<string, string>> } }
  /** A piece of the body, as it was read: text where it is UTF-8, else base64. */
  | { readonly text: string }
  | { readonly base64: string }
  /** A chunk of a model, as JSON. */
  | { readonly chunk: unknown }
  | { readonly end: "complete" | "aborted" }
  | { readonly error: string }
);

/**
 * The takes of a file.
 *
 * @throws RunletError `store` where the file cannot be read, or has a line that is none of a tape
 */
export function readTakes(file: string): Take[] {
  const takes: { asked: Asked; events: TapeEvent[] }[] = [];
  for (const [at, line] of textOf(file).split("\n").entries()) {
    if (line.trim() === "") continue;
    const json = lineOf(line, `${file}, line ${at + 1}`);
    if ("request" in json || "input" in json) takes.push({ asked: json as unknown as Asked, events: [] });
    else {
      const { of = takes.length } = json as { of?: number };
      const take = takes[of - 1];
      if (!take) throw store(`${file}, line ${at + 1}: a recording begins with a request or an input.`);
      take.events.push(json as unknown as TapeEvent);
    }
  }
  return takes;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw store(
      `The recording ${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown reason"}.`,
      error,
    );
  }
}

const KINDS = ["request", "input", "response", "text", "base64", "chunk", "end", "error"];

function lineOf(line: string, where: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw store(`${where}: this is not JSON.`, error);
  }
  if (typeof json === "object" && json !== null && KINDS.some((kind) => Object.hasOwn(json, kind)))
    return json as Record<string, unknown>;
  throw store(`${where}: a line has one of ${KINDS.join(", ")}.`);
}

function store(message: string, cause?: unknown): RunletError {
  return new RunletError("store", message, { phase: "store", cause });
}
