import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { Embeddings, type EmbeddingsConfig } from "../embeddings/embeddings.ts";
import { HashEmbeddings } from "../embeddings/hash.ts";
import { Document } from "../retrievers/document.ts";
import { parallel } from "../runnables/parallel.ts";
import { RunnablePassthrough } from "../runnables/passthrough.ts";
import { InMemoryVectorStore } from "./in-memory.ts";
import type { VectorStoreRetrieverOptions } from "./retriever.ts";

const TEXTS = [
  "harrison worked at kensho",
  "harrison worked at kensho too",
  "bears like to eat honey",
  "the sky is blue",
];
const shelf = () => InMemoryVectorStore.fromTexts(TEXTS, [], new HashEmbeddings());
const texts = (documents: readonly Document[]) => documents.map(({ pageContent }) => pageContent);

describe("a store as a retriever", () => {
  it("streams one chunk, the documents", async () => {
    const chunks: Document[][] = [];
    for await (const chunk of (await shelf()).asRetriever({ k: 2 }).stream("where did harrison work?"))
      chunks.push(chunk);
    expect(chunks.map(texts)).toEqual([TEXTS.slice(0, 2)]);
  });

  it("is watched as a retriever, under the name that it was given", async () => {
    const retriever = (await shelf()).asRetriever(1);
    const events = [];
    const chain = parallel({ context: retriever.withConfig({ runName: "Docs" }), question: new RunnablePassthrough() });
    for await (const event of chain.streamEvents("kensho", { version: "v2", includeTypes: ["retriever"] }))
      events.push([event.event, event.name, event.data]);
    expect(events).toEqual([
      ["on_retriever_start", "Docs", { input: { query: "kensho" } }],
      [
        "on_retriever_end",
        "Docs",
        { input: { query: "kensho" }, output: [expect.objectContaining({ pageContent: TEXTS[0] })] },
      ],
    ]);
    expect(retriever.name).toBe("VectorStoreRetriever");
    expect((await shelf()).asRetriever({ name: "shelf" }).name).toBe("shelf");
  });

  it.each<[VectorStoreRetrieverOptions, string[]]>([
    [{}, [TEXTS[0]!, TEXTS[1]!, TEXTS[3]!, TEXTS[2]!]],
    [{ k: 1, searchType: "similarity" }, [TEXTS[0]!]],
    [{ searchType: "similarity_score_threshold", scoreThreshold: 0.5 }, [TEXTS[0]!, TEXTS[1]!]],
    [{ searchType: "similarity_score_threshold", scoreThreshold: 0.5, k: 1 }, [TEXTS[0]!]],
    [{ searchType: "mmr", k: 2, lambda: 0.1 }, [TEXTS[0]!, TEXTS[3]!]],
    [{ searchType: "mmr", k: 2, fetchK: 2, lambda: 0.1 }, [TEXTS[0]!, TEXTS[1]!]],
  ])("with %j finds %j", async (options, found) => {
    expect(texts(await (await shelf()).asRetriever(options).invoke("harrison worked at kensho")).toSorted()).toEqual(
      found.toSorted(),
    );
  });

  it("looks where its filter lets it", async () => {
    const filter = ({ pageContent }: Document) => !pageContent.includes("harrison");
    const one = await shelf();
    for (const searchType of ["similarity", "mmr"] as const)
      expect(texts(await one.asRetriever({ filter, searchType }).invoke("harrison")).toSorted()).toEqual(
        TEXTS.slice(2),
      );
  });

  it.each([
    [{ searchType: "nearest" }, 'There is no searchType "nearest".'],
    [{ searchType: "similarity_score_threshold" }, "similarity_score_threshold takes a number as scoreThreshold."],
    [{ k: 0 }, "k is a whole number from 1 on, not 0."],
  ])("refuses %j at once", async (options, message) => {
    const one = await shelf();
    expect(() => one.asRetriever(options as never)).toThrow(message);
  });

  it("is refused by name in a synchronous run, before anything has run", async () => {
    const retriever = (await shelf()).asRetriever();
    const error = await thrown(() => retriever.invokeSync("sky"));
    expect(error).toMatchObject({ code: "async_step" });
    expect((error as Error).message).toContain("VectorStoreRetriever");
  });

  it("hands the step's signal to the embeddings", async () => {
    let given: EmbeddingsConfig | undefined;
    const controller = new AbortController();
    class Stuck extends Embeddings {
      embedDocuments(_texts: readonly string[], config?: EmbeddingsConfig): Promise<number[][]> {
        given = config;
        controller.abort();
        return new Promise((_, reject) => {
          const stop = () => reject(new Error("stopped"));
          if (config!.signal!.aborted) stop();
          else config!.signal!.addEventListener("abort", stop, { once: true });
        });
      }
    }
    const retriever = new InMemoryVectorStore(new Stuck()).asRetriever();
    const error = await thrown(() => retriever.invoke("sky", { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(given?.signal?.aborted).toBe(true);
  });
});
