import { describe, expect, it } from "vitest";
import { InMemoryChatMessageHistory } from "../histories/in-memory.ts";
import { RunnableWithMessageHistory } from "../histories/with-message-history.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { ScriptedRetriever } from "../testing/scripted/retriever.ts";
import { asTool } from "../tools/as-tool.ts";
import { tool } from "../tools/tool.ts";
import { RunnableBranch } from "./branch.ts";
import type { Graph } from "./graph.ts";
import { hedge } from "./hedge.ts";
import { RunnableLambda } from "./lambda.ts";
import { parallel } from "./parallel.ts";
import { RunnablePassthrough } from "./passthrough.ts";
import type { Parts } from "./parts.ts";
import { RouterRunnable } from "./router.ts";
import { Runnable } from "./runnable.ts";
import { RunnableSequence } from "./sequence.ts";

const prompt = ChatPromptTemplate.fromTemplate("{context} {question}");
const model = new ScriptedChatModel({ replies: [["a"]] });
const retriever = new ScriptedRetriever({ documents: [] });
const upper = RunnableLambda.from(function upper(text: string) {
  return text.toUpperCase();
});

const names = ({ nodes }: Graph) => nodes.map(({ name }) => name);

/** Edges as a person would draw them. */
const arrows = ({ nodes, edges }: Graph) =>
  edges.map(({ source, target, data, conditional }) => {
    const line = conditional ? "-.->" : "-->";
    return `${nodes[source]!.name} ${line}${data === undefined ? "" : ` ${data}:`} ${nodes[target]!.name}`;
  });

/** A runnable of parts, as one of another room may be. */
class Made extends Runnable {
  readonly name: string;
  private readonly parts: Parts;

  constructor(name: string, parts: Parts) {
    super();
    this.name = name;
    this.parts = parts;
  }

  override get "~parts"(): Parts {
    return this.parts;
  }

  "~ops"(): never {
    throw new Error("It is only drawn.");
  }
}

describe("the graph of", () => {
  it("a step is the step, between its input and its output", () => {
    expect(upper.getGraph().toJSON()).toEqual({
      nodes: [
        { id: 0, name: "Input", type: "schema", data: {} },
        { id: 1, name: "upper", type: "runnable", data: { type: "chain" } },
        { id: 2, name: "Output", type: "schema", data: {} },
      ],
      edges: [
        { source: 0, target: 1 },
        { source: 1, target: 2 },
      ],
    });
  });

  it("a chain has a node for each step, with its kind, and what goes in and comes out", () => {
    const chain = parallel({ context: retriever.withConfig({ runName: "Docs" }), question: new RunnablePassthrough() })
      .pipe(prompt)
      .pipe(model)
      .pipe(new StringOutputParser());
    const graph = chain.getGraph();
    expect(arrows(graph)).toEqual([
      "Input --> Docs",
      "Input --> RunnablePassthrough",
      "Docs --> context: RunnableParallel<context,question>",
      "RunnablePassthrough --> question: RunnableParallel<context,question>",
      "RunnableParallel<context,question> --> ChatPromptTemplate",
      "ChatPromptTemplate --> ScriptedChatModel",
      "ScriptedChatModel --> StringOutputParser",
      "StringOutputParser --> Output",
    ]);
    expect(graph.nodes.map(({ data }) => data["type"])).toEqual([
      "string",
      "retriever",
      "chain",
      "chain",
      "prompt",
      "chat_model",
      "parser",
      "string",
    ]);
    expect(JSON.parse(JSON.stringify(graph))).toEqual({ nodes: graph.nodes, edges: graph.edges });
  });

  it("a tool is the tool", () => {
    const weather = tool(() => "sunny", { name: "weather", schema: { type: "object" } });
    expect(weather.getGraph().nodes[1]).toEqual({ id: 1, name: "weather", type: "runnable", data: { type: "tool" } });
  });

  it("sequences in sequences is that of their steps", () => {
    const inner = RunnableSequence.from([upper, upper]);
    expect(arrows(RunnableSequence.from([inner, inner.withConfig({ tags: ["t"] })]).getGraph())).toEqual([
      "Input --> upper",
      "upper --> upper",
      "upper --> upper",
      "upper --> upper",
      "upper --> Output",
    ]);
  });

  it("one runnable in two places has two nodes", () => {
    const graph = parallel({ a: upper, b: upper }).getGraph();
    expect(graph.nodes.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    expect(arrows(graph)).toEqual([
      "Input --> upper",
      "Input --> upper",
      "upper --> a: RunnableParallel<a,b>",
      "upper --> b: RunnableParallel<a,b>",
      "RunnableParallel<a,b> --> Output",
    ]);
  });

  it("parallel steps in one another, and without any", () => {
    const text = (value: unknown) => String(value);
    expect(arrows(parallel({ a: parallel({ b: text }), c: parallel({}) }).getGraph())).toEqual([
      "Input --> text",
      "text --> b: RunnableParallel<b>",
      "Input --> RunnableParallel<>",
      "RunnableParallel<b> --> a: RunnableParallel<a,c>",
      "RunnableParallel<> --> c: RunnableParallel<a,c>",
      "RunnableParallel<a,c> --> Output",
    ]);
  });

  it("assign passes its input by its steps", () => {
    const step = RunnablePassthrough.assign({ size: (value: { text: string }) => value.text.length });
    expect(arrows(step.pipe(RunnablePassthrough.assign({})).getGraph())).toEqual([
      "Input --> size",
      "Input --> RunnableAssign",
      "size --> size: RunnableAssign",
      "RunnableAssign --> RunnableAssign",
      "RunnableAssign --> Output",
    ]);
  });

  it("bindings shows what they bind, by the name that is bound", () => {
    const bound = upper.withConfig({ runName: "loud" }).withConfig({ tags: ["t"] });
    expect(names(bound.getGraph())).toEqual(["Input", "loud", "Output"]);
    expect(names(bound.withListeners({}).withConfig({ runName: "louder" }).getGraph())[1]).toBe("louder");
    const both = parallel({ a: upper }).withConfig({ runName: "both" });
    expect(names(both.getGraph())).toEqual(["Input", "upper", "both", "Output"]);
  });

  it("a chain that has a name of its own is a subgraph", () => {
    const named = RunnableSequence.from([upper, upper], { name: "inner" });
    const graph = upper
      .pipe(RunnableSequence.from([named, upper]).withConfig({ runName: "outer" }))
      .pipe(upper)
      .getGraph();
    expect(graph.subgraphs).toEqual([
      { id: 0, name: "outer" },
      { id: 1, name: "inner", subgraph: 0 },
    ]);
    expect(graph.nodes.map(({ subgraph }) => subgraph)).toEqual([undefined, undefined, 1, 1, 0, undefined, undefined]);
    expect(JSON.parse(JSON.stringify(graph)).subgraphs).toEqual(graph.subgraphs);
  });

  it("a branch parts where one is chosen, by its condition, and each leads on", () => {
    const choice = RunnableBranch.from([
      [
        function isLong(text: string) {
          return text.length > 9;
        },
        RunnableSequence.from([upper, upper]),
      ],
      [(text: string) => text === "", RunnableLambda.from((text: string) => text, { name: "empty" })],
      upper.withConfig({ runName: "small" }),
    ]);
    const graph = choice.pipe((text) => text).getGraph();
    expect(arrows(graph)).toEqual([
      "Input --> RunnableBranch",
      "RunnableBranch -.-> isLong: upper",
      "upper --> upper",
      "RunnableBranch -.-> 2: empty",
      "RunnableBranch -.-> default: small",
      "upper --> RunnableLambda",
      "empty --> RunnableLambda",
      "small --> RunnableLambda",
      "RunnableLambda --> Output",
    ]);
  });

  it("what may take the place of another has the two beside each other", () => {
    expect(arrows(upper.withFallbacks([model as never]).getGraph())).toEqual([
      "Input --> RunnableWithFallbacks",
      "RunnableWithFallbacks -.-> upper",
      "RunnableWithFallbacks -.-> fallback 1: ScriptedChatModel",
      "upper --> Output",
      "ScriptedChatModel --> Output",
    ]);
    expect(arrows(hedge(model, model, { afterMs: 800 }).getGraph()).slice(1, 3)).toEqual([
      "RunnableHedge -.-> ScriptedChatModel",
      "RunnableHedge -.-> after 800 ms: ScriptedChatModel",
    ]);
  });

  it("what is chosen by a setting, or by the input, has its keys", () => {
    const choice = upper.configurableAlternatives({ id: "which" }, { late: () => upper }).pipe((text) => text);
    expect(arrows(choice.getGraph()).slice(0, 3)).toEqual([
      "Input --> upper",
      "upper -.-> default: upper",
      "upper -.-> late: late",
    ]);
    const router = new RouterRunnable({ runnables: { prompt, upper } });
    expect(arrows(router.getGraph()).slice(1, 3)).toEqual([
      "RouterRunnable -.-> prompt: ChatPromptTemplate",
      "RouterRunnable -.-> upper: upper",
    ]);
    expect(new RouterRunnable({ runnables: { prompt } }).getInputJsonSchema()).toEqual({
      type: "object",
      properties: { key: { type: "string" }, input: prompt.getInputJsonSchema() },
      required: ["key", "input"],
    });
    expect(names(model.configurableFields({}).getGraph())).toEqual(["Input", "ScriptedChatModel", "Output"]);
    const made = asTool(prompt, { name: "made", schema: { type: "object" } }).getGraph();
    expect([made.subgraphs, names(made)]).toEqual([
      [{ id: 0, name: "made" }],
      ["Input", "ChatPromptTemplate", "Output"],
    ]);
  });

  it("what runs another one again is a subgraph", () => {
    const graph = model.withRetry().getGraph();
    expect(names(graph)).toEqual(["Input", "ScriptedChatModel", "Output"]);
    expect([graph.subgraphs, graph.nodes[1]!.subgraph]).toEqual([[{ id: 0, name: "RunnableRetry" }], 0]);
  });

  it("what runs another one for each element, or in a conversation, is one too", () => {
    const chat = new RunnableWithMessageHistory({
      runnable: model,
      getMessageHistory: () => new InMemoryChatMessageHistory(),
    });
    const graph = chat
      .pipe(() => ["a"])
      .pipe(RunnableSequence.from([upper, upper]).map())
      .getGraph();
    expect(names(graph)).toEqual(["Input", "ScriptedChatModel", "RunnableLambda", "upper", "upper", "Output"]);
    expect(graph.subgraphs.map(({ name }) => name)).toEqual(["RunnableWithMessageHistory", "RunnableEach"]);
    expect(graph.nodes.map(({ subgraph }) => subgraph)).toEqual([undefined, 0, undefined, 1, 1, undefined]);
  });

  it("alternatives that are called something else here, or have no label", () => {
    const made = new Made("made", { how: "alternatives", parts: [{ runnable: model, name: "small" }] });
    expect(arrows(made.getGraph())).toEqual(["Input --> made", "made -.-> small", "small --> Output"]);
  });

  it("a function that returns a runnable is one node", () => {
    expect(names(RunnableLambda.from(() => upper.pipe(upper)).getGraph())).toEqual([
      "Input",
      "RunnableLambda",
      "Output",
    ]);
  });
});

it("a runnable says its name, with what is put behind it", () => {
  expect([prompt.getName(), prompt.getName("Input"), model.withConfig({ runName: "small" }).getName("Output")]).toEqual(
    ["ChatPromptTemplate", "ChatPromptTemplateInput", "smallOutput"],
  );
});
