import fc from "fast-check";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { inPiecesOf } from "../support/json-texts.ts";
import { mapEach, spreadEach } from "../support/source.ts";
import { chain, turn, type AnyRunnable } from "./ways.ts";

/** How a program is to be made, and what its steps tell of a run. */
export interface Watch {
  readonly kind: "sync" | "async";
  /** How many generators have begun, and how many have come to their `finally`. */
  began: number;
  ended: number;
  /** What the steps were given that need the whole. */
  readonly wholes: string[];
}

/** A step, and what should come of the chunks that it is given. */
export interface Step {
  readonly show: string;
  make(watch: Watch): AnyRunnable;
  apply(chunks: readonly string[]): readonly string[];
}

/** Is in front of all that an attempt says which is going to fail. */
const DOOMED = "!";
export const isSound = (text: string): boolean => !text.includes(DOOMED);

/** What the failing attempts end with. */
export const cut = new Error("cut");

const AGAIN = { initialDelayMs: 0, restart: true, stopAfterAttempt: 4 };

/** Longer than any run. */
const LONG_MS = 100_000;

/** What an async generator waits for with each chunk that it reads, and before each at its end. */
const PAUSES: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
  "at once": () => undefined,
  "after a turn": turn,
  "after two turns": async () => {
    await turn();
    await turn();
  },
};

const pause = fc.constantFrom(...Object.keys(PAUSES));

/** What a generator says to each chunk, and at the end of its input. */
interface Speech {
  each(chunk: string): Iterable<string>;
  end(): Iterable<string>;
}

/** A generator that is counted, of the kind that the program has. */
function speaker(watch: Watch, pauseName: string, begin: () => Speech): AnyRunnable {
  const wait = PAUSES[pauseName]!;
  if (watch.kind === "sync")
    return generator(
      function* (chunks: Iterable<string>) {
        watch.began++;
        try {
          const speech = begin();
          for (const chunk of chunks) yield* speech.each(chunk);
          yield* speech.end();
        } finally {
          watch.ended++;
        }
      },
      { join: "text" },
    );
  return generator(
    async function* (chunks: AsyncIterable<string>) {
      watch.began++;
      try {
        const speech = begin();
        for await (const chunk of chunks) {
          await wait();
          yield* speech.each(chunk);
        }
        for (const chunk of speech.end()) {
          await wait();
          yield chunk;
        }
      } finally {
        watch.ended++;
      }
    },
    { join: "text" },
  );
}

const numbered = (chunk: string, index: number): string => `${index}${chunk}`;

/** Numbers the chunks: what has not begun anew goes on counting. */
const numbering = pause.map((pauseName): Step => ({
  show: `number ${pauseName}`,
  make: (watch) =>
    speaker(watch, pauseName, () => {
      let index = 0;
      return { each: (chunk) => [numbered(chunk, index++)], end: () => [] };
    }),
  apply: (chunks) => chunks.map(numbered),
}));

/** How often a step fails before it does what it should, and after how many chunks. */
const failing = fc.record({ times: fc.nat({ max: 2 }), after: fc.nat({ max: 3 }), pauseName: pause });

/** What a model answers: as much as shows of which text. */
const answer = (text: string): string => `${text.length}:${text.slice(-5)}`;

/** A model that needs the whole of its input, and is cut off some times. */
const model = fc.tuple(failing, fc.integer({ min: 1, max: 3 })).map(([{ times, after, pauseName }, width]): Step => ({
  show: `model (cut ${times} times after ${after}) ${pauseName}`,
  make(watch) {
    let attempts = 0;
    return speaker(watch, pauseName, () => {
      const doomed = attempts++ < times;
      let text = "";
      return {
        each(chunk) {
          text += chunk;
          return [];
        },
        *end() {
          const pieces = inPiecesOf(width, answer(text));
          if (!doomed) return yield* pieces;
          for (const piece of pieces.slice(0, after)) yield DOOMED + piece;
          throw cut;
        },
      };
    }).withRetry(AGAIN);
  },
  apply: (chunks) => inPiecesOf(width, answer(chunks.join(""))),
}));

/** Passes on what `before` says, and is cut off some times. Both are tried again together. */
function stumbling(before: Step): fc.Arbitrary<Step> {
  return failing.map(({ times, after, pauseName }) => ({
    show: `stumble (${times} times after ${after}) ${pauseName} over ${before.show}`,
    make(watch) {
      let attempts = 0;
      const passing = speaker(watch, pauseName, () => {
        const doomed = attempts++ < times;
        let index = 0;
        return {
          *each(chunk) {
            if (doomed && index++ === after) throw cut;
            yield doomed ? DOOMED + chunk : chunk;
          },
          end() {
            if (doomed) throw cut;
            return [];
          },
        };
      });
      return chain(before.make(watch), passing).withRetry(AGAIN);
    },
    apply: before.apply,
  }));
}

const unchanged = (chunks: readonly string[]): readonly string[] => chunks;

const plain: readonly Step[] = [
  { show: "pass", make: () => new RunnablePassthrough<never>(), apply: unchanged },
  { show: "spread", make: () => spreadEach(1), apply: unchanged },
  {
    show: "each",
    make: () => mapEach((chunk) => `${String(chunk)}.`),
    apply: (chunks) => chunks.map((chunk) => `${chunk}.`),
  },
  {
    show: "function",
    make: ({ wholes }) =>
      RunnableLambda.from((text: string) => {
        wholes.push(text);
        return text;
      }),
    apply: (chunks) => [chunks.join("")],
  },
];

/** What is never chosen, save by an attempt that fails. */
const wrong = RunnableLambda.from((_: unknown): unknown => DOOMED);

/** Tells by the first chunk whether it is sound. */
const peek = ({ kind }: Watch): AnyRunnable =>
  kind === "sync"
    ? generator(
        function* (chunks: Iterable<string>) {
          for (const chunk of chunks) return yield isSound(chunk);
        },
        { join: "last" },
      )
    : generator(
        async function* (chunks: AsyncIterable<string>) {
          for await (const chunk of chunks) return yield isSound(chunk);
        },
        { join: "last" },
      );

/** Ways to put a step inside another one. */
const WRAPPERS: Readonly<Record<string, (inner: AnyRunnable, watch: Watch) => AnyRunnable>> = {
  retried: (inner) => inner.withRetry(AGAIN),
  limited: (inner) => inner.withConfig({ timeout: LONG_MS }),
  "with a fallback": (inner) => inner.withFallbacks([wrong] as never),
  hedged: (inner) => hedge(inner, wrong as AnyRunnable, { afterMs: LONG_MS }),
  chosen: (inner, watch) => RunnableBranch.from([[peek(watch), inner], wrong] as never),
  alternative: (inner) =>
    chain(wrong)
      .configurableAlternatives({ id: "which" }, { inner })
      .withConfig({ configurable: { which: "inner" } }),
};

const wrapped = (inner: Step): fc.Arbitrary<Step> =>
  fc.constantFrom(...Object.keys(WRAPPERS)).map((how) => ({
    show: `${how} ${inner.show}`,
    make: (watch) => WRAPPERS[how]!(inner.make(watch), watch),
    apply: inner.apply,
  }));

const sequence = (steps: readonly Step[]): Step => ({
  show: `(${steps.map(({ show }) => show).join(" | ")})`,
  make: (watch) => chain(...steps.map(({ make }) => make(watch))),
  apply: (chunks) => steps.reduce((made, { apply }) => apply(made), chunks),
});

function anyStep(depth: number): fc.Arbitrary<Step> {
  const simple = fc.oneof(fc.constantFrom(...plain), numbering, model);
  if (depth === 0) return simple;
  const inner = anyStep(depth - 1);
  return fc.oneof(
    simple,
    inner.chain(stumbling),
    { weight: 2, arbitrary: inner.chain(wrapped) },
    fc.tuple(inner, inner).map(sequence),
  );
}

/** Programs that begin with a model, in which attempts fail in the middle and begin anew. */
export const anyRestartProgram: fc.Arbitrary<Step> = fc
  .tuple(model, fc.array(anyStep(3), { minLength: 1, maxLength: 4 }))
  .map(([first, steps]) => sequence([first, ...steps]));
