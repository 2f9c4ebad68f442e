import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { thrown } from "../../test/contract/ways.ts";
import { errorInfo } from "../errors/info.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { generator } from "../runnables/generator.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { XMLOutputParser } from "./xml.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const noTurn = (): Promise<void> => Promise.resolve();

/** A step that says these pieces, each after a wait. */
const says = (pieces: readonly string[], wait: () => Promise<void>) =>
  generator(
    async function* (_: AsyncIterable<unknown>) {
      for (const piece of pieces) {
        await wait();
        yield piece;
      }
    },
    { join: "text" },
  );

const parser = new XMLOutputParser();

describe("XMLOutputParser", () => {
  it("gives what the element has come to, each time that it changes", async () => {
    const replies = [
      ["Sure:\n```xml\n", "<films>\n", "  <film>Al", "ien</film>", "\n  <fi", "lm>Big</film>\n</films>", "\n```"],
    ];
    const chain = new ScriptedChatModel({ replies }).pipe(parser);
    const values = [
      { films: "" },
      { films: [{ film: "Al" }] },
      { films: [{ film: "Alien" }] },
      { films: [{ film: "Alien" }, { film: "Big" }] },
    ];
    expect(await all(chain.stream("List films."))).toEqual(values);
    expect([...chain.streamSync("List films.")]).toEqual(values);
    expect(await chain.invoke("List films.")).toEqual(values.at(-1));
  });

  it("takes text and messages, and options", async () => {
    expect(await parser.invoke("<a b='1'>x</a><a>y</a>")).toEqual({ a: "x" });
    expect(await parser.invoke(new AIMessageChunk({ content: "<a/>" }))).toEqual({ a: "" });
    const keep = new XMLOutputParser({ attributes: "keep", incomplete: "accept", tags: ["b"] });
    expect(await keep.invoke("<a b='1'>x<c")).toEqual({ a: [{ "@b": "1" }, "x"] });
    expect(await thrown(() => parser.invoke(7 as never))).toMatchObject({ code: "config", path: ["XMLOutputParser"] });
  });

  it("fails where the text cannot be XML any more, has none or ends too early, with what there was", async () => {
    const chain = says(["<a>x<b>", "y</b", "></c>", "never read"], noTurn).pipe(parser);
    const stream = chain.stream("x");
    const values: unknown[] = [];
    const error = await thrown(async () => {
      for await (const value of stream) values.push(value);
    });
    expect(values).toEqual([{ a: ["x", { b: "" }] }, { a: ["x", { b: "y" }] }]);
    expect(error).toMatchObject({ code: "parse", phase: "parse", offset: 14, partial: { a: ["x", { b: "y" }] } });
    expect(errorInfo(error)?.path).toEqual(["RunnableSequence", "XMLOutputParser"]);
    expect(await thrown(() => chain.invoke("x"))).toMatchObject({ code: "parse", partial: { a: ["x", { b: "y" }] } });
    expect(await thrown(() => parser.invoke("<a>x"))).toMatchObject({ code: "parse", offset: 4, partial: { a: "x" } });
    expect(await thrown(() => parser.invoke("Sorry."))).toMatchObject({ code: "parse", partial: undefined });
    expect(await thrown(() => parser.invoke("<a>".repeat(1_000_000)))).toMatchObject({ code: "limit" });
    expect(await thrown(() => new XMLOutputParser({ maxDepth: 1 }).invoke("<a><b/>"))).toMatchObject({ code: "limit" });
  });

  it("gives each change of a wide list, unless text comes faster than it is read", { timeout: 60_000 }, async () => {
    const pieces = ["<a>", ...Array.from({ length: 3000 }, () => "<b/>"), "</a>"];
    const lengths = async (wait: () => Promise<void>) =>
      (await all(says(pieces, wait).pipe(parser).stream("x"))).map(({ a }) => a!.length);
    expect(await lengths(turn)).toEqual(Array.from({ length: 3001 }, (_, i) => i));
    const merged = await lengths(noTurn);
    expect(merged.length).toBeLessThan(1500);
    expect(merged.at(-1)).toBe(3000);
  });

  it("tells a model what to write", () => {
    expect(parser.getFormatInstructions()).toMatch(/^Answer with one XML element.*Choose tags/);
    const named = new XMLOutputParser({ tags: ["films", "film"] }).getFormatInstructions();
    expect(named).toContain("Use these tags: <films>, <film>.");
  });
});
