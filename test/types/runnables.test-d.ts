import { RunnableEach } from "../../src/runnables/each.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel, RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RouterRunnable, type RouterInput } from "../../src/runnables/router.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { RunnableSequence } from "../../src/runnables/sequence.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import type { Assert, Equal, Is } from "./equal.ts";

interface Topic {
  readonly topic: string;
}
declare const prompt: Runnable<Topic, string, string>;
declare const parser: Runnable<string, { items: string[] }, { items?: string[] }>;
declare const untyped: any;

// pipe

const counted = prompt.pipe((text) => text.length);
export type Counted = Assert<Is<typeof counted, Topic, number, number>>;

const configured = counted.pipe((count, config) => ({ count, aborted: config.signal.aborted, tags: config.tags }));
type Configured = { count: number; aborted: boolean; tags: readonly string[] };
export type ConfiguredIs = Assert<Is<typeof configured, Topic, Configured, Configured>>;

const awaited = prompt.pipe(async (text) => [text]);
export type AwaitedIs = Assert<Is<typeof awaited, Topic, string[], string[]>>;

const piped = prompt.pipe(parser);
export type PipedIs = Assert<Is<typeof piped, Topic, { items: string[] }, { items?: string[] }>>;

const answered = prompt.pipe((text) => (text ? parser : text.length));
export type AnsweredIs = Assert<
  Is<typeof answered, Topic, { items: string[] } | number, { items?: string[] } | number>
>;

const spelled = prompt.pipe(
  RunnableLambda.from(function* (text: string) {
    yield text.length;
  }),
);
export type SpelledIs = Assert<Is<typeof spelled, Topic, number[], number>>;

const spelledLater = prompt.pipe(
  RunnableLambda.from(async function* (text: string) {
    yield text.length;
  }),
);
export type SpelledLaterIs = Assert<Is<typeof spelledLater, Topic, number[], number>>;

const passed = prompt.pipe(new RunnablePassthrough());
export type PassedIs = Assert<Is<typeof passed, Topic, string, string>>;

const mapped = prompt.map();
export type MappedIs = Assert<Is<typeof mapped, readonly Topic[], string[], string[]>>;

const mappedBehind = prompt.pipe((text) => text.split(" ")).pipe(parser.map());
export type MappedBehindIs = Assert<Is<typeof mappedBehind, Topic, { items: string[] }[], { items: string[] }[]>>;

const mappedStream = prompt
  .pipe(
    generator(async function* (texts) {
      for await (const text of texts) yield { topic: text };
    }),
  )
  .pipe(prompt.map())
  .pipe(parser.map());
export type MappedStreamIs = Assert<Is<typeof mappedStream, Topic, { items: string[] }[], { items: string[] }[]>>;
// @ts-expect-error: needs an array
prompt.pipe(parser).pipe(prompt.map());

const each = new RunnableEach({ bound: parser });
export type EachIs = Assert<Is<typeof each, readonly string[], { items: string[] }[], { items: string[] }[]>>;

const bound = piped.withConfig({ tags: ["a"] });
export type BoundIs = Assert<Is<typeof bound, Topic, { items: string[] }, { items?: string[] }>>;

// generator: a parameter without a type takes that of the chunks

const listed = prompt.pipe(
  generator(async function* (texts) {
    for await (const text of texts) yield text.length;
  }),
);
export type ListedIs = Assert<Is<typeof listed, Topic, number[], number>>;

const texted = piped.pipe(
  generator(
    async function* (parts) {
      for await (const { items } of parts) yield* items ?? [];
    },
    { join: "text" },
  ),
);
export type TextedIs = Assert<Is<typeof texted, Topic, string, string>>;

const lasted = prompt.pipe(
  generator(
    function* (texts) {
      for (const text of texts) yield { text };
    },
    { join: "last" },
  ),
);
export type LastedIs = Assert<Is<typeof lasted, Topic, { text: string }, { text: string }>>;

const summed = generator(
  async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) yield text.length;
  },
  { join: (lengths) => lengths.length > 0 },
);
export type SummedIs = Assert<Is<typeof summed, string, boolean, number>>;

const message = generator(
  async function* (): AsyncGenerator<{ "~join"(chunks: never): { whole: string } }> {
    yield { "~join": () => ({ whole: "" }) };
  },
  { join: "messages" },
);
export type MessageIs = Assert<Equal<Awaited<ReturnType<typeof message.invoke>>, { whole: string }>>;

// Objects

const split = prompt.pipe({
  count: (text) => text.length,
  same: new RunnablePassthrough(),
  parsed: parser,
  lengths: generator(async function* (texts) {
    for await (const text of texts) yield text.length;
  }),
  deep: { twice: (text) => [text, text] },
});
interface Split {
  count: number;
  same: string;
  parsed: { items: string[] };
  lengths: number[];
  deep: { twice: string[] };
}
interface SplitChunk {
  count?: number;
  same?: string;
  parsed?: { items?: string[] };
  lengths?: number;
  deep?: { twice?: string[] };
}
export type SplitIs = Assert<Equal<Awaited<ReturnType<typeof split.invoke>>, { [K in keyof Split]: Split[K] }>>;
declare const splitChunk: typeof split extends Runnable<Topic, unknown, infer C> ? C : never;
export const splitChunks: SplitChunk = splitChunk;

const picked = split.pick("parsed");
export type PickedIs = Assert<Is<typeof picked, Topic, { items: string[] }, { items?: string[] }>>;

const some = split.pick(["count", "same"]);
export type SomeIs = Assert<Equal<Awaited<ReturnType<typeof some.invoke>>, Pick<Split, "count" | "same">>>;
// @ts-expect-error: no such key
split.pick("nothing");
// @ts-expect-error: no such key
split.pick(["count", "nothing"]);

const assigned = piped.assign({ count: (value) => value.items.length, input: new RunnablePassthrough() });
type Assigned = { items: string[]; count: number; input: { items: string[] } };
export type AssignedIs = Assert<Equal<Awaited<ReturnType<typeof assigned.invoke>>, Assigned>>;

const overwritten = piped.assign({ items: (value) => value.items.length });
export type OverwrittenIs = Assert<Equal<Awaited<ReturnType<typeof overwritten.invoke>>, { items: number }>>;

const begun = RunnablePassthrough.assign({ words: (input: { question: string }) => input.question.split(" ") });
export type BegunIs = Assert<Equal<Awaited<ReturnType<typeof begun.invoke>>, { question: string; words: string[] }>>;

const side = parallel({ context: (input: { a: number }) => input.a, text: prompt, input: new RunnablePassthrough() });
export type SideTakes = Assert<Equal<Parameters<typeof side.invoke>[0], { a: number } & Topic>>;
// @ts-expect-error: the topic is missing
void side.invoke({ a: 1 });
export type FromIs = Assert<
  Equal<typeof side, ReturnType<typeof RunnableParallel.from<typeof side extends never ? never : typeof steps>>>
>;
declare const steps: {
  context: (input: { a: number }) => number;
  text: typeof prompt;
  input: RunnablePassthrough<unknown>;
};

// RunnableSequence.from: functions without annotations, one behind the other

const one = RunnableSequence.from([prompt]);
export type OneIs = Assert<Is<typeof one, Topic, string, string>>;

const three = RunnableSequence.from([prompt, (text) => text.length, (count) => [count]]);
export type ThreeIs = Assert<Is<typeof three, Topic, number[], number[]>>;

const letters = generator(async function* (texts: AsyncIterable<string>) {
  for await (const text of texts) yield* text;
});
const many = RunnableSequence.from([
  (input: Topic) => input.topic,
  parser,
  async (value) => value.items,
  { first: (items) => items[0], all: new RunnablePassthrough() },
  (value) => value.all.length,
  (count) => count > 1,
  (more) => (more ? "yes" : "no"),
  letters,
  (texts) => texts.length,
  (count) => ({ count }),
]);
export type ManyIs = Assert<Is<typeof many, Topic, { count: number }, { count: number }>>;
// @ts-expect-error: the text is no number
RunnableSequence.from([prompt, (count: number) => count]);
// @ts-expect-error: the count is no text
RunnableSequence.from([prompt, (text) => text.length, parser]);
RunnableSequence.from([
  prompt,
  // @ts-expect-error: a bare generator function
  function* (text: string) {
    yield text;
  },
]);
// @ts-expect-error: nothing to run
RunnableSequence.from([]);

// What is set for a runnable, and what is left to be set for a run

interface HeatConfig extends RunnableConfig {
  readonly heat?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
}
declare const heated: Runnable<string, string, string, HeatConfig>;

const hot = heated.bind({ heat: 1 }).bind({ stop: ["."] });
export type HotIs = Assert<Equal<typeof hot, typeof heated>>;
// @ts-expect-error: a call option of the right name and the wrong type
heated.bind({ heat: "1" });
// @ts-expect-error: no such call option
heated.bind({ cold: 1 });
// @ts-expect-error: what any run has is for withConfig
heated.bind({ tags: ["a"] });
// @ts-expect-error: a chain has no call options
prompt.bind({ heat: 1 });

const fields = heated.configurableFields({ heat: { id: "heat", name: "Heat" }, stop: { id: "ends" } });
export type FieldsIs = Assert<Equal<typeof fields, typeof heated>>;
// @ts-expect-error: no such call option
heated.configurableFields({ cold: { id: "cold" } });
// @ts-expect-error: it has no id
heated.configurableFields({ heat: { name: "Heat" } });
// @ts-expect-error: a chain has no call options
prompt.configurableFields({ heat: { id: "heat" } });

const choice = heated.configurableAlternatives({ id: "which" }, { parser, lazy: () => counted2 });
declare const counted2: Runnable<string | number, number, 1 | 2>;
export type ChoiceIs = Assert<
  Is<typeof choice, string, string | number | { items: string[] }, string | 1 | 2 | { items?: string[] }>
>;
choice.bind({ heat: 1 });
// @ts-expect-error: it takes another input
heated.configurableAlternatives({ id: "which" }, { prompt });
// @ts-expect-error: a function gives a runnable
heated.configurableAlternatives({ id: "which" }, { fn: () => "text" });
// @ts-expect-error: the choice has no id
heated.configurableAlternatives({ defaultKey: "a" }, { parser });

const router = new RouterRunnable({
  runnables: { count: (input: { a: number }) => input.a, prompt, list: (_: { b: string }) => [1] },
});
export type RouterIs = Assert<
  Is<
    typeof router,
    RouterInput<{ a: number } & Topic & { b: string }>,
    string | number | number[],
    string | number | number[]
  >
>;
// @ts-expect-error: what all of them take
void router.invoke({ key: "count", input: { a: 1 } });
// @ts-expect-error: no key
void router.invoke({ input: { a: 1, topic: "", b: "" } });

// Wrong seams

// @ts-expect-error: the text is no number
prompt.pipe((count: number) => count);
// @ts-expect-error: what is behind takes another input
prompt.pipe(prompt);
// @ts-expect-error: a text is no step
prompt.pipe("text");
// @ts-expect-error: in an object too
prompt.pipe({ a: (count: number) => count });
// @ts-expect-error: in an object too
prompt.pipe({ a: prompt });
prompt.pipe(
  // @ts-expect-error: its chunks are no numbers
  generator(async function* (counts: AsyncIterable<number>) {
    yield* counts;
  }),
);
// @ts-expect-error: a bare generator function
prompt.pipe(function* (text: string) {
  yield text;
});
// @ts-expect-error: a bare async generator function
prompt.pipe(async function* (text: string) {
  yield text;
});
// @ts-expect-error: the input has no topic
void prompt.invoke({ subject: "" });

// A step that is any gives unknown, and not any

const loose = prompt.pipe(untyped);
export type LooseIs = Assert<Is<typeof loose, Topic, unknown, unknown>>;
const parsed = prompt.pipe((text) => JSON.parse(text));
export type ParsedIs = Assert<Is<typeof parsed, Topic, unknown, unknown>>;
const looseParts = prompt.pipe({ a: untyped, b: (text) => text });
export type LoosePartsIs = Assert<Is<typeof looseParts, Topic, { a: unknown; b: string }, { a?: unknown; b?: string }>>;
const looseSide = parallel({ a: untyped });
export type LooseSideIs = Assert<Is<typeof looseSide, unknown, { a: unknown }, { a?: unknown }>>;
const looseSequence = RunnableSequence.from([prompt, untyped]);
export type LooseSequenceIs = Assert<Is<typeof looseSequence, Topic, unknown, unknown>>;

// Streams

async function reads(): Promise<void> {
  for await (const chunk of piped.stream({ topic: "" })) void (chunk satisfies { items?: string[] });
  for (const chunk of prompt.streamSync({ topic: "" })) void (chunk satisfies string);
  const whole = await piped.stream({ topic: "" }).final();
  void (whole satisfies { items: string[] });
  await using stream = await prompt.stream({ topic: "" });
  void (stream satisfies AsyncIterable<string>);
  const [first] = await counted.batch([{ topic: "" }]);
  void (first satisfies number | undefined);
  const [either] = await counted.batch([{ topic: "" }], {}, { returnExceptions: true });
  void (either satisfies number | Error | undefined);
  // @ts-expect-error It may be an error.
  void (either satisfies number | undefined);
  (await counted.batch([{ topic: "" }], [{ tags: ["a"] }], { maxConcurrency: 2 })) satisfies number[];
  for await (const [index, output] of counted.batchAsCompleted([{ topic: "" }]))
    void ([index, output] satisfies [number, number]);
  for await (const [, output] of counted.batchAsCompleted([{ topic: "" }], {}, { returnExceptions: true }))
    void (output satisfies number | Error);
  for await (const text of prompt.transform([{ topic: "" }], { join: "last" })) void (text satisfies string);
}
void reads;
