import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { pause } from "../engine/pause.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { StepConfig } from "../runs/config.ts";
import { ScriptedRetriever } from "../testing/scripted/retriever.ts";
import { Document } from "./document.ts";
import { EnsembleRetriever, type EnsembleRetrieverFields } from "./ensemble.ts";
import { Retriever } from "./retriever.ts";

const finds = (...documents: readonly string[]) => new ScriptedRetriever({ documents });
const found = async (fields: EnsembleRetrieverFields) =>
  (await new EnsembleRetriever(fields).invoke("?")).map(({ pageContent }) => pageContent);

describe("an ensemble of retrievers", () => {
  it("puts first what several have found, however far down", async () => {
    expect(await found({ retrievers: [finds("a", "b", "c"), finds("d", "e", "c")] })).toEqual([
      "c",
      "a",
      "d",
      "b",
      "e",
    ]);
  });

  it("adds weight / (c + rank)", async () => {
    const retrievers = [finds("a", "b"), finds("b", "a")];
    expect(await found({ retrievers, weights: [1, 2] })).toEqual(["b", "a"]);
    expect(await found({ retrievers, weights: [2, 1] })).toEqual(["a", "b"]);
    // 1/1 against 1/2 + 1/3, then 1/61 against 1/62 + 1/63.
    const three = [finds("a"), finds("x", "b"), finds("y", "z", "b")];
    expect((await found({ retrievers: three, c: 0 }))[0]).toBe("a");
    expect((await found({ retrievers: three }))[0]).toBe("b");
  });

  it("gives at most k, of those first that came first where they count the same", async () => {
    expect(await found({ retrievers: [finds("a", "b"), finds("c", "d")], k: 3 })).toEqual(["a", "c", "b"]);
  });

  it("counts a document once for each that has found it", async () => {
    expect(await found({ retrievers: [finds("a", "b", "b", "b"), finds("c")] })).toEqual(["a", "c", "b"]);
  });

  it("takes documents of one text for one, unless it is told by what to tell them apart", async () => {
    const page = (page: number) => new Document({ pageContent: "same", metadata: { page } });
    const shelf = new ScriptedRetriever({ documents: [page(1), page(2)] });
    expect(await found({ retrievers: [shelf] })).toEqual(["same"]);
    expect(await found({ retrievers: [shelf], key: ({ metadata }) => metadata["page"] })).toEqual(["same", "same"]);
  });

  it("is one retriever in the events, with the others in it, side by side", async () => {
    const slow = new ScriptedRetriever({ documents: ["a"], delayMs: 1 }).withConfig({ runName: "slow" });
    const fast = finds("b").withConfig({ runName: "fast" });
    const events = [];
    const ensemble = new EnsembleRetriever({ retrievers: [slow, fast] });
    for await (const { event, name, parent_ids, run_id, tags, data } of ensemble.streamEvents("?", { version: "v2" }))
      events.push({ event, name, parent_ids, run_id, tags, data });
    const root = events[0]!.run_id;
    expect(events.map(({ event, name, parent_ids }) => [event, name, parent_ids.map((id) => id === root)])).toEqual(
      [
        ["on_retriever_start", "EnsembleRetriever", []],
        ["on_retriever_start", "slow", [true]],
        ["on_retriever_start", "fast", [true]],
        ["on_retriever_end", "fast", [true]],
        ["on_retriever_end", "slow", [true]],
        ["on_retriever_stream", "EnsembleRetriever", []],
        ["on_retriever_end", "EnsembleRetriever", []],
      ].filter(([event]) => event !== "on_retriever_stream"),
    );
    expect(events.map(({ tags }) => tags)).toContainEqual(["retriever:1"]);
    expect(events[0]!.data).toEqual({ input: "?" });
    expect(events[1]!.data).toEqual({ input: { query: "?" } });
    expect(events.at(-1)!.data).toMatchObject({ output: [{ pageContent: "a" }, { pageContent: "b" }] });
  });

  it("is synchronous where they all are", () => {
    const both = new EnsembleRetriever({ retrievers: [finds("a"), finds("b")] });
    expect(both.invokeSync("?").map(({ pageContent }) => pageContent)).toEqual(["a", "b"]);
  });

  it("takes chains that end in a retriever", async () => {
    const chain = RunnableLambda.from((query: string) => query.toUpperCase()).pipe(
      new ScriptedRetriever({ documents: (query) => [query] }),
    );
    const retriever = new EnsembleRetriever({ retrievers: [chain] });
    expect(await retriever.invoke("sky")).toMatchObject([{ pageContent: "SKY" }]);
  });

  it("ends the others when one fails", async () => {
    const ended: unknown[] = [];
    class Waits extends Retriever {
      readonly name = "Waits";
      protected async retrieve(_query: string, { signal }: StepConfig) {
        await pause(60_000, signal);
        ended.push(signal.aborted);
        return [];
      }
    }
    class Fails extends Retriever {
      readonly name = "Fails";
      protected async retrieve(): Promise<Document[]> {
        throw new Error("the index is gone");
      }
    }
    const both = new EnsembleRetriever({ retrievers: [new Waits(), new Fails()] });
    expect(await thrown(() => both.invoke("?"))).toMatchObject({ message: "the index is gone" });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(ended).toEqual([true]);
  });

  it.each<[Partial<EnsembleRetrieverFields>, string]>([
    [{ retrievers: [] }, "An EnsembleRetriever takes retrievers, in an array."],
    [{ weights: [1] }, "The weights of 2 retrievers are as many numbers from 0 on."],
    [{ weights: [1, Number.NaN] }, "The weights of 2 retrievers are as many numbers from 0 on."],
    [{ weights: [1, -1] }, "The weights of 2 retrievers are as many numbers from 0 on."],
    [{ c: -1 }, "c is a number from 0 on, not -1."],
    [{ k: 0 }, "k is a whole number from 1 on, not 0."],
  ])("refuses %j", (fields, message) => {
    expect(() => new EnsembleRetriever({ retrievers: [finds(), finds()], ...fields })).toThrow(message);
  });
});
