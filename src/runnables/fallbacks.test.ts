import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { Source } from "../../test/support/source.ts";
import { RunletError } from "../errors/error.ts";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";

const failing = (message: string) =>
  RunnableLambda.from(
    (_: string): string => {
      throw new Error(message);
    },
    { name: message },
  );
const answering = (answer: string) => RunnableLambda.from((text: string) => `${text} ${answer}`, { name: answer });

describe("withFallbacks", () => {
  it("runs the next one where one fails, in every way to run", async () => {
    const safe = failing("a").withFallbacks([failing("b"), answering("c")]);
    expect(await safe.invoke("x")).toBe("x c");
    expect(await all(safe.stream("x"))).toEqual(["x c"]);
    expect(safe.invokeSync("x")).toBe("x c");
    expect([...safe.streamSync("x")]).toEqual(["x c"]);
    expect(await safe.batch(["x", "y"])).toEqual(["x c", "y c"]);
    expect(
      await failing("a")
        .withFallbacks({ fallbacks: [answering("b")] })
        .invoke("x"),
    ).toBe("x b");
  });

  it("fails with the error of the first where all fail", async () => {
    await expect(
      failing("a")
        .withFallbacks([failing("b"), failing("c")])
        .invoke("x"),
    ).rejects.toThrow("a");
  });

  it("asks fallbackIf", async () => {
    const codes = { fallbackIf: (error: unknown) => (error as RunletError).code === "overloaded" };
    const busy = RunnableLambda.from((_: string): string => {
      throw new RunletError("overloaded", "busy");
    });
    expect(await busy.withFallbacks([answering("b")], codes).invoke("x")).toBe("x b");
    await expect(busy.withFallbacks([failing("b"), answering("c")], codes).invoke("x")).rejects.toThrow("b");
  });

  it("runs nothing else after the first chunk", async () => {
    const cut = RunnableLambda.from(function* (text: string) {
      yield text;
      throw new Error("cut");
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const chunk of cut.withFallbacks([answering("b")]).stream("x")) read.push(chunk);
    };
    await expect(reading()).rejects.toThrow("cut");
    expect(read).toEqual(["x"]);
  });

  it("streams its input into the one that answers", async () => {
    const upper = generator(
      async function* (texts: AsyncIterable<string>) {
        for await (const text of texts) yield text.toUpperCase();
      },
      { join: "text" },
    );
    const source = new Source({ chunk: (at) => "abcdef"[at % 6]! });
    const refusing = generator(async function* (texts: AsyncIterable<string>) {
      for await (const text of texts) if (text === "b") throw new Error("no b");
      yield "never";
    });
    const stream = refusing.withFallbacks([upper]).transform(source.async);
    const read = [await stream.next(), await stream.next(), await stream.next()].map(({ value }) => value);
    expect(read).toEqual(["A", "B", "C"]);
    expect(source.made).toBeLessThan(9);
    await stream.return();
    expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("tries nothing else when the run has been ended", async () => {
    let ran = false;
    const controller = new AbortController();
    const stopping = RunnableLambda.from((_: string): string => {
      controller.abort("enough");
      throw new Error("a");
    });
    const safe = stopping.withFallbacks([RunnableLambda.from((_: string) => ((ran = true), ""))]);
    await expect(safe.invoke("x", { signal: controller.signal })).rejects.toMatchObject({ code: "aborted" });
    expect(ran).toBe(false);
  });

  it("makes of each a run of its own", async () => {
    const events = await all(
      failing("a")
        .withFallbacks([answering("b")])
        .streamEvents("x"),
    );
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_chain_start RunnableWithFallbacks",
      "on_chain_start a",
      "on_chain_error a",
      "on_chain_start b",
      "on_chain_stream b",
      "on_chain_stream RunnableWithFallbacks",
      "on_chain_end b",
      "on_chain_end RunnableWithFallbacks",
    ]);
  });

  it("refuses what is no runnable", () => {
    expect(() => answering("a").withFallbacks([(() => "b") as never])).toThrow(/array of runnables/);
  });
});
