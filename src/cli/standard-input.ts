import { once } from "node:events";
import { fstatSync } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { isatty } from "node:tty";
import { UsageError } from "./usage-error.ts";

/** How long nothing may come before something is done about it, in milliseconds. */
const PATIENCE_MS = 1000;
/** In characters: more than any model reads. */
const LIMIT = 2 ** 24;

/** How it is read. */
export interface Reading {
  readonly signal: AbortSignal;
  /** Whether it was asked for, so that it is waited for without a word. */
  readonly wanted: boolean;
  say(line: string): void;
}

/**
 * What comes on the standard input, up to its end. Undefined where it is a terminal, which is never read; and where a program has
 * started the command that writes nothing, but may have left its end open, as Node.js does.
 *
 * @throws UsageError where it cannot be read, or is too long
 */
export async function standardInput({ signal, wanted, say }: Reading): Promise<string | undefined> {
  if (isatty(0)) return undefined;
  const input = addAbortSignal(signal, process.stdin.setEncoding("utf8"));
  try {
    if (!wanted && !(await begins(input))) {
      // The pipe of a shell ends for sure; that of a program is a socket.
      if (fstatSync(0).isSocket()) {
        say("Nothing came on the standard input, which is left out; - at the end waits for it.");
        input.destroy();
        return undefined;
      }
      say("Waiting for the end of the standard input; < /dev/null gives none.");
    }
    return await whole(input);
  } catch (error) {
    if (signal.aborted || error instanceof UsageError) throw error;
    throw new UsageError(`Cannot read the standard input: ${(error as Error).message}.`);
  }
}

/** Whether there is something to read, or the end, in good time. */
async function begins(input: Readable): Promise<boolean> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    await once(input, "readable", { signal: patience });
    return true;
  } catch (error) {
    if (patience.aborted) return false;
    throw error;
  }
}

async function whole(input: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of input) {
    text += piece;
    if (text.length > LIMIT) throw new UsageError("The standard input is longer than any model reads.");
  }
  return text;
}
