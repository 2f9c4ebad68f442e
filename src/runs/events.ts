import type { RunKinds, RunType } from "./kind.ts";

/** What every event says of the run that it is of. */
interface EventOf<Event extends string, Data, Name extends string = string> {
  readonly event: Event;
  /** What the runnable is called; of a custom event, what that is called. */
  readonly name: Name;
  readonly run_id: string;
  /** The runs that it is inside of, by id, the whole first. */
  readonly parent_ids: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: Data;
}

/** An error, or the reason of a cancel, as events carry it: plain, and the same in process as on a wire. */
export interface EventError {
  readonly name: string;
  /** Of an error of this library its code; of another one, what it has by that name. */
  readonly code?: string;
  readonly message: string;
}

/** The events of runs of type `T`. */
type RunEvent<T extends RunType, K extends RunKinds[T] = RunKinds[T]> =
  | EventOf<`on_${T}_start`, { readonly input?: K["input"] }>
  | ([K["chunk"]] extends [never] ? never : EventOf<`on_${T}_stream`, { readonly chunk: K["chunk"] }>)
  | (K extends { message: infer M } ? EventOf<`on_${T}_message`, M> : never)
  /** What its `stream` events have told is taken back, since what made it has failed and begins anew. */
  | EventOf<`on_${T}_reset`, { readonly error: EventError }>
  | EventOf<`on_${T}_end`, { readonly output: K["output"]; readonly input?: K["input"] }>
  | EventOf<`on_${T}_error`, { readonly error: EventError; readonly input?: K["input"] }>
  | EventOf<`on_${T}_cancel`, { readonly reason: EventError; readonly input?: K["input"] }>;

/** What custom events of a program carry, by name. */
export type CustomEvents = Readonly<Record<string, unknown>>;

export type CustomEventOf<Name extends string, Data> = EventOf<"on_custom_event", Data, Name>;

type CustomEvent<C extends CustomEvents> = { [Name in keyof C & string]: CustomEventOf<Name, C[Name]> }[keyof C &
  string];

/**
 * What `streamEvents` gives: by `event` it is known what `data` has. `C` says what custom events of which name carry.
 *
 * `input` is there where it was known by then; of the whole run it is as the user gave it. `output` is undefined where
 * it is longer than the `keepLimit`.
 */
export type StreamEvent<C extends CustomEvents = CustomEvents> =
  | { [T in RunType]: RunEvent<T> }[RunType]
  | CustomEvent<C>;
