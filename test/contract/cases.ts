import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel, RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import { RouterRunnable } from "../../src/runnables/router.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { mapEach, spreadEach } from "../support/source.ts";
import { chain } from "./ways.ts";

/**
 * A runnable that must keep the laws, and what the laws cannot know of it. It is never given more than it can take:
 * `input`, or a stream of `chunk`s.
 */
export interface Case {
  readonly name: string;
  readonly make: () => Runnable<never, unknown, unknown>;
  readonly input: unknown;
  /** What `invoke` gives for `input`. */
  readonly output: unknown;
  /** What its chunks join into, written down again: not with the library's own join. */
  readonly joined: (chunks: readonly unknown[]) => unknown;
  /** The same where its input is a stream, if that makes a difference: what passes chunks on leaves the join to its input. */
  readonly joinedStream?: (chunks: readonly unknown[]) => unknown;
  /** The chunks of an input stream. Default: letters. */
  readonly chunk?: (index: number) => unknown;
  /** How these join, for a step that needs the whole. Default: `"text"`. */
  readonly join?: "text" | "last" | "list";
  /** It has a step that is known to wait, so a synchronous run refuses it. */
  readonly waits?: true;
  /** It reads its whole input first: always, or only in a run that may wait, or only in a synchronous one. */
  readonly collects?: "always" | "waiting" | "sync";
  /** Chunks of different branches may come in any order. */
  readonly unordered?: true;
}

export const text = (chunks: readonly unknown[]): unknown => chunks.join("");
export const last = (chunks: readonly unknown[]): unknown => chunks.at(-1);
export const list = (chunks: readonly unknown[]): unknown => [...chunks];
export const flat = (chunks: readonly unknown[]): unknown => chunks.flat();
/** Chunks that are objects, each key joined in its own way. */
export const byKey =
  (keys: Readonly<Record<string, (chunks: readonly unknown[]) => unknown>>) =>
  (chunks: readonly unknown[]): unknown =>
    Object.fromEntries(
      Object.entries(keys).map(([key, join]) => [
        key,
        join((chunks as Record<string, unknown>[]).filter((chunk) => key in chunk).map((chunk) => chunk[key])),
      ]),
    );

type Texts = AsyncIterable<string>;

const spell = (name: string) =>
  generator(
    async function* (texts: Texts) {
      for await (const text of texts) yield* text;
    },
    { join: "text", name },
  );
const spellSync = (name: string) =>
  generator(
    function* (texts: Iterable<string>) {
      for (const text of texts) yield* text;
    },
    { join: "text", name },
  );
const row = (index: number) => ({ a: `${index}`, b: "b" });

export const cases: readonly Case[] = [
  {
    name: "RunnablePassthrough",
    make: () => new RunnablePassthrough<string>(),
    input: "ab",
    output: "ab",
    joined: last,
    joinedStream: text,
  },
  {
    name: "RunnableLambda",
    make: () => RunnableLambda.from((text: string) => `${text}!`),
    input: "ab",
    output: "ab!",
    joined: last,
    collects: "always",
  },
  {
    name: "RunnableLambda, async",
    make: () => RunnableLambda.from(async (text: string) => `${text}!`),
    input: "ab",
    output: "ab!",
    joined: last,
    waits: true,
    collects: "always",
  },
  {
    name: "RunnableLambda that answers with a runnable",
    make: () => RunnableLambda.from((text: string) => (text ? spellSync("inner") : new RunnablePassthrough<string>())),
    input: "abc",
    output: "abc",
    joined: text,
    collects: "always",
  },
  {
    name: "RunnableLambda that answers with an iterator",
    make: () =>
      RunnableLambda.from(function* (text: string) {
        yield* text;
      }),
    input: "abc",
    output: ["a", "b", "c"],
    joined: list,
    collects: "always",
  },
  {
    name: "RunnableLambda that answers with an async iterator",
    make: () =>
      RunnableLambda.from(async function* (text: string) {
        yield* text;
      }),
    input: "abc",
    output: ["a", "b", "c"],
    joined: list,
    waits: true,
    collects: "always",
  },
  { name: "generator", make: () => spell("spell"), input: "abc", output: "abc", joined: text, waits: true },
  {
    name: "generator, of a function*",
    make: () => spellSync("spell"),
    input: "abc",
    output: "abc",
    joined: text,
    collects: "waiting",
  },
  {
    name: "generator that joins to a list",
    make: () =>
      generator(async function* (texts: Texts) {
        for await (const text of texts) yield text;
      }),
    input: "abc",
    output: ["abc"],
    joined: list,
    waits: true,
  },
  {
    name: "generator that joins to the last",
    make: () =>
      generator(
        async function* (texts: Texts) {
          let all = "";
          for await (const text of texts) yield (all += text);
        },
        { join: "last" },
      ),
    input: "abc",
    output: "abc",
    joined: last,
    waits: true,
  },
  {
    name: "generator that joins with a function",
    make: () =>
      generator(
        async function* (texts: Texts) {
          for await (const text of texts) yield text.length;
        },
        { join: (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0) },
      ),
    input: "abc",
    output: 3,
    joined: (chunks) => (chunks as number[]).reduce((sum, length) => sum + length, 0),
    waits: true,
  },
  {
    name: "RunnableParallel",
    make: () => parallel({ a: new RunnablePassthrough(), b: spell("b"), c: { d: new RunnablePassthrough() } }) as never,
    input: "xy",
    output: { a: "xy", b: "xy", c: { d: "xy" } },
    joined: byKey({ a: last, b: text, c: byKey({ d: last }) }),
    joinedStream: byKey({ a: text, b: text, c: byKey({ d: text }) }),
    waits: true,
    unordered: true,
  },
  {
    name: "RunnableParallel with a branch that needs the whole",
    make: () =>
      new RunnableParallel({ steps: { a: (text: string) => text.length, b: new RunnablePassthrough() } }) as never,
    input: "xy",
    output: { a: 2, b: "xy" },
    joined: byKey({ a: last, b: last }),
    joinedStream: byKey({ a: last, b: text }),
    collects: "sync",
    unordered: true,
  },
  {
    name: "RunnableParallel of one at a time",
    make: () =>
      new RunnableParallel({ steps: { a: new RunnablePassthrough(), b: spellSync("b") } }).withConfig({
        maxConcurrency: 1,
      }) as never,
    input: "xy",
    output: { a: "xy", b: "xy" },
    joined: byKey({ a: last, b: text }),
    collects: "always",
    unordered: true,
  },
  {
    name: "RunnableAssign",
    make: () => RunnablePassthrough.assign({ c: (input: { a: string; b: string }) => input.a + input.b }) as never,
    input: { a: "x", b: "y" },
    output: { a: "x", b: "y", c: "xy" },
    chunk: row,
    joined: (chunks) => Object.assign({}, ...chunks),
    join: "last",
    collects: "sync",
    unordered: true,
  },
  {
    name: "RunnableEach",
    make: () => RunnableLambda.from((text: string) => `${text}!`).map(),
    input: ["a", "b", "c"],
    output: ["a!", "b!", "c!"],
    joined: flat,
    join: "list",
  },
  {
    name: "RunnableEach, async, of some at a time",
    make: () =>
      RunnableLambda.from(async (text: string) => `${text}!`)
        .map()
        .withConfig({ maxConcurrency: 4 }),
    input: ["a", "b", "c"],
    output: ["a!", "b!", "c!"],
    joined: flat,
    join: "list",
    waits: true,
  },
  {
    name: "RunnableEach behind a RunnableEach",
    make: () => chain(spellSync("a").map(), spell("b").map()).withConfig({ maxConcurrency: 2 }),
    input: ["ab", "c"],
    output: ["ab", "c"],
    joined: flat,
    join: "list",
    waits: true,
  },
  {
    name: "RunnableEach of a value",
    make: () => spellSync("each").map() as never,
    input: ["ab", "c"],
    output: ["ab", "c"],
    chunk: (index) => ["ab", `${index}`],
    joined: flat,
    join: "last",
    collects: "always",
  },
  {
    name: "RunnablePick of a key",
    make: () => new RunnablePick("a") as never,
    input: { a: "x", b: "y" },
    output: "x",
    chunk: () => ({ a: "x", b: "y" }),
    join: "last",
    joined: last,
  },
  {
    name: "RunnablePick of some keys",
    make: () => new RunnablePick(["a", "c"]) as never,
    input: { a: "x", b: "y", c: "z" },
    output: { a: "x", c: "z" },
    chunk: () => ({ a: "x", b: "y" }),
    join: "last",
    joined: last,
  },
  {
    name: "RunnableSequence",
    make: () =>
      spell("a")
        .pipe(spell("b"))
        .pipe(chain(new RunnablePassthrough(), spell("c")) as never),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
  {
    name: "RunnableSequence, synchronous",
    make: () =>
      chain(
        (text: string) => text,
        spellSync("a"),
        new RunnablePassthrough(),
        mapEach((x) => `${x}.`),
      ),
    input: "abc",
    output: "a.b.c.",
    joined: text,
    collects: "always",
  },
  {
    name: "RunnableBinding",
    make: () => spell("bound").withConfig({ tags: ["tag"], runName: "named" }),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
  {
    name: "RunnableConfigurableFields",
    make: () => spell("fields").bind({}).configurableFields({}),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
  {
    name: "RunnableConfigurableAlternatives, the default",
    make: () => spellSync("default").configurableAlternatives({ id: "which" }, { other: spell("other") }),
    input: "abc",
    output: "abc",
    joined: text,
    collects: "waiting",
  },
  {
    name: "RunnableConfigurableAlternatives, another one",
    make: () =>
      new RunnablePassthrough<string>()
        .configurableAlternatives({ id: "which" }, { other: () => mapEach((x) => `${x}.`) })
        .withConfig({ configurable: { which: "other" } }),
    input: "abc",
    output: "abc.",
    joined: last,
    joinedStream: text,
  },
  {
    name: "RouterRunnable",
    make: () => new RouterRunnable({ runnables: { spell: spellSync("spell"), shout: (text: string) => `${text}!` } }),
    input: { key: "spell", input: "abc" },
    output: "abc",
    chunk: () => ({ key: "spell", input: "abc" }),
    join: "last",
    joined: text,
    collects: "always",
  },
  {
    name: "fused steps",
    make: () =>
      chain(
        mapEach((x) => `${x}`),
        mapEach((x) => `${x}.`),
        new RunnablePassthrough(),
      ),
    input: "a",
    output: "a.",
    joined: last,
    joinedStream: text,
  },
  {
    name: "a step that spreads",
    make: () =>
      chain(
        mapEach((x) => x),
        spreadEach(3),
        mapEach((x) => `${x}.`),
        spellSync("s"),
      ),
    input: "a",
    output: "a.a.a.",
    joined: text,
    collects: "waiting",
  },
];
