import { createHash } from "node:crypto";
import fc from "fast-check";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import { RunnableAssign } from "../../src/runnables/assign.ts";
import { mapEach, spreadEach } from "../support/source.ts";
import { chain, type AnyRunnable } from "./ways.ts";

type Joining = "text" | "last" | "list" | "concat";

/** What a stream is, to the plain reference that programs are compared with: all its chunks, and their join. */
export type State =
  | { readonly chunks: readonly unknown[]; readonly join: Joining }
  /** Objects of one key each: in which order the keys come is not said. */
  | { readonly keys: Readonly<Record<string, State>> };

/** A step, and what it should do. */
export interface Part {
  readonly show: string;
  readonly waits: boolean;
  make(): unknown;
  /** `slots`: how many branches are under way at a time, where what it is in says so. */
  apply(input: State, slots?: number): State;
}

export function valueOf(state: State): unknown {
  if ("keys" in state) return Object.fromEntries(Object.entries(state.keys).map(([key, of]) => [key, valueOf(of)]));
  const { chunks, join } = state;
  if (join === "concat") return chunks.flat();
  return join === "text" ? chunks.join("") : join === "list" ? chunks : chunks.at(-1);
}

export const chunksOf = (state: State): unknown =>
  "keys" in state
    ? Object.fromEntries(Object.entries(state.keys).map(([key, of]) => [key, chunksOf(of)]))
    : state.chunks;

/** The chunks of a stream as `chunksOf` tells them: each key's by themselves. */
export function chunksByKey(chunks: readonly unknown[], like: State): unknown {
  if (!("keys" in like)) return chunks;
  const entries = Object.entries(like.keys).map(([key, of]) => {
    const values = chunks.flatMap((chunk) =>
      Object.hasOwn(chunk as object, key) ? [(chunk as Record<string, unknown>)[key]] : [],
    );
    return [key, chunksByKey(values, of)];
  });
  return Object.fromEntries(entries);
}

const single = (value: unknown): State => ({ chunks: [value], join: "last" });

/** As one chunk: what a step that takes only values makes of it. */
function whole(state: State): State {
  if (!("keys" in state)) return single(valueOf(state));
  return { keys: Object.fromEntries(Object.entries(state.keys).map(([key, of]) => [key, whole(of)])) };
}

/** What is long is told by a digest: JSON of JSON, and so on, would have twice as many backslashes each time. */
function write(value: unknown): string {
  if (typeof value === "string") return value;
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 200 ? createHash("sha1").update(json).digest("base64") : json;
}

const part = (show: string, make: () => unknown, apply: Part["apply"], waits = false): Part => ({
  show,
  make,
  apply,
  waits,
});

/** A step that sees text, chunk by chunk. */
const onText = (work: (input: { chunks: readonly unknown[]; join: Joining }) => State) => (input: State) => {
  if ("keys" in input) throw new Error("A text step was given objects");
  return work(input);
};

const passing: Part = part(
  "pass",
  () => new RunnablePassthrough(),
  (input) => input,
);

const exclaim = (value: unknown): string => `${write(value)}!`;
const exclaimed = (input: State): State => single(exclaim(valueOf(input)));

const lambdas: readonly Part[] = [
  part("function", () => exclaim, exclaimed),
  part("async function", () => async (value: unknown) => exclaim(value), exclaimed, true),
  part(
    "function that spells",
    () =>
      RunnableLambda.from(function* (value: unknown) {
        yield* write(value).slice(0, 5);
      }),
    (input) => ({ chunks: Array.from(write(valueOf(input)).slice(0, 5)), join: "list" }),
  ),
  part(
    "async function that spells",
    () =>
      RunnableLambda.from(async function* (value: unknown) {
        yield* write(value).slice(0, 5);
      }),
    (input) => ({ chunks: Array.from(write(valueOf(input)).slice(0, 5)), join: "list" }),
    true,
  ),
];

/** What a generator makes of the chunk with this index: none, one, or two. */
const GENERATORS: Readonly<Record<string, (chunk: string, index: number) => string[]>> = {
  mark: (chunk) => [`${chunk}'`],
  twice: (chunk) => [chunk, chunk],
  "every other": (chunk, index) => (index % 2 === 0 ? [chunk] : []),
};

const generators: readonly Part[] = Object.entries(GENERATORS).flatMap(([name, work]) =>
  (["text", "last", "list"] as const).flatMap((join) => {
    const apply = onText(({ chunks }) => ({
      chunks: chunks.flatMap((chunk, index) => work(write(chunk), index)),
      join,
    }));
    const async = generator(
      async function* (chunks: AsyncIterable<unknown>) {
        let index = 0;
        for await (const chunk of chunks) yield* work(write(chunk), index++);
      },
      { join },
    );
    const sync = generator(
      function* (chunks: Iterable<unknown>) {
        let index = 0;
        for (const chunk of chunks) yield* work(write(chunk), index++);
      },
      { join },
    );
    return [part(`async ${name} ${join}`, () => async, apply, true), part(`sync ${name} ${join}`, () => sync, apply)];
  }),
);

const fused: readonly Part[] = [
  part(
    "each",
    () => mapEach((chunk) => `${write(chunk)}.`),
    onText(({ chunks, join }) => ({ chunks: chunks.map((chunk) => `${write(chunk)}.`), join })),
  ),
  part(
    "spread",
    () => spreadEach(3),
    onText(({ chunks, join }) => ({ chunks: chunks.flatMap((chunk) => [chunk, chunk, chunk]), join })),
  ),
];

function sequence(parts: readonly Part[]): Part {
  return part(
    `(${parts.map(({ show }) => show).join(" | ")})`,
    () => chain(...parts.map(({ make }) => make())),
    (input, slots) => parts.reduce((state, { apply }) => apply(state, slots), input),
    parts.some(({ waits }) => waits),
  );
}

/** What the first of a program that falls back says. */
export const REFUSED = "refused";

const refusing = RunnableLambda.from((_: unknown): unknown => {
  throw new Error(REFUSED);
});

/** Ways to put a program inside another step. */
function wrapped(inner: Part): fc.Arbitrary<Part> {
  const show = (how: string) => `${how}${inner.show}`;
  return fc.constantFrom(
    inner,
    part(show("retried "), () => (inner.make() as AnyRunnable).withRetry(), inner.apply, inner.waits),
    part(
      show("fallen back to "),
      () => refusing.withFallbacks([inner.make() as AnyRunnable] as never),
      inner.apply,
      inner.waits,
    ),
    part(
      show("hedged "),
      () => hedge(inner.make() as AnyRunnable, refusing as AnyRunnable, { afterMs: 60_000 }),
      inner.apply,
      inner.waits,
    ),
    part(
      show("branch to "),
      () =>
        new RunnableBranch({
          branches: [
            [() => false, refusing],
            [() => true, inner.make()],
          ],
          default: refusing,
        }),
      inner.apply,
      inner.waits,
    ),
    part(show("bound"), () => (inner.make() as AnyRunnable).withConfig({ tags: ["t"] }), inner.apply, inner.waits),
    part(
      show("alternative "),
      () =>
        chain((value: unknown) => value)
          .configurableAlternatives({ id: "which" }, { inner: () => inner.make() as AnyRunnable })
          .withConfig({ configurable: { which: "inner" } }),
      inner.apply,
      inner.waits,
    ),
    part(
      show("answered"),
      () => RunnableLambda.from(() => inner.make()),
      (input, slots) => inner.apply(whole(input), slots),
      inner.waits,
    ),
  );
}

/** So few elements that maps inside maps are not too many. */
const FEW = 3;

const listMakers: readonly Part[] = [
  part(
    "async first list",
    () =>
      generator(async function* (chunks: AsyncIterable<unknown>) {
        let count = 0;
        for await (const chunk of chunks) if (count++ < FEW) yield write(chunk);
      }),
    onText(({ chunks }) => ({ chunks: chunks.slice(0, FEW).map(write), join: "list" })),
    true,
  ),
  part(
    "sync first list",
    () =>
      generator(function* (chunks: Iterable<unknown>) {
        let count = 0;
        for (const chunk of chunks) if (count++ < FEW) yield write(chunk);
      }),
    onText(({ chunks }) => ({ chunks: chunks.slice(0, FEW).map(write), join: "list" })),
  ),
  part(
    "function that gives an array",
    () => (value: unknown) => Array.from(write(value)).slice(0, FEW),
    (input) => single(Array.from(write(valueOf(input))).slice(0, FEW)),
  ),
];

/** Behind a step that makes a list, chunk by chunk or at once: a program for each element, and one more for each output. */
function mapped(inner: Part, makesList: Part, slots: number): Part {
  const each = (step: Part, input: State, outer: number): State => ({
    chunks: (valueOf(input) as unknown[]).map((element) => [valueOf(step.apply(single(element), outer))]),
    join: "concat",
  });
  const more = lambdas[0]!;
  return part(
    `(${makesList.show} | map ${inner.show} | map ${more.show}) ${slots} at a time`,
    () =>
      chain(makesList.make(), (inner.make() as AnyRunnable).map(), chain(more.make()).map()).withConfig({
        maxConcurrency: slots,
      }),
    (input, outer = slots) => each(more, each(inner, makesList.apply(input, outer), outer), outer),
    makesList.waits || inner.waits,
  );
}

const branched = (a: Part, b: Part, slots: number): Part =>
  part(
    `{a: ${a.show}, b: ${b.show}}${slots === 1 ? " one at a time" : ""}`,
    () =>
      new RunnableParallel({ steps: { a: a.make() as AnyRunnable, b: b.make() as AnyRunnable } }).withConfig({
        maxConcurrency: slots,
      }),
    (input, outer = slots) => {
      const given = outer === 1 ? whole(input) : input;
      return { keys: { a: a.apply(given, outer), b: b.apply(given, outer) } };
    },
    a.waits || b.waits,
  );

/** From an object with the keys a and b back to text, or to another object. */
const objectStep = (inner: Part): fc.Arbitrary<{ readonly part: Part; readonly gives: "text" | "object" }> =>
  fc.constantFrom(
    { part: passing, gives: "object" as const },
    {
      part: part(
        "pick a",
        () => new RunnablePick("a"),
        (input) => keysOf(input)["a"]!,
      ),
      gives: "text" as const,
    },
    { part: lambdas[0]!, gives: "text" as const },
    { part: lambdas[1]!, gives: "text" as const },
    {
      part: part(
        `assign b ${inner.show}`,
        () => new RunnableAssign({ b: chain((value: unknown) => write(value), inner.make()) }),
        (input, slots) => ({
          keys: { ...keysOf(input), b: inner.apply(single(write(valueOf(input))), slots) },
        }),
        inner.waits,
      ),
      gives: "object" as const,
    },
    {
      part: part(
        `pick a of parallel ${inner.show}`,
        () => chain({ a: new RunnablePick("a"), b: () => 1 }, new RunnablePick("a"), inner.make()),
        (input, slots) => inner.apply(keysOf(slots === 1 ? whole(input) : input)["a"]!, slots),
        inner.waits,
      ),
      gives: "text" as const,
    },
  );

const keysOf = (state: State): Readonly<Record<string, State>> => {
  if (!("keys" in state)) throw new Error("An object step was given text");
  return state.keys;
};

/** Programs from text to text or to an object. */
function programs(depth: number): fc.Arbitrary<Part> {
  const simple = fc.constantFrom(passing, ...lambdas, ...generators, ...fused);
  if (depth === 0) return fc.array(simple, { minLength: 1, maxLength: 3 }).map(sequence);
  const inner = programs(depth - 1).filter((program) => !("keys" in program.apply(single("x"))));
  const each = fc
    .tuple(inner, fc.constantFrom(...listMakers), fc.constantFrom(1, 3))
    .map(([step, makesList, slots]) => mapped(step, makesList, slots));
  const nested = fc.oneof({ weight: 3, arbitrary: inner.chain(wrapped) }, each);
  const split = fc.tuple(inner, inner, fc.constantFrom(1, 2)).chain(([a, b, slots]) =>
    inner.chain((more) =>
      fc.array(objectStep(more), { maxLength: 2 }).map((steps) => {
        const taken: Part[] = [branched(a, b, slots)];
        for (const step of steps) {
          taken.push(step.part);
          if (step.gives === "text") break;
        }
        return sequence(taken);
      }),
    ),
  );
  return fc
    .tuple(fc.array(fc.oneof({ weight: 3, arbitrary: simple }, nested), { maxLength: 3 }), fc.option(split))
    .map(([before, after]) => sequence([passing, ...before, ...(after ? [after] : [])]));
}

export const anyProgram: fc.Arbitrary<Part> = programs(2);
