import { describe, expect, it } from "vitest";
import { errorInfo } from "../../src/errors/info.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnableParallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { mapEach } from "../support/source.ts";
import { wrongs } from "../support/well-formed.ts";
import { all, chain, thrown, type AnyRunnable } from "./ways.ts";

const boom = new Error("boom");
const fail = (): never => {
  throw boom;
};
const textThatFails = () =>
  generator(
    async function* text() {
      yield "a";
      yield "b";
      fail();
    },
    { join: "text" },
  );
const badJoin = () =>
  generator(
    async function* badJoin() {
      yield 1;
    },
    { join: fail },
  );

const CASES: Readonly<Record<string, () => AnyRunnable>> = {
  "a step in mid-stream": () => chain(() => "prompt", textThatFails()),
  "a step in mid-stream, with fused steps behind it": () =>
    chain(() => "prompt", textThatFails(), new RunnablePassthrough(), new RunnablePassthrough()),
  "a branch": () => chain(() => "prompt", new RunnableParallel({ steps: { a: textThatFails() } })),
  "a fused step": () => chain((text: string) => text, mapEach(fail)),
  "a function that throws what is no error": () =>
    chain(
      () => "prompt",
      () => {
        throw "no error";
      },
    ),
  "a join, of the last step": () => chain((text: string) => text, badJoin()),
  "a join, of a step before": () => chain(badJoin(), (all: unknown) => all),
  "a join, through a fused step": () => chain(badJoin(), new RunnablePassthrough(), (all: unknown) => all),
  "a join that its chunks do not fit": () =>
    chain(
      generator(
        async function* numbers() {
          yield 1 as unknown as string;
        },
        { join: "text" },
      ),
    ),
};

/** What is known of what `work` throws. */
async function known(work: () => unknown): Promise<object> {
  const error = await thrown(work);
  return { message: (error as Error).message, ...errorInfo(error) };
}

describe.each(Object.entries(CASES))("where %s fails", (_, make) => {
  const invoked = () => known(() => make().invoke("x" as never));

  it("streamEvents throws what invoke throws: the same path, the same partial output", async () => {
    const events: StreamEvent[] = [];
    const watched = await known(async () => {
      for await (const event of make().streamEvents("x" as never)) events.push(event);
    });
    expect(watched).toEqual(await invoked());
    expect(wrongs(events)).toEqual([]);
    expect(events.at(-1)!.event).toBe("on_chain_error");
  });

  it("so it does where it is run inside a function, watched or not", async () => {
    const seen: object[] = [];
    const outer = RunnableLambda.from(
      async () => {
        seen.push(await known(() => make().invoke("x" as never)));
      },
      { name: "outer" },
    );
    await outer.invoke(0);
    await all(outer.streamEvents(0));
    const { path, ...rest } = (await invoked()) as { path: string[] };
    const expected = { path: ["outer", ...path], ...rest };
    expect(seen).toEqual([expected, expected]);
  });
});
