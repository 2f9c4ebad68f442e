import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { asTool } from "./as-tool.ts";
import { tool } from "./tool.ts";

const schema = { type: "object" };
const never = (signal: AbortSignal, seen: unknown[]) =>
  new Promise<never>(() => signal.addEventListener("abort", () => seen.push("aborted")));

describe("a tool that takes too long", () => {
  const aborts: unknown[] = [];
  const hangs = (timeout?: number) =>
    tool((_, { signal }) => never(signal, aborts), { name: "hangs", schema, timeout });

  it.each([
    ["its own limit", 5, undefined, 5],
    ["the config's", undefined, 5, 5],
    ["the shorter of both", 5, 7, 5],
    ["the shorter of both", 7, 5, 5],
  ])("fails by %s", async (_, own, configured, ms) => {
    aborts.length = 0;
    const config = { timeout: { tool: configured } };
    expect(await thrown(() => hangs(own).invoke({}, config))).toMatchObject({
      code: "timeout",
      timeout: "tool",
      phase: "tool",
      message: `The tool was not done within ${ms} ms (timeout.tool).`,
      path: ["hangs"],
      partial: undefined,
    });
    expect(aborts).toEqual(["aborted"]);
  });

  const slow = tool(
    async function* (_, { signal }) {
      yield "a";
      yield "b";
      await never(signal, []);
    },
    { name: "slow", schema, timeout: 20 },
  );
  const spell = asTool(
    generator(
      async function* (_: AsyncIterable<unknown>, { signal }) {
        yield "a";
        yield "b";
        await never(signal, []);
      },
      { join: "text" },
    ),
    { name: "spell", schema, timeout: 20 },
  );

  it("has what it had shown as its partial: of a runnable joined in its way", async () => {
    const timeout = { code: "timeout", timeout: "tool", partialCut: false };
    expect(await thrown(() => slow.invoke({}))).toMatchObject({ ...timeout, partial: ["a", "b"], path: ["slow"] });
    expect(await thrown(() => spell.invoke({}))).toMatchObject({ ...timeout, partial: "ab", path: ["spell"] });
    const cut = await thrown(() => slow.invoke({}, { keepLimit: { chunks: 1 } }));
    expect(cut).toMatchObject({ partial: ["a"], partialCut: true });
  });

  it("has it in a chain, where something else was made before, and in an event", async () => {
    const chain = RunnableLambda.from((word: string) => ({ word })).pipe(slow);
    expect(await thrown(() => chain.invoke("x"))).toMatchObject({ partial: ["a", "b"] });
    expect(await thrown(() => chain.pipe((output) => output).invoke("x"))).toMatchObject({ partial: ["a", "b"] });
  });

  it("is not counted while nobody asks", async () => {
    const asked = tool(
      function* () {
        yield 1;
        return "done";
      },
      { name: "asked", schema, timeout: 0 },
    );
    expect(await asked.invoke({})).toBe("done");
  });
});
