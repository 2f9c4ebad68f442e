import type { EventError } from "./events.ts";
import type { RunType } from "./kind.ts";

/** What a log says of the whole run. On a wire, null is said for what is undefined. */
export interface RunState<Chunk = unknown, Out = unknown> {
  readonly id: string;
  readonly name: string;
  readonly type: RunType;
  /** The chunks of `stream`; none of a prompt or a retriever, whose one chunk is its output. */
  readonly streamed_output: readonly Chunk[];
  /** What `invoke` gives: undefined until the end, and where it is longer than the `keepLimit`. */
  readonly final_output: Out | undefined;
  /** Each run inside it, by its name; the second of a name is at `<name>:2`. */
  readonly logs: Readonly<Record<string, LogEntry>>;
  /** There where the run has failed. */
  readonly error?: EventError;
  /** There where a signal has ended the run: the reason. */
  readonly cancel?: EventError;
}

/** What a log says of a run inside the whole. */
export interface LogEntry {
  readonly id: string;
  readonly name: string;
  readonly type: RunType;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** As ISO 8601 has it. */
  readonly start_time: string;
  /** Its chunks, where it is streamed: not of a prompt or a retriever, and of a run that is invoked only a model's. */
  readonly streamed_output: readonly unknown[];
  /** The text of those that are text, or messages. */
  readonly streamed_output_str: readonly string[];
  /** Undefined until its end, and where it is longer than the `keepLimit`. */
  readonly final_output: unknown;
  /** When it was complete, failed or was cancelled. */
  readonly end_time: string | undefined;
  /** There where it has failed. */
  readonly error?: EventError;
  /** There where it was ended before it was complete, by a signal or because nothing more of it was wanted: the reason. */
  readonly cancel?: EventError;
}
