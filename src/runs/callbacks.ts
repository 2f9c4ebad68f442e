import type { Observer } from "./observer.ts";

export interface CallbackHandler {
  readonly name?: string;
}

export type Callbacks = readonly CallbackHandler[];

export function observersOf(callbacks: Callbacks | undefined): readonly Observer[] {
  return callbacks === undefined ? [] : [];
}
