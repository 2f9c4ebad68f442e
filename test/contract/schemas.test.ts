import { describe, expect, it } from "vitest";
import * as z from "zod";
import { InMemoryChatMessageHistory } from "../../src/histories/in-memory.ts";
import { RunnableWithMessageHistory } from "../../src/histories/with-message-history.ts";
import { EnumOutputParser } from "../../src/parsers/enum.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { CommaSeparatedListOutputParser } from "../../src/parsers/list.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { StructuredOutputParser } from "../../src/parsers/structured.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { MessagesPlaceholder } from "../../src/prompts/messages-placeholder.ts";
import { PromptTemplate } from "../../src/prompts/prompt-template.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { ScriptedRetriever } from "../../src/testing/scripted/retriever.ts";
import { tool } from "../../src/tools/tool.ts";
import { chain } from "./ways.ts";

// What is known of inputs and outputs, and goes from step to step.

const STRING = { type: "string" };
const object = (properties: object, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});

const model = new ScriptedChatModel({ replies: [["a"]] });
const retriever = new ScriptedRetriever({ documents: [] });
const prompt = ChatPromptTemplate.fromTemplate("{context} {question}");
const joke = z.object({ setup: z.string(), stars: z.number().default(1) });
const jokes = StructuredOutputParser.fromSchema(joke);
const LIST = { type: "array", items: {} };
const chat = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), new MessagesPlaceholder("question")]);

/** A conversation, with a key for the messages so far, for what is said, or without any. */
const talk = ({ history, said }: { readonly history?: boolean; readonly said?: boolean }) =>
  new RunnableWithMessageHistory({
    runnable: chain(chat, model) as never,
    getMessageHistory: () => new InMemoryChatMessageHistory(),
    ...(history && { historyMessagesKey: "history" }),
    ...(said && { inputMessagesKey: "question" }),
  });
const structured = {
  ...object({ setup: STRING, stars: { type: "number", default: 1 } }),
  additionalProperties: false,
};

describe("what goes in", () => {
  it.each([
    ["a prompt: its variables", prompt, object({ context: {}, question: {} })],
    ["a prompt: not those that it has", PromptTemplate.fromTemplate("{a} {b}").partial({ a: 1 }), object({ b: {} })],
    [
      "a prompt: lists, where they are asked for",
      ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), ["placeholder", "{more}"], "{question}"]),
      object({ history: { type: "array", items: {} }, question: {}, more: { type: "array", items: {} } }, [
        "history",
        "question",
      ]),
    ],
    [
      "a tool: what its schema says",
      tool(() => 1, { name: "t", schema: joke }),
      object({ setup: STRING, stars: { type: "number", default: 1 } }, ["setup"]),
    ],
    [
      "a tool: JSON Schema as it is",
      tool(() => 1, { name: "t", schema: { type: "object", minProperties: 1 } }),
      { type: "object", minProperties: 1 },
    ],
    ["a function: anything", chain((x: unknown) => x), {}],
    ["a sequence: what its first step takes", chain(prompt, model), object({ context: {}, question: {} })],
    ["a binding: what is bound", prompt.withConfig({ runName: "p" }), object({ context: {}, question: {} })],
    [
      "what passes its input on: what is asked for behind it",
      chain(new RunnablePassthrough(), prompt),
      object({ context: {}, question: {} }),
    ],
    [
      "parallel steps: what all of them take",
      parallel({ a: prompt, b: PromptTemplate.fromTemplate("{topic}") }),
      object({ context: {}, question: {}, topic: {} }),
    ],
    ["parallel steps in a chain", chain({ context: retriever, question: new RunnablePassthrough() }, prompt), STRING],
    [
      "assign: what is asked for behind it, but what it gives itself",
      chain(RunnablePassthrough.assign({ context: chain(new RunnablePick("question"), retriever) as never }), prompt),
      object({ question: STRING }),
    ],
    [
      "a branch: what its conditions and steps take",
      RunnableBranch.from([[PromptTemplate.fromTemplate("{a}"), prompt], PromptTemplate.fromTemplate("{b}")] as never),
      object({ a: {}, context: {}, question: {}, b: {} }),
    ],
    ["what is tried again", prompt.withRetry(), object({ context: {}, question: {} })],
    ["a step for each element", prompt.map(), { type: "array", items: object({ context: {}, question: {} }) }],
    [
      "a step for each element: what is asked for behind it",
      chain(new RunnablePassthrough().map(), prompt.map()),
      { type: "array", items: object({ context: {}, question: {} }) },
    ],
    ["a conversation: without what comes from its history", talk({ history: true }), object({ question: LIST })],
    ["a conversation: what is said, in any form", talk({ said: true }), object({ history: LIST, question: {} })],
    ["a conversation that is said alone: anything", talk({}), {}],
    ["pick", chain(new RunnablePick("topic"), retriever), object({ topic: STRING })],
    [
      "pick of several",
      chain(new RunnablePick(["context", "question"]), prompt),
      object({ context: {}, question: {} }),
    ],
  ])("%s", (_, runnable, schema) => expect(runnable.getInputJsonSchema()).toEqual(schema));
});

describe("what comes out", () => {
  it.each([
    ["of a chain: what its last step gives", chain(prompt, model, new StringOutputParser()), STRING],
    ["of JSON: anything", new JsonOutputParser(), {}],
    ["of the text of a field", new JsonOutputParser().field("a"), STRING],
    ["of elements with a schema", new JsonOutputParser().elements("a", z.string()), { type: "array", items: STRING }],
    ["of a schema: its output", jokes, structured],
    ["of a list", new CommaSeparatedListOutputParser(), { type: "array", items: STRING }],
    ["of words", new EnumOutputParser(["yes", "no"]), { enum: ["yes", "no"] }],
    ["of parallel steps: an object", parallel({ a: jokes, b: () => 1 }), object({ a: structured, b: {} })],
    [
      "of what may take the place of another: of either",
      jokes.withFallbacks([new StringOutputParser()]),
      { anyOf: [structured, STRING] },
    ],
    ["of two that are alike", hedge(new StringOutputParser(), new StringOutputParser(), { afterMs: 1 }), STRING],
    ["of a branch, of which one step is not known", RunnableBranch.from([[() => true, jokes], () => 1] as never), {}],
    ["of a step for each element", new StringOutputParser().map(), { type: "array", items: STRING }],
    [
      "of a step for each element, from what is before it",
      chain(() => [], jokes.map(), new RunnablePick("setup").map()),
      { type: "array", items: STRING },
    ],
    ["of a conversation: what the answer is", chain(talk({}), new StringOutputParser()), STRING],
    ["of pick, from what is before it", chain(jokes, new RunnablePick("setup")), STRING],
    [
      "of pick of several",
      chain(jokes, new RunnablePick(["setup", "other"])),
      object({ setup: STRING, other: {} }, ["setup"]),
    ],
    [
      "of what passes it on",
      chain(retriever, new RunnablePassthrough(), new RunnablePassthrough()),
      retriever.getOutputJsonSchema(),
    ],
    [
      "of assign: what it was given, with more",
      chain(jokes, RunnablePassthrough.assign({ size: () => 1, stars: new StringOutputParser() as never })),
      object({ setup: STRING, stars: STRING, size: {} }),
    ],
    [
      "of a model: a message",
      chain(model, new RunnablePick("content")),
      { anyOf: [STRING, { type: "array", items: { type: "object" } }] },
    ],
  ])("%s", (_, runnable, schema) => expect(runnable.getOutputJsonSchema()).toEqual(schema));

  it("is not known inside of another schema, where it refers to itself", () => {
    const tree = z.object({
      get children() {
        return z.array(tree);
      },
    });
    const parser = StructuredOutputParser.fromSchema(tree);
    expect(JSON.stringify(parser.getOutputJsonSchema())).toContain('"$ref"');
    expect(parallel({ tree: parser }).getOutputJsonSchema()).toEqual(object({ tree: {} }));
  });
});
