import type { Join } from "../../engine/join.ts";
import type { Source } from "../../engine/source.ts";
import { RunletError } from "../../errors/error.ts";
import { pause } from "../../engine/pause.ts";

/** A scripted answer: what comes, in order. A number is a pause in milliseconds, an Error is thrown. */
export type Script<Token> = readonly (Token | number | Error)[];

export interface ScriptedOptions<Token, In> {
  /** The answers, used in turn, the last one again and again; or a function of the input that gives one. */
  readonly replies: readonly Script<Token>[] | ((input: In) => Script<Token>);
  /** A pause before each token, in milliseconds. */
  readonly delayMs?: number;
}

/** The answers of a scripted model, taken in turn. */
export class Prompter<Token, In> {
  private readonly options: ScriptedOptions<Token, In>;
  private turn = 0;

  constructor(options: ScriptedOptions<Token, In>) {
    const { replies } = options;
    if (
      typeof replies !== "function" &&
      !(Array.isArray(replies) && replies.length > 0 && replies.every(Array.isArray))
    )
      throw new RunletError("config", "A scripted model takes as replies one or more arrays of what comes, in order.");
    this.options = options;
  }

  /** Whether it is known beforehand that an answer pauses. */
  get waits(): boolean {
    const { replies, delayMs } = this.options;
    return delayMs !== undefined || (typeof replies !== "function" && replies.some(pauses));
  }

  /** The next answer, each token made chunks: at once where it has no pause, else as time passes. */
  answer<Chunk>(input: In, signal: () => AbortSignal, chunks: (token: Token) => readonly Chunk[], join: Join): Source {
    const { replies, delayMs } = this.options;
    const script = typeof replies === "function" ? replies(input) : replies[Math.min(this.turn++, replies.length - 1)]!;
    return delayMs === undefined && !pauses(script)
      ? { kind: "sync", iterator: said(script, chunks), join }
      : { kind: "async", iterator: played(script, delayMs, signal(), chunks), join };
  }
}

function pauses(script: Script<unknown>): boolean {
  return script.some((item) => typeof item === "number");
}

function* said<Token, Chunk>(
  script: Script<Token>,
  chunks: (token: Token) => readonly Chunk[],
): Generator<Chunk, undefined> {
  for (const item of script) {
    if (item instanceof Error) throw item;
    yield* chunks(item as Token);
  }
}

async function* played<Token, Chunk>(
  script: Script<Token>,
  delayMs: number | undefined,
  signal: AbortSignal,
  chunks: (token: Token) => readonly Chunk[],
): AsyncGenerator<Chunk, undefined> {
  for (const item of script) {
    if (typeof item === "number") {
      await pause(item, signal);
      continue;
    }
    if (delayMs !== undefined) await pause(delayMs, signal);
    if (item instanceof Error) throw item;
    yield* chunks(item as Token);
  }
}
