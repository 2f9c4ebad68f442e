import { describe, expect, it } from "vitest";
import { z } from "zod";
import { all } from "../../test/support/all.ts";
import { thrown } from "../../test/contract/ways.ts";
import { isRunletError } from "../errors/error.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import type { StructuredOutputMethod } from "./structured-output.ts";

const Joke = z.object({ setup: z.string(), punchline: z.string() });
const JOKE = { setup: "Why?", punchline: "To repeat itself." };
const JSON_SCHEMA = z.toJSONSchema(Joke, { target: "draft-2020-12", io: "input" });
const { $schema: _, ...TOLD } = JSON_SCHEMA;
const scripted = (...replies: ScriptedChatToken[][]) => new ScriptedChatModel({ replies });
const asCall = (args: Record<string, unknown>, name = "answer") => [{ name, args }];
const asText = (value: unknown) => JSON.stringify(value).match(/.{1,5}/gs)!;
const ended = (finish_reason: string) => new AIMessageChunk({ content: "", response_metadata: { finish_reason } });

describe("withStructuredOutput", () => {
  const methods: [StructuredOutputMethod, ScriptedChatToken[]][] = [
    ["functionCalling", asCall(JOKE)],
    ["jsonSchema", asText(JOKE)],
    ["jsonMode", ["Here:\n```json\n", ...asText(JOKE), "\n```"]],
  ];

  it.each(methods)("by %s, streams what the value has come to, and gives the whole", async (method, reply) => {
    const joker = scripted(reply).withStructuredOutput(Joke, { method });
    const chunks = await all(joker.stream("Tell me a joke."));
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.at(-1)).toEqual(JOKE);
    expect(chunks.some(({ setup, punchline }) => setup === JOKE.setup && punchline !== JOKE.punchline)).toBe(true);
    expect(await joker.invoke("Tell me a joke.")).toEqual(JOKE);
    expect(joker.invokeSync("Tell me a joke.")).toEqual(JOKE);
  });

  it("asks by a tool that has to be called", async () => {
    const model = scripted(asCall(JOKE, "joke"));
    await model.withStructuredOutput(Joke, { name: "joke", description: "A joke.", strict: true }).invoke("x");
    expect(model.calls[0]!.options).toEqual({
      tools: [
        { name: "joke", description: "A joke.", strict: true, parameters: { ...TOLD, additionalProperties: false } },
      ],
      toolChoice: { name: "joke" },
    });
  });

  it("asks by a format", async () => {
    const model = scripted(asText(JOKE));
    await model.withStructuredOutput(JSON_SCHEMA, { method: "jsonSchema" }).invoke("x");
    expect(model.calls[0]!.options).toEqual({ responseFormat: { type: "json_schema", name: "answer", schema: TOLD } });
  });

  it("asks by any JSON, and says the schema behind what the system says", async () => {
    const model = scripted(asText(JOKE));
    await model.withStructuredOutput(Joke, { method: "jsonMode" }).invoke([
      ["system", "Be funny."],
      ["human", "A joke!"],
    ]);
    const [{ messages, options }] = model.calls as [(typeof model.calls)[0]];
    expect(options).toEqual({ responseFormat: { type: "json_object" } });
    expect(messages.map(({ type }) => type)).toEqual(["system", "system", "human"]);
    expect(messages[1]!.text).toContain(JSON.stringify(TOLD));
    await model.withStructuredOutput(Joke, { method: "jsonMode" }).invoke([["system", "A joke!"]]);
    expect(model.calls[1]!.messages.map(({ type }) => type)).toEqual(["system", "system"]);
  });

  it("asks by the method of the model, through all that is bound to it", async () => {
    const model = new ScriptedChatModel({ replies: [asText(JOKE)], structuredOutputMethod: "jsonSchema" });
    await model.bind({ seed: 1 }).withRetry().withStructuredOutput(Joke).invoke("x");
    expect(model.calls[0]!.options.responseFormat?.type).toBe("json_schema");
    expect(model.calls[0]!.options.seed).toBe(1);
  });

  it("calls it what the schema is titled", async () => {
    const model = scripted(asCall(JOKE, "A_joke_"));
    const schema = { ...TOLD, title: "A joke!", description: "It is short." };
    expect(await model.withStructuredOutput<typeof JOKE>(schema).invoke("x")).toEqual(JOKE);
    expect(model.calls[0]!.options.tools).toEqual([
      { name: "A_joke_", description: "It is short.", parameters: schema },
    ]);
  });

  it("asks for an object around what is none", async () => {
    const model = scripted(asCall({ input: ["a", "b"] }));
    const list = model.withStructuredOutput(z.array(z.string()).max(2));
    expect((await all(list.stream("x"))).at(-1)).toEqual(["a", "b"]);
    expect(await list.invoke("x")).toEqual(["a", "b"]);
    const parameters = {
      type: "object",
      properties: { input: { type: "array", maxItems: 2, items: { type: "string" } } },
      required: ["input"],
    };
    expect(model.calls[0]!.options.tools).toMatchObject([{ parameters }]);
    const error = await thrown(() =>
      scripted(asCall({ other: 1 }))
        .withStructuredOutput(z.array(z.string()))
        .invoke("x"),
    );
    expect(error).toMatchObject({ code: "parse", message: expect.stringContaining('"input"') });
  });

  it("gives what the schema makes of it", async () => {
    const schema = z.object({ n: z.string().transform(Number) });
    expect(
      await scripted(asCall({ n: "12" }))
        .withStructuredOutput(schema)
        .invoke("x"),
    ).toEqual({ n: 12 });
  });

  it("is described by its schema", () => {
    const joker = scripted(asCall(JOKE)).withStructuredOutput(Joke);
    expect(joker.getOutputJsonSchema()).toMatchObject({ type: "object", required: ["setup", "punchline"] });
    expect(scripted([]).withStructuredOutput(TOLD).getOutputJsonSchema()).toEqual(TOLD);
  });

  it("has the model and the reading of its answer among the events", async () => {
    const events = await all(scripted(asCall(JOKE)).withStructuredOutput(Joke).streamEvents("x"));
    expect(events.filter(({ event }) => event.endsWith("_end")).map(({ name }) => name)).toEqual([
      "ScriptedChatModel",
      "StructuredAnswerParser",
      "RunnableSequence",
    ]);
  });

  it("refuses what tells the model nothing, and methods that there are not", () => {
    const model = scripted([]);
    const silent = { "~standard": { version: 1 as const, vendor: "x", validate: (value: unknown) => ({ value }) } };
    expect(() => model.withStructuredOutput(silent)).toThrow(/JSON Schema.*jsonSchema/);
    expect(() => model.withStructuredOutput(silent, { jsonSchema: TOLD })).not.toThrow();
    expect(() => model.withStructuredOutput(undefined as never)).toThrow(/Standard Schema/);
    expect(() => model.withStructuredOutput(Joke, { method: "json" as never })).toThrow(/no method "json"/);
  });
});

describe("an answer that is not the value", () => {
  const half = [{ name: "answer", args: JOKE }];
  const cutOff = [
    new AIMessageChunk({
      content: "",
      tool_call_chunks: [{ type: "tool_call_chunk", name: "answer", args: '{"setup": "Why', index: 0 }],
    }),
  ];

  it.each([
    [
      "text in the place of a call",
      ["I would rather", " not."],
      "parse",
      /did not call "answer", but said "I would rather not\."/,
    ],
    ["nothing at all", [ended("stop")], "parse", /but said nothing/],
    ["another tool", asCall(JOKE, "other"), "parse", /did not call "answer"/],
    ["arguments that break off", cutOff, "parse", /cannot be read/],
    ["a limit of tokens", [...cutOff, ended("length")], "truncated", /limit of tokens.*"length".*maxTokens/],
    ["another word for it", [...cutOff, ended("MAX_TOKENS")], "truncated", /"MAX_TOKENS"/],
    ["a filter", [...cutOff, ended("content_filter")], "content_filter", /withheld/],
    [
      "a refusal, in pieces",
      ["I am", " sorry."].map((refusal) => new AIMessageChunk({ content: [{ type: "refusal", refusal, index: 0 }] })),
      "content_filter",
      /refused to answer: "I am sorry\."/,
    ],
    [
      "a refusal beside the content",
      [new AIMessageChunk({ content: "", additional_kwargs: { refusal: "No." } })],
      "content_filter",
      /"No\."/,
    ],
    ["another value", asCall({ setup: 1, punchline: "" }), "parse", /at setup is not what the schema asks for/],
  ] as [string, ScriptedChatToken[], string, RegExp][])("%s", async (_, reply, code, message) => {
    const joker = scripted(reply).withStructuredOutput(Joke);
    const error = (await thrown(() => joker.invoke("x"))) as Error;
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), phase: "parse" });
    expect(error).toMatchObject({ path: ["RunnableSequence", "StructuredAnswerParser"] });
    const { raw, parsed, parsingError } = await scripted(reply)
      .withStructuredOutput(Joke, { includeRaw: true })
      .invoke("x");
    expect(raw.type).toBe("ai");
    expect(parsed).toBe(null);
    expect(parsingError).toMatchObject({ code, message: error.message });
  });

  it("has what had come as its partial, whichever error it is", async () => {
    for (const reply of [cutOff, [...cutOff, ended("length")]]) {
      const error = await thrown(() => scripted(reply).withStructuredOutput(Joke).invoke("x"));
      expect(isRunletError(error) && error.partial).toEqual({ setup: "Why" });
    }
    const text = scripted([...asText(JOKE).slice(0, 3), ended("length")]).withStructuredOutput(Joke, {
      method: "jsonSchema",
    });
    expect(await thrown(() => text.invoke("x"))).toMatchObject({ code: "truncated", partial: { setup: "Why?" } });
  });

  it("is one that is whole, whatever the finish reason", async () => {
    expect(
      await scripted([...half, ended("length")])
        .withStructuredOutput(Joke)
        .invoke("x"),
    ).toEqual(JOKE);
  });

  it("is for retries to try again", async () => {
    const joker = scripted(["Hm."], asCall(JOKE)).withStructuredOutput(Joke);
    expect(await joker.withRetry({ initialDelayMs: 0 }).invoke("x")).toEqual(JOKE);
  });

  it("is a failure, and not raw, where it is the program's: a schema that has to wait", async () => {
    const schema = Joke.refine(async () => true);
    const joker = scripted(half).withStructuredOutput(schema, { includeRaw: true });
    expect(await thrown(() => joker.invoke("x"))).toMatchObject({ code: "config" });
  });

  it("is not what a failure of the model is", async () => {
    const failing = new ScriptedChatModel({ replies: [[...cutOff, new Error("off")]] });
    const joker = failing.withStructuredOutput(Joke, { includeRaw: true });
    expect(await thrown(() => joker.invoke("x"))).toMatchObject({ message: "off" });
  });
});

it("includeRaw streams the message's chunks, and what the value has come to", async () => {
  const chunks = await all(scripted(asCall(JOKE)).withStructuredOutput(Joke, { includeRaw: true }).stream("x"));
  expect(chunks.filter(({ raw }) => raw).length).toBeGreaterThan(4);
  expect(chunks.findLast(({ parsed }) => parsed)!.parsed).toEqual(JOKE);
  const stream = scripted(asCall(JOKE)).withStructuredOutput(Joke, { includeRaw: true }).stream("x");
  const { raw, parsed } = await stream.final();
  expect(raw.tool_calls[0]!.args).toEqual(JOKE);
  expect(parsed).toEqual(JOKE);
  expect((await stream.settled).status).toBe("ok");
});
