import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AIMessage } from "../messages/ai.ts";
import { ChatMessage } from "../messages/chat.ts";
import { HumanMessage } from "../messages/human.ts";
import { ChatPromptValue } from "../messages/prompt-value.ts";
import { SystemMessage } from "../messages/system.ts";
import { ToolMessage } from "../messages/tool.ts";
import { ChatPromptTemplate } from "./chat-prompt-template.ts";
import { MessagesPlaceholder } from "./messages-placeholder.ts";
import { mustache } from "./mustache.ts";
import {
  AIMessagePromptTemplate,
  ChatMessagePromptTemplate,
  HumanMessagePromptTemplate,
  SystemMessagePromptTemplate,
} from "./role-templates.ts";

const configError = (message: string | RegExp) =>
  expect.objectContaining({
    code: "config",
    message: message instanceof RegExp ? expect.stringMatching(message) : message,
  });

const json = (messages: readonly { toJSON(): unknown }[]) => messages.map((message) => message.toJSON());

describe("running", () => {
  const joke = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}");
  const value = new ChatPromptValue([new HumanMessage("tell me a joke about parrot")]);

  test("fromTemplate is one human message, however it is run", async () => {
    expect(joke.invokeSync({ topic: "parrot" })).toEqual(value);
    expect(await joke.invoke({ topic: "parrot" })).toEqual(value);
    expect(joke.formatMessages({ topic: "parrot" })).toEqual(value.messages);
    expect(joke.format({ topic: "parrot" })).toBe("Human: tell me a joke about parrot");
    expect([...joke.streamSync({ topic: "parrot" })]).toEqual([value]);
    const chunks = [];
    for await (const chunk of joke.stream({ topic: "parrot" })) chunks.push(chunk);
    expect(chunks).toEqual([value]);
  });

  test("pipes into a function, and a parallel step into it", () => {
    const length = joke.pipe((prompt) => prompt.toChatMessages()[0]!.text.length);
    expect(length.invokeSync({ topic: "parrot" })).toBe(27);
  });

  test("has a name, its variables, and shows them in the console", () => {
    expect(joke.name).toBe("ChatPromptTemplate");
    expect(joke.inputVariables).toEqual(["topic"]);
    expect(inspect(joke)).toMatch(/ChatPromptTemplate \{[^]*inputVariables: \[ 'topic' \]/);
  });

  test("a string is the value of a single variable; null is refused", () => {
    expect(joke.formatMessages("cats" as never)[0]!.text).toBe("tell me a joke about cats");
    expect(() => joke.formatMessages(null as never)).toThrow(
      configError('ChatPromptTemplate takes an object with its variables ("topic"), and was given null.'),
    );
  });
});

describe("parts", () => {
  test("texts, tuples and objects, by any name of a role", () => {
    const prompt = ChatPromptTemplate.fromMessages([
      ["system", "S {a}"],
      ["developer", "D"],
      ["human", "H {b}"],
      ["user", "U"],
      ["ai", "A"],
      ["assistant", "{a}"],
      ["narrator", "N {b}"],
      { role: "user", content: "{b}" },
      "text {a}",
    ]);
    expect(prompt.inputVariables).toEqual(["a", "b"]);
    expect(prompt.formatMessages({ a: 1, b: 2 })).toEqual([
      new SystemMessage({ content: "S 1" }),
      new SystemMessage({ content: "D" }),
      new HumanMessage({ content: "H 2" }),
      new HumanMessage({ content: "U" }),
      new AIMessage({ content: "A" }),
      new AIMessage({ content: "1" }),
      new ChatMessage({ content: "N 2", role: "narrator" }),
      new HumanMessage({ content: "2" }),
      new HumanMessage({ content: "text 1" }),
    ]);
  });

  test("messages as they are", () => {
    const tool = new ToolMessage({ content: "{braces}", tool_call_id: "1" });
    const prompt = ChatPromptTemplate.fromMessages([tool, "{a}"]);
    expect(prompt.inputVariables).toEqual(["a"]);
    expect(prompt.formatMessages({ a: 1 })[0]).toBe(tool);
  });

  test("templates of one message, and chat prompts", () => {
    const inner = ChatPromptTemplate.fromMessages([["ai", "{a} {b}"]]).partial({ b: "B" });
    const prompt = ChatPromptTemplate.fromMessages([
      SystemMessagePromptTemplate.fromTemplate("{a}"),
      AIMessagePromptTemplate.fromTemplate("{c}"),
      HumanMessagePromptTemplate.fromTemplate("fixed"),
      ChatMessagePromptTemplate.fromTemplate("{d}", "critic"),
      inner,
    ]);
    expect(prompt.inputVariables).toEqual(["a", "c", "d"]);
    expect(json(prompt.formatMessages({ a: 1, c: 3, d: 4 }))).toEqual([
      { type: "system", content: "1" },
      { type: "ai", content: "3" },
      { type: "human", content: "fixed" },
      { type: "generic", content: "4", role: "critic" },
      { type: "ai", content: "1 B" },
    ]);
  });

  test("a template of one message by itself", () => {
    const template = HumanMessagePromptTemplate.fromTemplate("{a}");
    expect(template.format({ a: 1 })).toEqual(new HumanMessage({ content: "1" }));
    expect(() => template.format(null as never)).toThrow(
      configError('The template of a human message takes an object with its variables ("a"), and was given null.'),
    );
  });

  test("blocks: every string is a template, names and other data are not", () => {
    const bytes = new Uint8Array([1]);
    const prompt = ChatPromptTemplate.fromMessages([
      [
        "human",
        [
          { type: "text", text: "What is {thing}?", cache_control: { type: "ephemeral" } },
          { type: "image_url", image_url: { url: "{url}", detail: "low" } },
          { type: "image", url: "{url}" },
          { type: "custom", list: ["{thing}", 1, null, true], "{name}": 2, bytes },
        ],
      ],
    ]);
    expect(prompt.inputVariables).toEqual(["thing", "url"]);
    const [message] = prompt.formatMessages({ thing: "{url}", url: "https://x/" } as never);
    expect(message!.content).toEqual([
      { type: "text", text: "What is {url}?", cache_control: { type: "ephemeral" } },
      { type: "image_url", image_url: { url: "https://x/", detail: "low" } },
      { type: "image", url: "https://x/" },
      { type: "custom", list: ["{url}", 1, null, true], "{name}": 2, bytes },
    ]);
  });

  test("a block's key __proto__ is only a key", () => {
    const block = JSON.parse('{ "type": "text", "text": "{a}", "__proto__": { "polluted": "{a}" } }');
    const [message] = ChatPromptTemplate.fromMessages([["human", [block]]]).formatMessages({ a: 1 });
    const [filled] = message!.content as unknown as [object];
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(filled, "__proto__")?.value).toEqual({ polluted: "1" });
  });

  test("in another format", () => {
    const prompt = ChatPromptTemplate.fromMessages(
      [
        ["system", "{{a}} {b}"],
        ["placeholder", "{{ h }}"],
      ],
      {
        templateFormat: mustache,
      },
    );
    expect(prompt.inputVariables).toEqual(["a"]);
    expect(json(prompt.formatMessages({ a: "A", h: ["hi"] }))).toEqual([
      { type: "system", content: "A {b}" },
      { type: "human", content: "hi" },
    ]);
  });

  test.each([
    [
      1,
      "Message 2 of 2: A part of a chat prompt is text, [role, content], { role, content }, a message, a message template or a chat prompt, and not a number.",
    ],
    [
      ["tool", "x"],
      "Message 2 of 2 (tool): A tool message needs more than a role and content; give a message object, or a placeholder for a list of them.",
    ],
    [
      ["human", 1],
      "Message 2 of 2 (human): The content of a message template is a string or an array of blocks, each an object with a type, and not a number.",
    ],
    [["human", ["x"]], /and not an array of something else/],
    [["human", "{a"], /^Message 2 of 2 \(human\): The prompt template "\{a" is not well-formed/],
    [{ role: "user", content: "x", name: "n" }, /A part of a chat prompt is .* and not an object/],
    [
      ["placeholder", "see {history}"],
      'Message 2 of 2 (placeholder): A placeholder is written ["placeholder", "{history}"], not "see {history}".',
    ],
    [["placeholder", "{a}{b}"], /is written/],
  ])("%j is refused when the prompt is made", (part, message) => {
    expect(() => ChatPromptTemplate.fromMessages(["fine", part as never])).toThrow(configError(message));
  });

  test("something else than an array is refused", () => {
    expect(() => ChatPromptTemplate.fromMessages("{a}" as never)).toThrow(
      configError("ChatPromptTemplate.fromMessages takes an array, and was given a string."),
    );
  });

  test("a missing variable is named, with its template and its message", () => {
    const prompt = ChatPromptTemplate.fromMessages([["system", "You are {character}."], "{question}"]);
    expect(() => prompt.formatMessages({ question: 1 } as never)).toThrow(
      configError(
        'Message 1 of 2 (system): The prompt template "You are {character}." needs the variable "character"; given: "question".',
      ),
    );
  });
});

describe("placeholders", () => {
  const prompt = ChatPromptTemplate.fromMessages([
    new MessagesPlaceholder("history"),
    new MessagesPlaceholder({ variableName: "steps", optional: true }),
  ]);

  test("take what can stand for messages", () => {
    const message = new AIMessage("{x}");
    expect(prompt.inputVariables).toEqual(["history"]);
    expect(
      json(prompt.formatMessages({ history: ["{a}", ["system", "{b}"], message, { role: "user", content: "u" }] })),
    ).toEqual([
      { type: "human", content: "{a}" },
      { type: "system", content: "{b}" },
      { type: "ai", content: "{x}" },
      { type: "human", content: "u" },
    ]);
    expect(prompt.formatMessages({ history: [], steps: [message] })).toEqual([message]);
  });

  test.each([
    [{}, 'Message 1 of 2: The placeholder "history" needs a list of messages; given: nothing.'],
    [{ a: 1 }, 'Message 1 of 2: The placeholder "history" needs a list of messages; given: "a".'],
    [{ history: "Hi" }, 'Message 1 of 2: The placeholder "history" needs a list of messages, and was given a string.'],
    [{ history: null }, 'Message 1 of 2: The placeholder "history" needs a list of messages, and was given null.'],
    [{ history: ["Hi", 1] }, /^Message 1 of 2: Message 2 of 2 for the placeholder "history": A message has to be/],
    [
      { history: [], steps: {} },
      /^Message 2 of 2: The placeholder "steps" needs a list of messages, and was given an object/,
    ],
  ])("%j is refused", (input, message) => {
    expect(() => prompt.formatMessages(input as never)).toThrow(configError(message));
  });

  test("their variable may be partial, and have any name", () => {
    expect(prompt.partial({ history: () => ["Hi"] }).formatMessages({})).toEqual([new HumanMessage("Hi")]);
    const proto = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("__proto__")]);
    expect(() => proto.formatMessages({} as never)).toThrow(configError(/needs a list/));
    expect(() => new MessagesPlaceholder("")).toThrow(configError(/needs the name of a variable/));
    expect(() => new MessagesPlaceholder({} as never)).toThrow(configError(/needs the name of a variable/));
  });
});

describe("security", () => {
  test("values are never read as templates, wherever they go", () => {
    const prompt = ChatPromptTemplate.fromMessages([
      ["system", "{v}"],
      ["human", [{ type: "text", text: "{v}" }]],
      ChatPromptTemplate.fromMessages([["ai", "{v}"]]),
      new MessagesPlaceholder("list"),
    ]).partial({ secret: "leaked" } as never);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("{secret}", "{{secret}}", "{v}", "{0.constructor}")), (v) => {
        const messages = prompt.formatMessages({ v, list: [v, ["ai", v]] } as never);
        expect(messages.map((message) => message.text)).toEqual([v, v, v, v, v]);
      }),
    );
  });

  test("names of Object.prototype are only names", () => {
    const prompt = ChatPromptTemplate.fromMessages([["system", "{__proto__} {constructor} {toString}"]]);
    expect(() => prompt.formatMessages({} as never)).toThrow(configError(/needs the variable "__proto__"/));
    const own = JSON.parse('{ "__proto__": 1, "constructor": 2, "toString": 3 }');
    expect(prompt.formatMessages(own)[0]!.text).toBe("1 2 3");
  });
});
