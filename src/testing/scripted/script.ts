import { RunletError } from "../../errors/error.ts";

/** A scripted answer: what comes, in order. A number is a pause in milliseconds, an Error is thrown. */
export type Script<Token> = readonly (Token | number | Error)[];

/** Scripted answers, used in turn, the last one again and again; or a function of the input that gives one. */
export type Replies<Token, In> = readonly Script<Token>[] | ((input: In) => Script<Token>);

export interface ScriptedOptions<Token, In> {
  readonly replies: Replies<Token, In>;
  /** A pause before each token, in milliseconds. */
  readonly delayMs?: number;
}

/** Takes the answers of a script in turn. */
export class Prompter<Token, In> {
  private readonly replies: Replies<Token, In>;
  private readonly delayMs: number | undefined;
  private turn = 0;

  constructor({ replies, delayMs }: ScriptedOptions<Token, In>) {
    if (typeof replies !== "function" && replies.length === 0) throw new RunletError("config", "A scripted model needs at least one reply.");
    this.replies = replies;
    this.delayMs = delayMs;
  }

  /** Whether a reply that is known beforehand pauses. */
  get waits(): boolean {
    if (this.delayMs !== undefined) return true;
    return typeof this.replies !== "function" && this.replies.some(pauses);
  }

  /** The next answer: its tokens at once where it has no pause, else as time passes. */
  next(input: In, signal: AbortSignal): Iterator<Token> | AsyncIterator<Token> {
    const { replies, delayMs } = this;
    const script = typeof replies === "function" ? replies(input) : replies[Math.min(this.turn++, replies.length - 1)]!;
    return delayMs !== undefined || pauses(script) ? played(script, delayMs ?? 0, signal) : said(script);
  }
}

function pauses(script: Script<unknown>): boolean {
  return script.some((item) => typeof item === "number");
}

function* said<Token>(script: Script<Token>): Generator<Token, undefined> {
  for (const item of script) {
    if (item instanceof Error) throw item;
    yield item as Token;
  }
}

async function* played<Token>(script: Script<Token>, delayMs: number, signal: AbortSignal): AsyncGenerator<Token, undefined> {
  for (const item of script) {
    if (typeof item === "number") await pause(item, signal);
    else {
      if (delayMs > 0) await pause(delayMs, signal);
      if (item instanceof Error) throw item;
      yield item as Token;
    }
  }
}

/** Waits, or not any longer once the signal aborts: no timer outlives its run. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
