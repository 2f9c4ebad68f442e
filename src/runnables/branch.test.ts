import { describe, expect, it } from "vitest";
import { generator } from "./generator.ts";
import { RunnableBranch } from "./branch.ts";
import { RunnableLambda } from "./lambda.ts";
import { RunnablePassthrough } from "./passthrough.ts";
import { all } from "../../test/support/all.ts";
import { Source } from "../../test/support/source.ts";

const upper = generator(
  async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) yield text.toUpperCase();
  },
  { join: "text" },
);

describe("RunnableBranch", () => {
  it("runs the first step whose condition holds, or the default", async () => {
    const branch = RunnableBranch.from([
      [(n: number) => n > 10, (n: number) => `${n} is large`],
      [async (n: number) => n > 5, (n: number) => `${n} is middling`],
      (n: number) => `${n} is small`,
    ]);
    expect(await branch.batch([11, 7, 1])).toEqual(["11 is large", "7 is middling", "1 is small"]);
    expect(await all(branch.stream(7))).toEqual(["7 is middling"]);
  });

  it.each([0, "", false, null])("gives a falsy output: %j", async (output) => {
    const branch = RunnableBranch.from([[() => true, () => output], () => "default"]);
    expect(await branch.invoke(1)).toBe(output);
    expect(branch.invokeSync(1)).toBe(output);
    expect(await all(branch.stream(1))).toEqual([output]);
  });

  it("gives each part a run of its own, inside the branch", async () => {
    const branch = RunnableBranch.from([
      [RunnableLambda.from(() => false, { name: "no" }), () => 1],
      [RunnableLambda.from(() => true, { name: "yes" }), RunnableLambda.from(() => 0, { name: "chosen" })],
      () => 2,
    ]);
    const starts = (await all(branch.streamEvents("x"))).filter(({ event }) => event === "on_chain_start");
    expect(starts.map(({ name, tags, parent_ids }) => [name, tags, parent_ids.length])).toEqual([
      ["RunnableBranch", [], 0],
      ["no", ["condition:1"], 1],
      ["yes", ["condition:2"], 1],
      ["chosen", ["branch:2"], 1],
    ]);
    expect(new Set(starts.map(({ run_id }) => run_id)).size).toBe(4);
  });

  it("streams its input into the step, as it came", async () => {
    const branch = RunnableBranch.from([[(text: string) => text.startsWith("a"), upper], new RunnablePassthrough()]);
    const of = (...texts: string[]) => branch.transform(texts, { join: "text" });
    expect(await all(of("a", "b", "c"))).toEqual(["A", "B", "C"]);
    expect(await all(of("b", "c"))).toEqual(["b", "c"]);
    expect(await of("a", "b").final()).toBe("AB");
  });

  it("streams what is not needed for the decision before it has come", async () => {
    const first = generator(
      async function* (texts: AsyncIterable<string>) {
        for await (const text of texts) {
          yield text === "a";
          break;
        }
      },
      { join: "last" },
    );
    const source = new Source({ chunk: (at) => "abcd"[at % 4]! });
    const stream = RunnableBranch.from([[first, upper], new RunnablePassthrough<string>()]).transform(source.async, {
      join: "text",
    });
    const read = [await stream.next(), await stream.next(), await stream.next()];
    expect(read.map(({ value }) => value)).toEqual(["A", "B", "C"]);
    expect(source.made).toBeLessThan(8);
    await stream.return();
    expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("says what it is made of", () => {
    const message = /\[condition, step\] pairs/;
    expect(() => RunnableBranch.from([() => 1] as never)).toThrow(message);
    expect(() => RunnableBranch.from([[() => 1], () => 1] as never)).toThrow(message);
  });
});
