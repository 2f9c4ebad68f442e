import type { Runnable } from "../runnables/runnable.ts";
import type { Assert, Equal } from "../../test/types/equal.ts";
import type { LogStream } from "./log-stream.ts";
import { RunLog } from "./run-log.ts";
import type { RunLogPatch } from "./run-log-patch.ts";
import type { RunState } from "./run-state.ts";

declare const counts: Runnable<{ topic: string }, number, string>;

// The log of a runnable has its chunks and its output.
const stream = counts.streamLog({ topic: "a" }, { runId: "1", includeNames: ["a"] }, { excludeTags: ["b"] });
export type Stream = Assert<Equal<typeof stream, LogStream<RunState<string, number>>>>;
const patch = (await stream.next()).value;
export type Patch = Assert<Equal<typeof patch, RunLogPatch<RunState<string, number>> | undefined>>;
const value: unknown = patch?.ops[0]?.value;
const op: "add" | "replace" | undefined = patch?.ops[0]?.op;

declare const patches: RunLogPatch<RunState<string, number>>[];
const { state } = RunLog.from(patches);
export type State = Assert<Equal<typeof state, RunState<string, number> | undefined>>;
export type Both = Assert<Equal<ReturnType<(typeof patches)[0]["concat"]>, RunLog<RunState<string, number>>>>;

// What is known of no type is a log of any run.
let log = RunLog.from([]);
for (const each of patches) log = log.concat(each);
export type Log = Assert<Equal<typeof log.state, RunState | undefined>>;
const read = RunLog.from([JSON.parse("{}")]);
export type Read = Assert<Equal<typeof read.state, RunState | undefined>>;
const text: string | undefined = log.state?.logs["a"]?.streamed_output_str[0];

const bytes = counts.streamLog({ topic: "a" }, { encoding: "text/event-stream" });
export type Bytes = Assert<Equal<typeof bytes, ReadableStream<Uint8Array<ArrayBuffer>>>>;

// @ts-expect-error: not what it takes
counts.streamLog("a");
// @ts-expect-error: there is one encoding
counts.streamLog({ topic: "a" }, { encoding: "json" });
// @ts-expect-error: the versions are those of events
counts.streamLog({ topic: "a" }, { version: "v2" });
// @ts-expect-error: no patch
log.concat({ op: "add" });

export { text, bytes, value, op };
