import { describe, expect, it } from "vitest";
import { mapEach } from "../../test/support/source.ts";
import { all, chain, thrown } from "../../test/contract/ways.ts";
import { list, text, type Join } from "../engine/join.ts";
import type { Op } from "../engine/op.ts";
import { errorInfo } from "../errors/info.ts";
import { RunnableParallel } from "../runnables/parallel.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { RunnableConfig, RunnableStep } from "./config.ts";
import type { StreamEvent } from "./events.ts";

/** A step that has chunks, and joins them in a way of its own. */
class Given extends Runnable<unknown, unknown, unknown> {
  readonly name = "Given";
  private readonly chunks: () => Iterable<unknown>;
  private readonly join: Join;

  constructor(chunks: () => Iterable<unknown>, join: Join) {
    super();
    this.chunks = chunks;
    this.join = join;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { chunks, join } = this;
    return [{ sees: "value", step, run: () => ({ kind: "sync", iterator: chunks()[Symbol.iterator](), join }) }];
  }
}

const texts = (...chunks: readonly string[]) => new Given(() => chunks, text as Join);

async function outputs(runnable: Runnable<never, unknown, unknown>, keepLimit: RunnableConfig["keepLimit"]) {
  const events = (await all(runnable.streamEvents(0 as never, { keepLimit }))) as StreamEvent[];
  const ends = events.flatMap(({ event, name, data }) => (event === "on_chain_end" ? [[name, data.output]] : []));
  return Object.fromEntries(ends) as Record<string, unknown>;
}

describe("the output that is told of a run", () => {
  it("is whole up to the keepLimit, and not given beyond it: of a step, and of the whole", async () => {
    const steps = chain(
      texts("ab", "cd"),
      mapEach((chunk) => `${chunk as string}.`),
    );
    expect(await outputs(steps, { text: 6 })).toEqual({ Given: "abcd", OfOp: "ab.cd.", RunnableSequence: "ab.cd." });
    expect(await outputs(steps, { text: 5 })).toEqual({ Given: "abcd", OfOp: undefined, RunnableSequence: undefined });
    expect(await outputs(steps, { text: 3 })).toEqual({
      Given: undefined,
      OfOp: undefined,
      RunnableSequence: undefined,
    });
  });

  it("is so where the keepLimit is bound", async () => {
    const steps = chain(
      texts("ab", "cd"),
      mapEach((chunk) => chunk),
      (text: string) => text,
    );
    const expected = { Given: undefined, OfOp: undefined, RunnableSequence: "abcd", RunnableLambda: "abcd" };
    expect(await outputs(steps.withConfig({ keepLimit: { text: 3 } }), {})).toEqual(expected);
  });

  it("is so of branches, each by itself", async () => {
    const branches = new RunnableParallel({ steps: { a: texts("ab", "cd"), b: new Given(() => [1, 2], list) } });
    expect(await outputs(branches, { text: 4, chunks: 2 })).toMatchObject({
      "RunnableParallel<a,b>": { a: "abcd", b: [1, 2] },
    });
    expect(await outputs(branches, { text: 3, chunks: 2 })).toMatchObject({ "RunnableParallel<a,b>": undefined });
  });

  it("does not shorten what a failure tells had come", async () => {
    const boom = new Error("boom");
    const failing = new Given(function* () {
      yield* ["ab", "cd", "ef"];
      throw boom;
    }, text as Join);
    expect(await thrown(() => outputs(failing, { text: 4 }))).toBe(boom);
    expect(errorInfo(boom)).toMatchObject({ partial: "abcd", partialCut: true });
  });
});

describe("what comes through a run that is watched", () => {
  /** A join of its chunks' number, that says of each gathering how many chunks it was given. */
  function counting() {
    const added: number[] = [];
    const join: Join = {
      gather(limit) {
        const at = added.push(0) - 1;
        return {
          add: () => void added[at]!++,
          value: () => added[at],
          get cut() {
            return added[at]! > (limit?.chunks ?? Infinity);
          },
          get empty() {
            return added[at] === 0;
          },
        };
      },
    };
    return { added, join };
  }

  it("is gathered once for the last steps and for whoever reads, and once more behind each step before", async () => {
    const alone = counting();
    expect(await outputs(new Given(() => [1, 2, 3], alone.join), {})).toEqual({ Given: 3 });
    expect(alone.added).toEqual([3]);
    const behind = counting();
    const steps = chain(
      new Given(() => [1, 2, 3], behind.join),
      mapEach((chunk) => chunk),
    );
    expect(await outputs(steps, {})).toEqual({ Given: 3, OfOp: 3, RunnableSequence: 3 });
    expect(behind.added).toEqual([3, 3]);
  });

  it("is not gathered any more once it is longer than what is kept, but for whoever reads", async () => {
    const { added, join } = counting();
    const steps = chain(
      new Given(() => [1, 2, 3, 4, 5], join),
      mapEach((chunk) => chunk),
    );
    expect(await outputs(steps, { chunks: 2 })).toEqual({
      Given: undefined,
      OfOp: undefined,
      RunnableSequence: undefined,
    });
    expect(added).toEqual([3, 5]);
  });
});
