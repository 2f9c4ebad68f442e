import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { ScriptedLLM } from "../../src/testing/scripted/llm.ts";
import { ScriptedRetriever } from "../../src/testing/scripted/retriever.ts";
import { all, turn } from "../contract/ways.ts";
import { hasLangChain, langchain } from "../support/langchain.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a tracer of LangChain.js has made of the calls. */
interface Traced {
  readonly name: string;
  readonly run_type: string;
  readonly tags: readonly string[];
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly error?: string;
  readonly child_runs: readonly Traced[];
}

const show = ({ name, run_type, child_runs }: Traced): unknown => [`${run_type} ${name}`, ...child_runs.map(show)];
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** Their methods are asynchronous: lets them all come to an end. */
const settled = async () => {
  for (let turns = 0; turns < 40; turns++) await turn();
};
const chain = () =>
  ChatPromptTemplate.fromTemplate("hi {x}")
    .pipe(new ScriptedChatModel({ replies: [["a", "b"]] }))
    .pipe(new StringOutputParser());

describe.skipIf(!hasLangChain)("handlers of LangChain.js", () => {
  it("a tracer makes the tree of runs", async () => {
    const { RunCollectorCallbackHandler } = await langchain("tracers/run_collector");
    const collector = new RunCollectorCallbackHandler();
    const config = { callbacks: [collector], tags: ["t"] };
    await all(chain().stream({ x: 1 }, config));
    await settled();
    for await (const _ of chain().stream({ x: 1 }, config)) break;
    await settled();
    await new ScriptedLLM({ replies: [["c"]] }).invoke("q", config);
    await settled();
    await new ScriptedRetriever({ documents: ["d"] }).invoke("q", config);
    await settled();
    const [whole, left, llm, retriever] = collector.tracedRuns as readonly Traced[];
    expect(show(whole!)).toEqual([
      "chain RunnableSequence",
      ["prompt ChatPromptTemplate"],
      ["llm ScriptedChatModel"],
      ["parser StringOutputParser"],
    ]);
    const [prompt, model, parser] = whole!.child_runs;
    expect(prompt!.tags).toEqual(["seq:step:1", "t"]);
    expect(plain(model!.inputs)).toEqual({ messages: [[{ type: "human", content: "hi 1" }]] });
    expect(plain(model!.outputs)).toMatchObject({
      generations: [[{ text: "ab", message: { type: "ai", content: "ab" } }]],
    });
    expect(plain(parser!.inputs)).toMatchObject({ type: "ai", content: "ab" });
    expect([whole!.inputs, whole!.outputs, whole!.error]).toEqual([{ x: 1 }, { output: "ab" }, undefined]);
    expect(left!.error).toContain("AbortError");
    expect([llm!.inputs, llm!.outputs]).toEqual([{ prompts: ["q"] }, { generations: [[{ text: "c" }]] }]);
    expect([retriever!.inputs, plain(retriever!.outputs)]).toMatchObject([
      { query: "q" },
      { documents: [{ pageContent: "d" }] },
    ]);
  });

  it("one that writes to the console writes in order", async () => {
    const { ConsoleCallbackHandler } = await langchain("tracers/console");
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      await chain().invoke({ x: 1 }, { callbacks: [new ConsoleCallbackHandler()] });
      await settled();
      const lines = log.mock.calls.map(([line]) => stripVTControlCharacters(String(line)));
      expect(lines.map((line) => /^\[(\S+)\] .*:(\w+)\]/.exec(line)?.slice(1).join(" "))).toEqual([
        "chain/start RunnableSequence",
        "chain/start ChatPromptTemplate",
        "chain/end ChatPromptTemplate",
        "llm/start ScriptedChatModel",
        "chain/start StringOutputParser",
        "llm/end ScriptedChatModel",
        "chain/end StringOutputParser",
        "chain/end RunnableSequence",
      ]);
    } finally {
      log.mockRestore();
    }
  });

  it("a class of one's own is called with what its methods expect", async () => {
    const { BaseCallbackHandler } = await langchain("callbacks/base");
    const told: unknown[] = [];
    class Mine extends BaseCallbackHandler {
      name = "mine";
      ignoreRetriever = true;
      handleChainStart(_: unknown, inputs: unknown) {
        told.push(this.name, inputs);
      }
      handleRetrieverStart() {
        told.push("retriever");
      }
    }
    const mine = new Mine() as object;
    const step = RunnableLambda.from((x: string) => x).pipe(new ScriptedRetriever({ documents: [] }));
    await step.invoke("q", { callbacks: [mine] });
    expect(told).toEqual(["mine", { input: "q" }, "mine", { input: "q" }]);
  });

  it("are callbacks to the compiler", { timeout: 60_000 }, async () => {
    const folder = join(root, "test/.generated-handlers");
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(join(folder, "handlers.ts"), PROGRAM);
      const compiled = await promisify(execFile)(join(root, "node_modules/.bin/tsc"), COMPILER, { cwd: folder }).catch(
        (error: { stdout: string }) => error,
      );
      expect(compiled.stdout).toBe("");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const CORE = "../../bench/node_modules/@langchain/core/dist";
const PROGRAM = `
import { BaseCallbackHandler, type CallbackHandlerMethods } from "${CORE}/callbacks/base.js";
import { ConsoleCallbackHandler } from "${CORE}/tracers/console.js";
import { LangChainTracer } from "${CORE}/tracers/tracer_langchain.js";
import type { Callbacks } from "../../src/index.ts";
class Mine extends BaseCallbackHandler {
  name = "mine";
  override async handleChainStart(): Promise<void> {}
}
declare const methods: CallbackHandlerMethods;
export const callbacks: Callbacks = [new ConsoleCallbackHandler(), new LangChainTracer(), new Mine(), methods];
`;
const COMPILER =
  "--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --target es2023 --lib es2023,dom,dom.iterable,esnext.disposable --module nodenext --skipLibCheck --types node --allowImportingTsExtensions handlers.ts".split(
    " ",
  );
