import type { Runnable } from "../../runnables/runnable.ts";

/** A runnable of ours that is given what it is given: its types are looked after by who has made it. */
export type Some = Runnable<unknown, unknown, unknown>;
