import { Runnable } from "../runnables/runnable.ts";
import type { RunKind } from "../runs/kind.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    parser: { input: unknown; chunk: unknown; output: unknown };
  }
}

export const PARSER: RunKind = { type: "parser", chunks: "streamed" };

/** What makes of a model's text, or messages, what they say. */
export abstract class OutputParser<in In, out Out, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  override get "~kind"(): RunKind {
    return PARSER;
  }
}
