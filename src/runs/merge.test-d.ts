import type { Assert, Equal } from "../../test/types/equal.ts";
import type { EventStream } from "./event-stream.ts";
import type { StreamEvent } from "./events.ts";
import { merge, type MergedStream } from "./merge.ts";
import type { RunStream } from "./run-stream.ts";

declare const text: RunStream<string, string>;
declare const events: EventStream;
declare const lines: AsyncGenerator<number, void>;

const merged = merge({ text, events, lines });
type Item =
  | { readonly source: "text"; readonly chunk: string }
  | { readonly source: "events"; readonly chunk: StreamEvent }
  | { readonly source: "lines"; readonly chunk: number };
export type MergedIs = Assert<Equal<typeof merged, MergedStream<Item>>>;

interface Streams {
  readonly text: RunStream<string, string>;
}
declare const streams: Streams;
const ofInterface = merge(streams);
export type OfInterfaceIs = Assert<
  Equal<typeof ofInterface, MergedStream<{ readonly source: "text"; readonly chunk: string }>>
>;

// @ts-expect-error: not a stream
merge({ text, other: [1, 2] });
