import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { hasShared, SHARED } from "./shared.ts";

/** The recorded body of an answer. */
export interface Recording {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How the payloads of a file, one a line, were sent. */
export interface Framing {
  readonly event: (line: string) => string;
  /** What comes behind the last one. */
  readonly end?: string;
}

/** As OpenAI's chat completions and those like it. */
export const CHAT_COMPLETIONS: Framing = { event: (line) => `data: ${line}\n\n`, end: "data: [DONE]\n\n" };

/** As OpenAI's Responses: each event has the name that its payload has. */
export const RESPONSES: Framing = {
  event: (line) => `event: ${/"type":"(response\.[a-z_.]+|error)"/.exec(line)?.[1]}\ndata: ${line}\n\n`,
};

/** The recordings of a folder of ../shared whose name matches; none where that is absent. */
export function recordings(folder: string, framing: Framing, match = /./): Recording[] {
  if (!hasShared) return [];
  return readdirSync(join(SHARED, folder))
    .filter((file) => match.test(file) && /\.(sse|ndjson|jsonl|txt)$/.test(file))
    .map((file) => ({
      name: join(basename(folder), file),
      bytes: bodyOf(readFileSync(join(SHARED, folder, file)), file, framing),
    }));
}

/** A file of whole bodies is one; of payloads, one is made. */
function bodyOf(bytes: Uint8Array, file: string, { event, end = "" }: Framing): Uint8Array {
  if (!/\.chunks\.(jsonl|txt)$/.test(file)) return bytes;
  const lines = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return new TextEncoder().encode(lines.map(event).join("") + end);
}

/** The JSON texts in a body of server-sent events, read by its lines. */
export function dataOf({ bytes }: Recording): any[] {
  return new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)));
}
