import { describe, expect, it } from "vitest";
import { inPieces } from "../../../test/support/pieces.ts";
import type { RunletError } from "../../errors/error.ts";
import type { AIMessage } from "../../messages/ai.ts";
import { HumanMessage } from "../../messages/human.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { ChatOpenAICompatible, type ChatOpenAICompatibleOptions } from "./chat-openai-compatible.ts";

type Answer = readonly (object | string)[];

/** The model of a service that answers with these events, one after the other call, and what it was sent. */
function serving(answers: readonly Answer[], options: Partial<ChatOpenAICompatibleOptions> = {}) {
  const sent: any[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const events = answers[Math.min(sent.length, answers.length - 1)]!;
    sent.push(JSON.parse(init!.body as string));
    const body = events
      .map((event) => (typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`))
      .join("");
    return inPieces([new TextEncoder().encode(body)]);
  };
  const model = new ChatOpenAICompatible({
    baseURL: "https://llm.example/v1",
    model: "m",
    fetch,
    maxRetries: 0,
    ...options,
  });
  return { model, sent };
}

async function answer(...events: Answer): Promise<AIMessage> {
  return serving([events]).model.invoke("hello");
}

const delta = (part: object, more: object = {}): object => ({
  id: "c1",
  choices: [{ index: 0, delta: part, ...more }],
});
const stop = delta({}, { finish_reason: "stop" });
const DONE = "data: [DONE]\n\n";

describe("what an answer has besides text", () => {
  it("a refusal, in pieces: a block that goes back as it came", async () => {
    const { model, sent } = serving([
      [
        delta({ role: "assistant", content: "", refusal: null }),
        delta({ refusal: "I can" }),
        delta({ refusal: "not." }),
        stop,
        DONE,
      ],
    ]);
    const refused = await model.invoke("hello");
    expect(refused.text).toBe("");
    expect(refused.content).toEqual([{ type: "refusal", refusal: "I cannot.", index: "refusal" }]);
    expect(refused.contentBlocks).toMatchObject([{ type: "non_standard", value: { refusal: "I cannot." } }]);
    await model.invoke([new HumanMessage("hello"), refused, new HumanMessage("why?")]);
    expect(sent[1].messages[1]).toEqual({ role: "assistant", content: "", refusal: "I cannot." });
  });

  it("sources: annotations of the text", async () => {
    const url_citation = { url: "https://a.example", title: "A", start_index: 0, end_index: 3 };
    const annotations = [{ type: "url_citation", url_citation }];
    const message = await answer(
      delta({ content: "The" }),
      delta({ content: " sky" }),
      delta({ annotations }),
      stop,
      DONE,
    );
    expect(message.text).toBe("The sky");
    expect(message.contentBlocks).toEqual([
      {
        type: "text",
        text: "The sky",
        annotations: [{ type: "citation", url: "https://a.example", title: "A", startIndex: 0, endIndex: 3 }],
      },
    ]);
  });

  it("addresses of sources, as xAI has them", async () => {
    const last = { ...stop, citations: ["https://a.example", "https://b.example"] };
    expect((await answer(delta({ content: "The sky" }), last, DONE)).content).toEqual([
      {
        type: "text",
        text: "The sky",
        annotations: [
          { type: "citation", url: "https://a.example" },
          { type: "citation", url: "https://b.example" },
        ],
      },
    ]);
  });

  it("pictures", async () => {
    const images = [
      { type: "image_url", image_url: { url: "data:image/png;base64,AQI=" } },
      { type: "image_url", image_url: { url: "https://a.example/b.png" } },
    ];
    expect((await answer(delta({ content: "Here." }), delta({ images }), stop, DONE)).content).toEqual([
      { type: "text", text: "Here." },
      { type: "image", mimeType: "image/png", data: "AQI=" },
      { type: "image", url: "https://a.example/b.png" },
    ]);
  });

  it("parts, as Mistral's models send theirs: thoughts go back as a part", async () => {
    const thinking = (text: string) => ({ type: "thinking", thinking: [{ type: "text", text }] });
    const { model, sent } = serving(
      [
        [
          delta({ content: [thinking("Hmm")] }),
          delta({ content: [thinking(", sky"), { type: "text", text: "Blue" }] }),
          delta({ content: "." }),
          delta({ content: [{ type: "reference", reference_ids: [1] }] }),
          stop,
          DONE,
        ],
      ],
      { dialect: "mistral", apiKey: "k-123456" },
    );
    const message = await model.invoke("hello");
    expect(message.contentBlocks).toEqual([
      { type: "reasoning", reasoning: "Hmm, sky" },
      { type: "text", text: "Blue." },
      { type: "non_standard", value: { type: "reference", reference_ids: [1] } },
    ]);
    await model.invoke([new HumanMessage("hello"), message, new HumanMessage("sure?")]);
    expect(sent[1].messages[1]).toEqual({
      role: "assistant",
      content: [thinking("Hmm, sky"), { type: "text", text: "Blue." }],
    });
  });

  it("a call of a tool with plain text, streamed as the JSON of one argument", async () => {
    const call = (part: object): object => delta({ tool_calls: [{ index: 0, ...part }] });
    const { model, sent } = serving(
      [
        [
          call({ id: "c", type: "custom", custom: { name: "run", input: "" } }),
          call({ custom: { input: 'print("' } }),
          call({ custom: { input: '鹦鹉\\n")' } }),
          delta({}, { finish_reason: "tool_calls" }),
          DONE,
        ],
      ],
      { tools: [{ type: "custom", custom: { name: "run" } }] },
    );
    const message = await model.invoke("hello");
    expect(message.tool_calls).toEqual([
      { type: "tool_call", id: "c", name: "run", args: { input: 'print("鹦鹉\\n")' } },
    ]);
    await model.invoke([new HumanMessage("hello"), message, new ToolMessage("ok", "c")]);
    expect(sent[1].messages[1].tool_calls).toEqual([
      { id: "c", type: "custom", custom: { name: "run", input: 'print("鹦鹉\\n")' } },
    ]);
    expect(sent[0].tools).toEqual([{ type: "custom", custom: { name: "run" } }]);
  });
});

describe("thoughts", () => {
  const back = async (events: Answer, options: Partial<ChatOpenAICompatibleOptions> = {}): Promise<any> => {
    const { model, sent } = serving([events], options);
    const message = await model.invoke("hello");
    await model.invoke([new HumanMessage("hello"), message, new HumanMessage("sure?")]);
    return sent[1].messages[1];
  };

  it.each(["reasoning_content", "reasoning"])("go back under the name that they came in: %s", async (name) => {
    const events = [delta({ [name]: "Hm" }), delta({ [name]: "m." }), delta({ content: "Yes" }), stop, DONE];
    expect(await back(events)).toEqual({ role: "assistant", content: "Yes", [name]: "Hmm." });
  });

  it("are told once where they come under both names", async () => {
    const both = (text: string): object => delta({ reasoning: text, reasoning_content: text });
    const message = await answer(both("Hm"), both("m."), delta({ content: "Yes" }), stop, DONE);
    expect(message.contentBlocks).toEqual([
      { type: "reasoning", reasoning: "Hmm." },
      { type: "text", text: "Yes" },
    ]);
  });

  it("are not sent to a service that refuses them", async () => {
    const events = [delta({ reasoning_content: "Hmm." }), delta({ content: "Yes" }), stop, DONE];
    expect(await back(events, { dialect: "openai", apiKey: "k-123456" })).toEqual({
      role: "assistant",
      content: "Yes",
    });
  });

  it("of OpenRouter go back with their signatures", async () => {
    const piece = (detail: object, text = ""): object =>
      delta({ content: "", reasoning: text, reasoning_details: [detail] });
    const events = [
      piece({ type: "reasoning.text", text: "Hm", format: "f", index: 0 }, "Hm"),
      piece({ type: "reasoning.text", text: "m.", format: "f", index: 0 }, "m."),
      piece({ type: "reasoning.text", signature: "sig", index: 0 }),
      piece({ type: "reasoning.encrypted", data: "xyz", id: "r", index: 1 }),
      delta({ content: "Yes" }),
      stop,
      DONE,
    ];
    expect(await back(events)).toEqual({
      role: "assistant",
      content: "Yes",
      reasoning: "Hmm.",
      reasoning_details: [
        { type: "reasoning.text", text: "Hmm.", format: "f", index: 0, signature: "sig" },
        { type: "reasoning.encrypted", data: "xyz", id: "r", index: 1 },
      ],
    });
  });
});

describe("of an answer that is odd", () => {
  it("the first of several choices is read", async () => {
    const choice = (index: number, content: string): object => ({ id: "c1", choices: [{ index, delta: { content } }] });
    const message = await answer(choice(0, "a"), choice(1, "x"), choice(0, "b"), choice(1, "y"), stop, DONE);
    expect(message.text).toBe("ab");
  });

  it("comments, empty choices and an empty id are nothing", async () => {
    const filters = { choices: [], id: "", model: "", prompt_filter_results: [{ prompt_index: 0 }] };
    const message = await answer(
      ": OPENROUTER PROCESSING\n\n",
      filters,
      delta({ content: "a" }),
      ": keep-alive\n\n",
      stop,
      DONE,
    );
    expect(message.toJSON()).toEqual({
      type: "ai",
      content: "a",
      id: "c1",
      response_metadata: { finish_reason: "stop" },
    });
  });

  it("what a service says of itself is kept", async () => {
    const facts = { model: "m-1", service_tier: "flex", system_fingerprint: "fp" };
    expect(
      (await answer({ ...delta({ content: "a" }, { finish_reason: "length" }), ...facts }, DONE)).response_metadata,
    ).toEqual({
      finish_reason: "length",
      model_name: "m-1",
      service_tier: "flex",
      system_fingerprint: "fp",
    });
  });

  it.each([
    ["an event named error", "event: error\ndata: boom\n\n", { code: "provider", message: /boom/ }],
    ["the field of llama.cpp", 'error: {"code":503,"message":"Loading model"}\n\n', { code: "overloaded" }],
    [
      "an error behind the finish reason",
      { error: { code: 502, message: "gone" } },
      { code: "provider", providerCode: "502" },
    ],
    [
      "a finish reason",
      delta({}, { finish_reason: "error" }),
      { code: "provider", providerCode: "error", retryable: true },
    ],
  ])("%s is its failure, with what had come", async (_, event, expected) => {
    const error: RunletError = await answer(delta({ content: "Hel" }), stop, event, DONE).then(
      () => expect.unreachable("it did not fail"),
      (reason: RunletError) => reason,
    );
    const { message = /./, ...facts } = expected as { message?: RegExp };
    expect(error).toMatchObject({ phase: "mid-stream", ...facts, partial: { text: "Hel" } });
    expect(error.message).toMatch(message);
  });
});
