import { RunnableBranch } from "../../src/runnables/branch.ts";
import { generator } from "../../src/runnables/generator.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { last, text, type Case } from "./cases.ts";

const waiting = generator(
  async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) yield* text;
  },
  { join: "text" },
);

/** Fails before its first chunk, without having read its input. */
const refusing = generator(
  // oxlint-disable-next-line require-yield
  function* (_: Iterable<string>): Generator<string> {
    throw new Error("refused");
  },
  { join: "text" },
);

/** Fails the first time of each run, and passes its input on the second. */
const flaky = () => {
  let calls = 0;
  return RunnableLambda.from((text: string) => {
    if (calls++ % 2 === 0) throw new Error("flaky");
    return [text];
  });
};

const at = { initialDelayMs: 0 };

/** Steps of which one is chosen while they run, or tried after another. */
export const choiceCases: readonly Case[] = [
  {
    name: "RunnableBranch",
    make: () => RunnableBranch.from([[(text: string) => text === "", waiting], new RunnablePassthrough<string>()]),
    input: "abc",
    output: "abc",
    joined: last,
    joinedStream: text,
    waits: true,
    collects: "always",
  },
  {
    name: "RunnableBranch that looks at the first chunk",
    make: () =>
      RunnableBranch.from([
        [
          generator(
            async function* (texts: AsyncIterable<string>) {
              for await (const text of texts) return yield text !== "";
            },
            { join: "last" },
          ),
          waiting,
        ],
        new RunnablePassthrough<string>(),
      ]),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
  {
    name: "RunnableRetry",
    make: () => waiting.withRetry(at),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
  {
    name: "RunnableRetry of a step that passes on",
    make: () => new RunnablePassthrough<string>().withRetry(at),
    input: "abc",
    output: "abc",
    joined: last,
    joinedStream: text,
  },
  {
    name: "RunnableRetry of what fails at first",
    make: () => flaky().withRetry(at),
    input: "abc",
    output: ["abc"],
    joined: last,
    collects: "always",
  },
  {
    name: "RunnableWithFallbacks",
    make: () => refusing.withFallbacks([new RunnablePassthrough<string>()]),
    input: "abc",
    output: "abc",
    joined: last,
    joinedStream: text,
    collects: "waiting",
  },
  {
    name: "RunnableHedge",
    make: () => hedge(waiting, refusing, { afterMs: 60_000 }),
    input: "abc",
    output: "abc",
    joined: text,
    waits: true,
  },
];
