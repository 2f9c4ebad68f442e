import { JsonOutputParser } from "../../src/parsers/json.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import type { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { RunnableAssign } from "../../src/runnables/assign.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { generator } from "../../src/runnables/generator.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { chain, turn, type AnyRunnable } from "../contract/ways.ts";
import { oneOf } from "../support/json-texts.ts";
import { SAID } from "./answers.ts";
import { plain } from "./begins.ts";
import type { Ledger } from "./ledger.ts";

/** What programs are made with. */
export interface Kit {
  readonly next: () => number;
  readonly ledger: Ledger;
  model(): ChatZhipuAI;
}

/** A program, of an input as `INPUT`. */
export interface Program {
  readonly show: string;
  readonly runnable: AnyRunnable;
  /** What it gives where nothing goes wrong, a message as its text. */
  readonly whole: unknown;
  /** What its steps give each other, which is what has been received where nothing of the whole has. */
  readonly within: readonly unknown[];
  /** It does not end by itself. */
  readonly stuck: boolean;
}

export const INPUT = { topic: "birds" };

interface Entry {
  readonly name: string;
  /** What it wraps and gives is text: it is not put around anything else. */
  readonly text?: true;
  readonly make: (kit: Kit, inner: () => Program) => Program;
}

const prompt = ChatPromptTemplate.fromTemplate("tell me about {topic}");
const ASKED = plain(await prompt.invoke(INPUT));

const TEXT_HEAD: Entry = {
  name: "text",
  text: true,
  make: (kit) => begun("prompt | model | text", chain(prompt, kit.model(), new StringOutputParser()), SAID),
};
const HEADS: readonly Entry[] = [
  TEXT_HEAD,
  { name: "message", make: (kit) => begun("prompt | model", chain(prompt, kit.model()), SAID) },
  {
    name: "json",
    make: (kit) =>
      begun("prompt | model | json", chain(prompt, kit.model(), new JsonOutputParser()), JSON.parse(SAID) as unknown),
  },
];

const begun = (show: string, runnable: AnyRunnable, whole: unknown): Program => ({
  show,
  runnable,
  whole,
  within: [INPUT, ASKED, SAID],
  stuck: false,
});

/** Programs around others. One more is one entry here. */
const WRAPPERS: readonly Entry[] = [
  {
    name: "sequence",
    make: (_, inner) => around(inner(), "pass", (it) => chain(new RunnablePassthrough(), chain(it))),
  },
  {
    name: "binding",
    make: (_, inner) => around(inner(), "bound", (it) => it.withConfig({ tags: ["bound"], metadata: { a: 1 } })),
  },
  {
    name: "parallel",
    make: (_, inner) => {
      const [a, b] = [inner(), inner()];
      return {
        show: `{a: ${a.show}, b: ${b.show}}`,
        runnable: new RunnableParallel({ steps: { a: a.runnable, b: b.runnable } }),
        whole: { a: a.whole, b: b.whole },
        within: [...a.within, a.whole, ...b.within, b.whole],
        stuck: a.stuck || b.stuck,
      };
    },
  },
  {
    name: "assign",
    make: (_, inner) => {
      const { show, runnable, whole, within, stuck } = inner();
      return {
        show: `assign(${show})`,
        runnable: new RunnableAssign({ told: runnable }),
        whole: { ...INPUT, told: whole },
        within: [...within, whole],
        stuck,
      };
    },
  },
  {
    name: "function that answers with a runnable",
    make: (_, inner) => around(inner(), "answers with", (it) => RunnableLambda.from(() => it)),
  },
  {
    name: "function that calls a model",
    make: (_, inner) =>
      around(inner(), "calls", (it) => RunnableLambda.from(async (input) => await it.invoke(input as never))),
  },
  {
    name: "branch",
    make: (_, inner) =>
      around(
        inner(),
        "branch",
        (it) =>
          new RunnableBranch({
            branches: [
              [() => false, prompt],
              [() => true, it],
            ],
            default: prompt,
          }),
      ),
  },
  {
    name: "retry",
    make: (_, inner) => around(inner(), "retry", (it) => it.withRetry({ stopAfterAttempt: 2, initialDelayMs: 5 })),
  },
  {
    name: "retry that begins anew",
    make: (_, inner) =>
      around(inner(), "anew", (it) => it.withRetry({ stopAfterAttempt: 3, initialDelayMs: 5, restart: true })),
  },
  {
    name: "each",
    make: (_, inner) => {
      const { show, runnable, whole, within, stuck } = inner();
      return {
        show: `each(${show})`,
        runnable: chain((input: unknown) => [input, input], runnable.map()),
        whole: [whole, whole],
        within: [...within, [INPUT, INPUT]],
        stuck,
      };
    },
  },
  {
    name: "alternatives",
    make: (_, inner) =>
      around(inner(), "chosen", (it) =>
        prompt
          .configurableAlternatives({ id: "what" }, { it: it as never })
          .withConfig({ configurable: { what: "it" } }),
      ),
  },
  { name: "fallback", make: (_, inner) => around(inner(), "fallback", (it) => it.withFallbacks([it])) },
  { name: "hedge", make: (_, inner) => around(inner(), "hedge", (it) => hedge(it, it, { afterMs: 20 })) },
  {
    name: "generator that streams a model",
    text: true,
    make: ({ ledger }, inner) =>
      around(inner(), "streams", (it) =>
        generator(
          async function* (inputs: AsyncIterable<unknown>) {
            const entry = ledger.open();
            try {
              for await (const input of inputs) yield* it.stream(input as never) as AsyncIterable<string>;
            } finally {
              await turn();
              entry.finallys++;
            }
          },
          { join: "text" },
        ),
      ),
  },
  {
    name: "generator",
    text: true,
    make: ({ ledger }, inner) =>
      around(
        inner(),
        "upper",
        (it) =>
          chain(
            it,
            generator(
              async function* (texts: AsyncIterable<string>) {
                const entry = ledger.open();
                try {
                  for await (const text of texts) yield text.toUpperCase();
                } finally {
                  entry.finallys++;
                }
              },
              { join: "text" },
            ),
          ),
        (text) => (text as string).toUpperCase(),
      ),
  },
  {
    name: "generator that waits",
    text: true,
    make: ({ ledger }, inner) =>
      around(inner(), "waits", (it) =>
        chain(
          it,
          generator(
            async function* (texts: AsyncIterable<string>) {
              const entry = ledger.open();
              try {
                for await (const text of texts) {
                  await turn();
                  yield* text.slice(0, 2);
                  yield text.slice(2);
                }
              } finally {
                await turn();
                entry.finallys++;
              }
            },
            { join: "text" },
          ),
        ),
      ),
  },
  {
    name: "synchronous generator",
    text: true,
    make: ({ ledger }, inner) =>
      around(inner(), "sync", (it) =>
        chain(
          it,
          generator(
            function* (texts: Iterable<string>) {
              const entry = ledger.open();
              try {
                for (const text of texts) for (let at = 0; at < text.length; at += 20) yield text.slice(at, at + 20);
              } finally {
                entry.finallys++;
              }
            },
            { join: "text" },
          ),
        ),
      ),
  },
  {
    name: "generator that is stuck",
    text: true,
    make: ({ ledger, next }, inner) => {
      const stuckAt = Math.floor(next() * 5);
      const program = around(inner(), `stuck at ${stuckAt}`, (it) =>
        chain(
          it,
          generator(
            async function* (texts: AsyncIterable<string>) {
              const entry = ledger.open();
              let at = 0;
              try {
                for await (const text of texts) {
                  entry.stuck = at++ === stuckAt;
                  if (entry.stuck) await new Promise(() => {});
                  yield text;
                }
                entry.stuck = true;
                await new Promise(() => {});
              } finally {
                entry.finallys++;
              }
            },
            { join: "text" },
          ),
        ),
      );
      return { ...program, stuck: true };
    },
  },
];

function around(
  { show, runnable, whole, within, stuck }: Program,
  how: string,
  wrap: (runnable: AnyRunnable) => AnyRunnable,
  becomes: (whole: unknown) => unknown = (whole) => whole,
): Program {
  return {
    show: `${how}(${show})`,
    runnable: wrap(runnable),
    whole: becomes(whole),
    within: [...within, whole],
    stuck,
  };
}

const TEXT_WRAPPERS = WRAPPERS.filter(({ text }) => text);

/** A program of one of the entries, of others inside it. The names of the entries are told to `uses`. */
export function anyProgram(kit: Kit, uses: (name: string) => void): Program {
  const { next } = kit;
  const make = (entry: Entry, inner: () => Program): Program => {
    uses(entry.name);
    return entry.make(kit, inner);
  };
  const text = (depth: number): Program =>
    depth > 0 && next() < 0.6 ? make(oneOf(TEXT_WRAPPERS, next), () => text(depth - 1)) : make(TEXT_HEAD, never);
  const any = (depth: number): Program => {
    if (depth === 0 || next() < 0.15) return make(oneOf(HEADS, next), never);
    const entry = oneOf(WRAPPERS, next);
    return make(entry, () => (entry.text ? text(depth - 1) : any(depth - 1)));
  };
  return any(3);
}

const never = (): never => {
  throw new Error("A head has nothing inside it");
};
