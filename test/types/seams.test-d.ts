import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel, RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { RunnableSequence } from "../../src/runnables/sequence.ts";
import type { Assert, Equal, Is } from "./equal.ts";

interface Topic {
  readonly topic: string;
}
class Parser extends RunnableLambda<string, { items: string[] }> {}
class Counter extends RunnableLambda<string, { count: number }> {
  readonly unit = "word";
}
declare const prompt: Runnable<Topic, string>;
declare const parser: Parser;
declare const counter: Counter;
declare const length: (text: string) => number;
declare const needsCount: Runnable<{ count: number }, string>;
declare const flag: boolean;
declare const untyped: any;

type Output<R extends { invoke(input: never): unknown }> = Awaited<ReturnType<R["invoke"]>>;

// A union of steps

const either = prompt.pipe(flag ? parser : counter);
type Either = { items: string[] } | { count: number };
export type EitherIs = Assert<Is<typeof either, Topic, Either, Either>>;

const mixed = prompt.pipe(flag ? parser : length);
export type MixedIs = Assert<Is<typeof mixed, Topic, { items: string[] } | number, { items: string[] } | number>>;

const inside = prompt.pipe({ a: flag ? parser : counter });
export type InsideIs = Assert<Equal<Output<typeof inside>, { a: Either }>>;
// @ts-expect-error: one of the two takes another input
prompt.pipe(flag ? parser : needsCount);
// @ts-expect-error: a sequence would be typed by the first of the two
RunnableSequence.from([prompt, flag ? parser : counter]);

// Picks

const both = parallel({ joke: prompt, count: prompt.pipe(length) });
const joke = both.pipe(new RunnablePick("joke"));
export type JokeIs = Assert<Is<typeof joke, Topic, string, string>>;

const listedJoke = RunnableSequence.from([both, new RunnablePick("joke")]);
export type ListedJokeIs = Assert<Is<typeof listedJoke, Topic, string, string>>;

const some = both.pipe(new RunnablePick(["joke"]));
export type SomeIs = Assert<Is<typeof some, Topic, Pick<{ joke: string; count: number }, "joke">, { joke?: string }>>;

const optional = prompt.pipe((text): { a?: string } => ({ a: text })).pipe(new RunnablePick("a"));
export type OptionalIs = Assert<Is<typeof optional, Topic, string | undefined, string>>;

const row = prompt.pipe((text): Record<string, number> => ({ [text]: 1 })).pipe(new RunnablePick("a"));
export type RowIs = Assert<Is<typeof row, Topic, number, number>>;

const begun = parallel({ a: new RunnablePick("a"), same: new RunnablePassthrough() });
void begun.invoke({ a: 1 });
// @ts-expect-error: the key is missing
void begun.invoke({ b: 1 });
// @ts-expect-error: no such key
both.pipe(new RunnablePick("jok"));
// @ts-expect-error: no such key
both.pipe(new RunnablePick(["joke", "coun"]));
// @ts-expect-error: no such key
RunnableSequence.from([both, new RunnablePick("jok")]);
// @ts-expect-error: no object
prompt.pipe(new RunnablePick("joke"));

// Functions

const throwing = prompt.pipe(() => {
  throw new Error("no");
});
export type ThrowingIs = Assert<Is<typeof throwing, Topic, never, never>>;

const lambda: RunnableLambda<string, number> = new RunnableLambda((text: string) => text.length);
export type LambdaIs = Assert<Is<typeof lambda, string, number, number>>;

const waiting = new RunnableLambda({ func: async (text: string) => [text], name: "wait" });
export type WaitingIs = Assert<Is<typeof waiting, string, string[], string[]>>;

const generating = new RunnableLambda(function* (text: string) {
  yield text.length;
});
export type GeneratingIs = Assert<Is<typeof generating, string, number[], number>>;
// @ts-expect-error: the count is no text
new RunnableLambda((text: string) => text.length).pipe(parser);
// @ts-expect-error: no function
new RunnableLambda({ name: "nothing" });

const matches = prompt.pipe((text) => text.matchAll(/a/g));
export type MatchesIs = Assert<Is<typeof matches, Topic, RegExpExecArray[], RegExpExecArray>>;
const values = prompt.pipe((text) => new Map([[text, 1]]).values());
export type ValuesIs = Assert<Is<typeof values, Topic, number[], number>>;
const entries = prompt.pipe(async (text) => [text].entries());
export type EntriesIs = Assert<Is<typeof entries, Topic, [number, string][], [number, string]>>;
const set = prompt.pipe((text) => new Set(text));
export type SetIs = Assert<Is<typeof set, Topic, Set<string>, Set<string>>>;

const chosen = prompt.pipe((text) => (text ? parser : counter));
export type ChosenIs = Assert<Is<typeof chosen, Topic, Either, Either>>;
// @ts-expect-error: what it returns is given the text
prompt.pipe((text) => (text ? needsCount : text));
// @ts-expect-error: what it returns is given the text
prompt.pipe(async () => needsCount);
// @ts-expect-error: in an object too
prompt.pipe({ a: () => needsCount });
// @ts-expect-error: in a sequence too
RunnableSequence.from([prompt, () => needsCount]);

// Objects

const made = new RunnableParallel({ steps: { a: prompt, b: (input: { n: number }) => input.n }, name: "both" });
export type MadeTakes = Assert<Equal<Parameters<typeof made.invoke>[0], Topic & { n: number }>>;
export type MadeIs = Assert<Equal<Output<typeof made>, { a: string; b: number }>>;
// @ts-expect-error: the steps alone are for parallel()
new RunnableParallel({ a: prompt });

interface Parts {
  readonly size: (text: string) => number;
  readonly parsed: Parser;
}
declare const parts: Parts;
const parted = prompt.pipe(parts);
export type PartedIs = Assert<Equal<Output<typeof parted>, { size: number; parsed: { items: string[] } }>>;
const partedFirst = parallel(parts);
export type PartedFirstTakes = Assert<Equal<Parameters<typeof partedFirst.invoke>[0], string>>;
const partedDeep = parallel({ parts, prompt });
export type PartedDeepTakes = Assert<Equal<Parameters<typeof partedDeep.invoke>[0], string & Topic>>;

const loose = parallel({ a: untyped, b: { c: untyped }, d: prompt });
export type LooseIs = Assert<Equal<Output<typeof loose>, { a: unknown; b: { c: unknown }; d: string }>>;
// @ts-expect-error: a number is no step
parallel({ a: 5, b: prompt });
parallel({
  // @ts-expect-error: a bare generator function
  *a(text: string) {
    yield text;
  },
});
// @ts-expect-error: an object that is no map of steps
parallel({ a: new Date(), b: prompt });
// @ts-expect-error: no object
parallel(prompt);
// @ts-expect-error: it needs a count
both.assign({ more: prompt });

// Other mistakes

// @ts-expect-error: a class, without new
prompt.pipe(Parser);
// @ts-expect-error: a class, without new
RunnableSequence.from([prompt, Parser]);
// @ts-expect-error: a number is no step
prompt.pipe(5);
// @ts-expect-error: a promise of a step
prompt.pipe(Promise.resolve(parser));
// @ts-expect-error: it passes something else
prompt.pipe(new RunnablePassthrough<{ count: number }>());
// @ts-expect-error: a bare generator function, over the stream
prompt.pipe(async function* (texts: AsyncIterable<string>) {
  yield* texts;
});
prompt.pipe({
  // @ts-expect-error: its chunks are no numbers
  a: generator(function* (counts: Iterable<number>) {
    yield* counts;
  }),
});
