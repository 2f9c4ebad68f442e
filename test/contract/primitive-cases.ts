import { createAgent } from "../../src/agents/agent.ts";
import type { AgentChunk } from "../../src/agents/chunk.ts";
import { InMemoryChatMessageHistory } from "../../src/histories/in-memory.ts";
import { RunnableWithMessageHistory } from "../../src/histories/with-message-history.ts";
import { fromAISDK } from "../../src/interop/ai-sdk/from-ai-sdk.ts";
import { AIMessage, AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { ChatPromptValue, StringPromptValue } from "../../src/messages/prompt-value.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import { BytesOutputParser } from "../../src/parsers/bytes.ts";
import { DatetimeOutputParser } from "../../src/parsers/datetime.ts";
import { EnumOutputParser } from "../../src/parsers/enum.ts";
import {
  CommaSeparatedListOutputParser,
  CustomListOutputParser,
  MarkdownListOutputParser,
  NumberedListOutputParser,
} from "../../src/parsers/list.ts";
import { RegexParser } from "../../src/parsers/regex.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { StructuredOutputParser } from "../../src/parsers/structured.ts";
import { JsonOutputKeyToolsParser, JsonOutputToolsParser } from "../../src/parsers/tools.ts";
import { XMLOutputParser } from "../../src/parsers/xml.ts";
import { MarkdownTextSplitter } from "../../src/loaders/markdown/markdown-splitter.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { FewShotPromptTemplate } from "../../src/prompts/few-shot-prompt-template.ts";
import { PromptTemplate } from "../../src/prompts/prompt-template.ts";
import { ChatOpenAI } from "../../src/providers/openai-compatible/chat-models.ts";
import { OpenAI } from "../../src/providers/openai-compatible/completion.ts";
import { ChatAnthropic } from "../../src/providers/anthropic/chat-model.ts";
import { ChatOpenAIResponses } from "../../src/providers/openai-responses/chat-model.ts";
import { ChatGoogle } from "../../src/providers/google/chat-model.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { HashEmbeddings } from "../../src/embeddings/hash.ts";
import { Document } from "../../src/retrievers/document.ts";
import { EnsembleRetriever } from "../../src/retrievers/ensemble.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { BM25Retriever } from "../../src/stores/bm25/bm25-retriever.ts";
import { RecursiveCharacterTextSplitter } from "../../src/splitters/recursive-character.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { ScriptedLLM } from "../../src/testing/scripted/llm.ts";
import { ScriptedRetriever } from "../../src/testing/scripted/retriever.ts";
import { asTool } from "../../src/tools/as-tool.ts";
import { tool } from "../../src/tools/tool.ts";
import { InMemoryVectorStore } from "../../src/vectorstores/in-memory.ts";
import { partsModel } from "../support/parts-model.ts";
import { inPieces } from "../support/pieces.ts";
import { last, text, type Case } from "./cases.ts";

const TOKENS = ["The", " sky", "."].map((content) => new AIMessageChunk({ content, id: "1" }));
const MESSAGE = joinMessages(TOKENS);
const messages = (chunks: readonly unknown[]): unknown => joinMessages(chunks as AIMessageChunk[]);

const shelf = await InMemoryVectorStore.fromDocuments(
  ["kensho", "parrot"].map((pageContent) => new Document({ pageContent, id: pageContent })),
  new HashEmbeddings(),
);
const finds = (...documents: readonly string[]) => new ScriptedRetriever({ documents });

const callPiece = (index: number) =>
  new AIMessageChunk({
    content: "",
    tool_call_chunks: [
      { type: "tool_call_chunk", index: 0, ...(index === 0 ? { name: "f", args: '{"a":[0' } : { args: `,${index}` }) },
    ],
  });
const called = new AIMessageChunk({ content: "", tool_calls: [{ name: "f", args: { a: [1] } }] });

const flat = (chunks: readonly unknown[]): unknown => chunks.flat();

const about = () => ({ topic: "parrot" });

const piece = (pageContent: string, start: number, facts: object = {}) => {
  const loc = { lines: { from: 1, to: 1 }, start, end: start + pageContent.length };
  return new Document({ pageContent, metadata: { ...facts, loc } });
};

const events = (...data: readonly object[]): Uint8Array =>
  new TextEncoder().encode(
    [...data.map((event) => JSON.stringify(event)), "[DONE]"].map((line) => `data: ${line}\n\n`).join(""),
  );
const body = events(...TOKENS.map(({ text: content, id }) => ({ id, choices: [{ delta: { content } }] })));
const completion = events(...TOKENS.map(({ text: said, id }) => ({ id, choices: [{ text: said }] })));

const geminiBody = events(
  ...TOKENS.map(({ text: said, id }) => ({ responseId: id, candidates: [{ content: { parts: [{ text: said }] } }] })),
  { candidates: [{ finishReason: "STOP" }] },
);

const PARTS = [
  { type: "response-metadata", id: "1" },
  ...TOKENS.map(({ text: delta }) => ({ type: "text-delta", id: "0", delta })),
  { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: {} },
];
const PARTS_END = new AIMessageChunk({
  content: "",
  response_metadata: { finish_reason: "stop", unified_finish_reason: "stop", model_name: "m-1" },
});

const anthropicBody = new TextEncoder().encode(
  [
    { type: "message_start", message: { id: "1" } },
    ...TOKENS.map((token) => ({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: token.text },
    })),
    { type: "message_stop" },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join(""),
);

const responses = new TextEncoder().encode(
  [
    { type: "response.created", response: { id: "1" } },
    ...TOKENS.map(({ text: delta }) => ({
      type: "response.output_text.delta",
      output_index: 0,
      content_index: 0,
      delta,
    })),
    { type: "response.completed", response: { id: "1", status: "completed", model: "m" } },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join(""),
);
const finished = { finish_reason: "completed", model_name: "m", model_provider: "openai-responses" };

const anything = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: [value] }) },
} as const;

function* generated(args: unknown) {
  yield "progress";
  return args;
}
async function* generatedLate(args: unknown) {
  yield "progress";
  return args;
}

const spread = RunnableLambda.from((_: unknown) => "").pipe(new ScriptedChatModel({ replies: [TOKENS] }));

/** An agent's model, which calls a tool before it answers. */
const caller = (delayMs?: number) => {
  const call = new AIMessageChunk({ content: "", id: "0", tool_calls: [{ name: "look", args: {}, id: "c1" }] });
  const replies = [[call], TOKENS];
  // Told by the conversation and not by the turn: a runnable may run many times.
  return new ScriptedChatModel({
    replies: (said) => replies[said.length === 1 ? 0 : 1]!,
    ...(delayMs !== undefined && { delayMs }),
  });
};
const CALLED = [
  new HumanMessage("what color?"),
  new AIMessage({ content: "", id: "0", tool_calls: [{ name: "look", args: {}, id: "c1" }] }),
  new ToolMessage("blue", "c1", "look"),
];
const look = tool(() => "blue", { name: "look", schema: { type: "object" } });
const lookLate = tool(async () => "blue", { name: "look", schema: { type: "object" } });
/** What it is asked is always the same, so that what it gives says nothing of the input. */
const question = RunnableLambda.from((_: unknown) => "what color?");

const state = (chunks: readonly unknown[]): unknown => {
  const messages: unknown[] = [CALLED[0]];
  const end: Record<string, unknown> = { steps: 0 };
  let open: AIMessageChunk[] = [];
  for (const chunk of chunks as AgentChunk[]) {
    if (chunk.type === "messages") open.push(chunk.message);
    if (chunk.type === "end") end["stopReason"] = chunk.stopReason;
    if (chunk.type !== "updates") continue;
    messages.push(...chunk.messages);
    end["steps"] = chunk.step;
    open = [];
  }
  return { messages, ...end, ...(open.length > 0 && { partialMessage: joinMessages(open) }) };
};

/** The laws hold for the primitives of language-model programs too. */
export const primitiveCases: readonly Case[] = [
  {
    name: "PromptTemplate",
    make: () => PromptTemplate.fromTemplate("about {topic}"),
    input: about(),
    output: new StringPromptValue("about parrot"),
    joined: last,
    chunk: about,
    join: "last",
    collects: "always",
  },
  {
    name: "ChatPromptTemplate",
    make: () => ChatPromptTemplate.fromTemplate("about {topic}"),
    input: about(),
    output: new ChatPromptValue([new HumanMessage("about parrot")]),
    joined: last,
    chunk: about,
    join: "last",
    collects: "always",
  },
  {
    name: "FewShotPromptTemplate",
    make: () =>
      FewShotPromptTemplate.from({
        examples: [{ q: "1", a: "2" }],
        examplePrompt: PromptTemplate.fromTemplate("{q}{a}"),
        suffix: "{topic}",
      }),
    input: about(),
    output: new StringPromptValue("12\n\nparrot"),
    joined: last,
    chunk: about,
    join: "last",
    collects: "always",
  },
  {
    name: "ScriptedChatModel",
    make: () => new ScriptedChatModel({ replies: [TOKENS] }),
    input: "what color?",
    output: MESSAGE,
    joined: messages,
    collects: "always",
  },
  {
    name: "ScriptedChatModel that waits",
    make: () => new ScriptedChatModel({ replies: [TOKENS], delayMs: 0 }),
    input: "what color?",
    output: MESSAGE,
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "ScriptedLLM",
    make: () => new ScriptedLLM({ replies: [["The", " sky", "."]] }),
    input: "what color?",
    output: "The sky.",
    joined: text,
    collects: "always",
  },
  {
    name: "ChatZhipuAI",
    make: () => new ChatZhipuAI({ apiKey: "id.secret", fetch: () => Promise.resolve(inPieces([body])) }),
    input: "what color?",
    output: MESSAGE,
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "ChatOpenAIResponses",
    make: () => new ChatOpenAIResponses({ apiKey: "key", fetch: () => Promise.resolve(inPieces([responses])) }),
    input: "what color?",
    output: joinMessages([...TOKENS, new AIMessageChunk({ content: "", id: "1", response_metadata: finished })]),
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "a model of the AI SDK",
    make: () => fromAISDK(partsModel(PARTS)),
    input: "what color?",
    output: joinMessages([...TOKENS, PARTS_END]),
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "ChatAnthropic",
    make: () => new ChatAnthropic({ apiKey: "key", fetch: () => Promise.resolve(inPieces([anthropicBody])) }),
    input: "what color?",
    output: new AIMessage({
      content: MESSAGE.content,
      id: "1",
      response_metadata: { model_provider: "anthropic", usage: {} },
      usage_metadata: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    }),
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "ChatOpenAI",
    make: () => new ChatOpenAI({ apiKey: "key", fetch: () => Promise.resolve(inPieces([body])) }),
    input: "what color?",
    output: MESSAGE,
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "OpenAI",
    make: () => new OpenAI({ apiKey: "key", fetch: () => Promise.resolve(inPieces([completion])) }),
    input: "what color?",
    output: "The sky.",
    joined: text,
    collects: "always",
    waits: true,
  },
  {
    name: "ChatGoogle",
    make: () => new ChatGoogle({ apiKey: "key-123", fetch: () => Promise.resolve(inPieces([geminiBody])) }),
    input: "what color?",
    output: joinMessages([
      ...TOKENS,
      new AIMessageChunk({ content: "", response_metadata: { finish_reason: "STOP" } }),
    ]),
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "ScriptedRetriever",
    make: () => new ScriptedRetriever({ documents: ["kensho"] }),
    input: "where?",
    output: [new Document({ pageContent: "kensho" })],
    joined: last,
    collects: "always",
  },
  {
    name: "RecursiveCharacterTextSplitter",
    make: () => new RecursiveCharacterTextSplitter({ chunkSize: 3, chunkOverlap: 0 }),
    input: [new Document({ pageContent: "one two" }), new Document({ pageContent: "six" })],
    output: [piece("one", 0), piece("two", 4), piece("six", 0)],
    joined: flat,
    chunk: () => new Document({ pageContent: "one two" }),
    join: "list",
  },
  {
    name: "MarkdownTextSplitter",
    make: () => new MarkdownTextSplitter(),
    input: [new Document({ pageContent: "# A" })],
    output: [piece("# A", 0, { headings: ["A"] })],
    joined: flat,
    chunk: () => new Document({ pageContent: "# A\n\n# B" }),
    join: "list",
  },
  {
    name: "VectorStoreRetriever",
    make: () => shelf.asRetriever({ k: 1 }),
    input: "kensho",
    output: [new Document({ pageContent: "kensho", id: "kensho" })],
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "BM25Retriever",
    make: () =>
      BM25Retriever.fromDocuments(
        ["a kensho", "a parrot"].map((text) => new Document({ pageContent: text, id: text })),
      ),
    input: "kensho",
    output: [new Document({ pageContent: "a kensho", id: "a kensho" })],
    joined: last,
    collects: "always",
  },
  {
    name: "EnsembleRetriever",
    make: () => new EnsembleRetriever({ retrievers: [finds("a", "b"), finds("c", "b")], k: 2 }),
    input: "where?",
    output: ["b", "a"].map((pageContent) => new Document({ pageContent })),
    joined: last,
    collects: "always",
  },
  {
    name: "EnsembleRetriever of one that waits",
    make: () => new EnsembleRetriever({ retrievers: [finds("a"), shelf.asRetriever({ k: 1 })], weights: [0.4, 0.6] }),
    input: "kensho",
    output: [new Document({ pageContent: "kensho", id: "kensho" }), new Document({ pageContent: "a" })],
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "tool",
    make: () => tool((args) => args, { name: "tool", schema: anything }) as never,
    input: "a",
    output: ["a"],
    joined: last,
    collects: "always",
  },
  {
    name: "tool of a function*",
    make: () => tool(generated, { name: "tool", schema: anything }) as never,
    input: "a",
    output: ["a"],
    joined: last,
    collects: "always",
  },
  {
    name: "tool of an async function",
    make: () => tool(async (args) => args, { name: "tool", schema: anything }) as never,
    input: "a",
    output: ["a"],
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "tool of an async function*",
    make: () => tool(generatedLate, { name: "tool", schema: anything }) as never,
    input: "a",
    output: ["a"],
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "tool of a runnable",
    make: () => asTool(spread.pipe(new StringOutputParser()), { name: "tool", schema: anything }) as never,
    input: "a",
    output: "The sky.",
    joined: last,
    collects: "always",
  },
  {
    name: "tool of a runnable that waits",
    make: () =>
      asTool(
        RunnableLambda.from(async (args) => args),
        { name: "tool", schema: anything },
      ) as never,
    input: "a",
    output: ["a"],
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "agent",
    make: () => question.pipe(createAgent({ model: caller(), tools: [look] })),
    input: "a",
    output: { messages: [...CALLED, MESSAGE], steps: 2, stopReason: "answer" },
    joined: state,
    collects: "always",
  },
  {
    name: "agent that waits",
    make: () => question.pipe(createAgent({ model: caller(0), tools: [lookLate] })),
    input: "a",
    output: { messages: [...CALLED, MESSAGE], steps: 2, stopReason: "answer" },
    joined: state,
    collects: "always",
    waits: true,
  },
  {
    name: "RunnableWithMessageHistory",
    make: () =>
      new RunnableWithMessageHistory({
        runnable: new ScriptedChatModel({ replies: [TOKENS] }),
        getMessageHistory: () => new InMemoryChatMessageHistory(),
      }).withConfig({ configurable: { sessionId: "1" } }),
    input: "what color?",
    output: MESSAGE,
    joined: messages,
    collects: "always",
    waits: true,
  },
  {
    name: "StringOutputParser",
    make: () => new StringOutputParser(),
    input: TOKENS[0],
    output: "The",
    joined: text,
    chunk: (index) => new AIMessageChunk(`${index}`),
    join: "last",
  },
  {
    name: "prompt | model | parser",
    make: () =>
      ChatPromptTemplate.fromTemplate("about {topic}")
        .pipe(new ScriptedChatModel({ replies: [TOKENS] }))
        .pipe(new StringOutputParser()),
    input: about(),
    output: "The sky.",
    joined: text,
    chunk: about,
    join: "last",
    collects: "always",
  },
  {
    name: "CommaSeparatedListOutputParser",
    make: () => new CommaSeparatedListOutputParser(),
    input: "a, b",
    output: ["a", "b"],
    joined: flat,
    chunk: (index) => `${index},`,
  },
  {
    name: "NumberedListOutputParser",
    make: () => new NumberedListOutputParser(),
    input: "1. a\n2. b",
    output: ["a", "b"],
    joined: flat,
    chunk: (index) => `${index}. x\n`,
  },
  {
    name: "MarkdownListOutputParser",
    make: () => new MarkdownListOutputParser(),
    input: "- a\n- b",
    output: ["a", "b"],
    joined: flat,
    chunk: (index) => `- ${index}\n`,
  },
  {
    name: "CustomListOutputParser",
    make: () => new CustomListOutputParser({ separator: "|" }),
    input: "a|b",
    output: ["a", "b"],
    joined: flat,
    chunk: (index) => `${index}|`,
  },
  {
    name: "StructuredOutputParser",
    make: () => StructuredOutputParser.fromSchema(anything, { incomplete: "accept" }),
    input: "[1,2]",
    output: [[1, 2]],
    joined: last,
    chunk: (index) => (index === 0 ? "[0" : `,${index}`),
  },
  {
    name: "XMLOutputParser",
    make: () => new XMLOutputParser({ incomplete: "accept" }),
    input: "<a>1</a>",
    output: { a: "1" },
    joined: last,
    chunk: (index) => (index === 0 ? "<a>0" : `,${index}`),
  },
  {
    name: "EnumOutputParser",
    make: () => new EnumOutputParser(["a", "abc", "abcd", "abcde"]),
    input: "a",
    output: "a",
    joined: last,
    collects: "always",
  },
  {
    name: "DatetimeOutputParser",
    make: () => new DatetimeOutputParser(),
    input: "2024-05-01",
    output: new Date("2024-05-01T00:00:00Z"),
    joined: last,
    chunk: (index) => (index === 0 ? "2024-05-01" : " "),
    collects: "always",
  },
  {
    name: "RegexParser",
    make: () => new RegexParser({ regex: /(.)(.)/, outputKeys: ["a", "b"] }),
    input: "xy",
    output: { a: "x", b: "y" },
    joined: last,
    collects: "always",
  },
  {
    name: "BytesOutputParser",
    make: () => new BytesOutputParser(),
    input: "ab",
    output: new Uint8Array([97, 98]),
    joined: (chunks) => new Uint8Array((chunks as Uint8Array[]).flatMap((bytes) => [...bytes])),
  },
  {
    name: "JsonOutputToolsParser",
    make: () => new JsonOutputToolsParser({ incomplete: "accept" }) as never,
    input: called,
    output: [{ type: "f", args: { a: [1] } }],
    joined: last,
    chunk: callPiece,
  },
  {
    name: "JsonOutputKeyToolsParser",
    make: () => new JsonOutputKeyToolsParser({ keyName: "f", incomplete: "accept" }) as never,
    input: called,
    output: [{ a: [1] }],
    joined: last,
    chunk: callPiece,
  },
];
