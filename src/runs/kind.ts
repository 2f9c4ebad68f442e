import type { Join } from "../engine/join.ts";
import type { Sink } from "../engine/op.ts";
import type { CallbackForm } from "./callback-form.ts";

/**
 * What the events of each kind of run carry. A room that has a kind of its own adds it, by declaration merging: so an
 * event's data is typed by its name, and this layer needs no word of what a model or a tool is. `message`, where a kind has
 * it, is what its `bits` tell; `answer` and `usage` are what its `answer` makes.
 */
export interface RunKinds {
  chain: { input: unknown; chunk: unknown; output: unknown };
}

export type RunType = keyof RunKinds;

/** What the kinds of runs have by that name. */
type InKinds<Key extends string> = {
  [T in RunType]: RunKinds[T] extends { readonly [K in Key]: infer Item } ? Item : never;
}[RunType];

/** What a run of a model gives. */
export type Answer = InKinds<"answer">;

/** What an answer has consumed. */
export type Usage = InKinds<"usage">;

/** How the answers of a kind of model are made of what comes out of its runs, and what they consume added up. */
export interface AnswerForm {
  readonly join: Join;
  usage(answer: Answer): Usage | undefined;
  sum(some: Usage | undefined, more: Usage | undefined): Usage | undefined;
}

/** Tells what chunks say, bit by bit, to the sink that it was made with. */
export interface Bits extends Sink {
  end(): void;
  fail(error: unknown): void;
}

/** What a runnable says of its runs, to those who watch them. */
export interface RunKind {
  readonly type: RunType;
  /** When what streams out of it is told chunk by chunk: always, in a run that is streamed, or never. */
  readonly chunks: "always" | "streamed" | "never";
  /** Its input as events have it; without it, as it is. The input of a whole run is told as the user gave it. */
  readonly input?: (input: unknown) => unknown;
  /** A chunk as events have it; without it, as it is. */
  readonly chunk?: (chunk: unknown) => unknown;
  /** Makes what tells the chunks of one run bit by bit, for those who want that beside the chunks: of a message, its blocks. */
  readonly bits?: (out: Sink) => Bits;
  /** Of models: what became of a run tells what they answered in it. */
  readonly answer?: AnswerForm;
  /** Which methods of callbacks are told; without it, those of a chain. */
  readonly callbacks?: CallbackForm;
}

export const CHAIN: RunKind = { type: "chain", chunks: "streamed" };
