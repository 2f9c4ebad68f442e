import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasLlama } from "../../../test/support/llama.ts";
import { writeTinyGguf } from "../../../test/support/tiny-gguf.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { ChatLlamaCpp } from "./chat-model.ts";

const CONTEXT = 256;

/** What an answer that never ends begins with: its model says "tick", " tock", "tick", … */
const ENDLESS = [
  ["human", "what does a clock say?"],
  ["ai", "~"],
] as const;

describe.skipIf(!hasLlama)("a GGUF file", () => {
  let folder: string;
  let modelPath: string;
  let model: ChatLlamaCpp;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "runlet-gguf-"));
    modelPath = join(folder, "tiny.gguf");
    writeTinyGguf(modelPath);
    model = new ChatLlamaCpp({ modelPath, temperature: 0, gpu: false, contextSize: CONTEXT });
  });

  afterAll(async () => {
    await model?.dispose();
    rmSync(folder, { recursive: true });
  });

  it("answers, a chunk for each token", async () => {
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of model.stream("what color is the sky?")) chunks.push(chunk);
    expect(chunks.map(({ text }) => text)).toEqual(["The", " sky", " is", " blue", ".", ""]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.at(-1)).toMatchObject({
      usage_metadata: { output_tokens: 6 },
      response_metadata: { finish_reason: "stop", model_name: "tiny.gguf" },
    });
  });

  it("puts system and history into the form that the model knows", async () => {
    const tokensOf = async (input: readonly (readonly [string, string])[]) =>
      (await model.invoke(input, { maxTokens: 1 })).usage_metadata!.input_tokens;
    // A letter is a token; around them, and behind them for the answer: <|im_start|>, the role, \n, <|im_end|>, \n.
    const user = await tokensOf([["human", "hello"]]);
    expect(await tokensOf([["human", "hello!!"]])).toBe(user + 2);
    expect(
      await tokensOf([
        ["system", "be brief"],
        ["human", "hello"],
      ]),
    ).toBe(user + 8 + "system".length + 4);
    const turns = [
      ["human", "hello"],
      ["ai", "yes"],
      ["human", "hello"],
    ] as const;
    expect(await tokensOf(turns)).toBe(2 * user - 1 + 3 + 1 + 1);
  });

  it("ends at the limit, at a stop word, and where the context is full", async () => {
    const short = await model.invoke(ENDLESS, { maxTokens: 3 });
    expect([short.text, short.response_metadata["finish_reason"]]).toEqual(["tick tocktick", "length"]);
    expect(short.usage_metadata!.output_tokens).toBe(3);
    const stopped = await model.invoke("what color is the sky?", { stop: [" blue"] });
    expect([stopped.text, stopped.response_metadata["finish_reason"]]).toEqual(["The sky is", "stop"]);
    const full = await model.invoke(ENDLESS);
    expect(full.response_metadata["finish_reason"]).toBe("length");
    expect(full.usage_metadata!.total_tokens).toBe(CONTEXT - 1);
    await expect(model.invoke("x".repeat(CONTEXT))).rejects.toMatchObject({ code: "context_length" });
    await expect(model.invoke("hi", { maxTokens: 0 })).rejects.toMatchObject({ code: "config" });
  });

  it("never gives a part of a character", async () => {
    const texts: string[] = [];
    for await (const { text } of model.stream([
      ["human", "a parrot"],
      ["ai", "^"],
    ]))
      texts.push(text);
    expect(texts).toEqual(["🦜", ""]);
  });

  it("says the same with the same seed", async () => {
    const wild = model.withConfig({ temperature: 50, topK: 0, topP: 1, maxTokens: 8 });
    const [one, same, other] = [
      await wild.invoke("hi", { seed: 1 }),
      await wild.invoke("hi", { seed: 1 }),
      await wild.invoke("hi", { seed: 2 }),
    ];
    expect(same.text).toBe(one.text);
    expect(other.text).not.toBe(one.text);
  });

  it("is held to a schema", async () => {
    const schema = { type: "object", properties: { color: { enum: ["blue", "grey"] } }, required: ["color"] };
    const { text } = await model.invoke("what color?", {
      responseFormat: { type: "json_schema", name: "sky", schema },
    });
    expect(["blue", "grey"]).toContain(JSON.parse(text).color);
  });

  it("calls a tool, and is told what that gave", async () => {
    const parameters = { type: "object", properties: { at: { enum: ["noon"] } }, required: ["at"] };
    const tools = [{ name: "sky", description: "Its color.", parameters }];
    const asked = [["human", "what color is the sky?"]] as const;
    // What a model is told of tools that was trained on none is long.
    await using model = new ChatLlamaCpp({ modelPath, temperature: 0, gpu: false });
    const called = await model.invoke([...asked, ["ai", "#"]], { tools });
    expect(called.response_metadata["finish_reason"]).toBe("tool_calls");
    expect(called.tool_calls).toMatchObject([{ name: "sky", args: { at: "noon" } }]);
    const gave = { type: "tool", content: "blue", tool_call_id: called.tool_calls[0]!.id! } as const;
    const answer = await model.invoke([...asked, called, gave], { tools, maxTokens: 2 });
    expect(answer.usage_metadata!.input_tokens).toBeGreaterThan(called.usage_metadata!.input_tokens);
    await expect(model.invoke("hi", { tools, toolChoice: "required" })).rejects.toMatchObject({ code: "config" });
  });

  it("stops when its reader does, and when it is aborted", async () => {
    for await (const chunk of model.stream(ENDLESS)) if (chunk.text === " tock") break;
    const controller = new AbortController();
    const reading = async () => {
      for await (const chunk of model.stream(ENDLESS, { signal: controller.signal }))
        if (chunk.text === " tock") controller.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: "aborted" });
    // While it waits for its turn, too.
    const first = model.stream(ENDLESS)[Symbol.asyncIterator]();
    await first.next();
    const other = new AbortController();
    const waiting = model.invoke(ENDLESS, { signal: other.signal });
    setImmediate(() => other.abort());
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    await first.return!();
    // It is free at once.
    expect((await model.invoke("sky?")).text).toBe("The sky is blue.");
  });

  it("answers one call after the other, and as many at a time as it was told", async () => {
    const two = await Promise.all([model.invoke("sky?"), model.invoke(ENDLESS, { maxTokens: 2 })]);
    expect(two.map(({ text }) => text)).toEqual(["The sky is blue.", "tick tock"]);
    await using pair = new ChatLlamaCpp({ modelPath, temperature: 0, gpu: false, sequences: 2, contextSize: 128 });
    // The second is read to its end while the first one is under way.
    const first = pair.stream(ENDLESS)[Symbol.asyncIterator]();
    await first.next();
    expect((await pair.invoke("sky?")).text).toBe("The sky is blue.");
    await first.return!();
  });

  it("stops what it answers when it is disposed of", async () => {
    const gone = new ChatLlamaCpp({ modelPath, temperature: 0, gpu: false });
    const reading = gone.invoke(ENDLESS);
    const waiting = gone.invoke("sky?");
    const both = Promise.allSettled([reading, waiting]);
    await gone.dispose();
    expect(await both).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    await expect(gone.invoke("sky?")).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("disposed"),
    });
  });

  it("is a config error where it is cut off", async () => {
    const cut = join(folder, "cut.gguf");
    writeFileSync(cut, readFileSync(modelPath).subarray(0, 100_000));
    const message = expect.stringContaining("cut.gguf cannot be loaded: ");
    const broken = new ChatLlamaCpp({ modelPath: cut, gpu: false });
    await expect(broken.invoke("hi")).rejects.toMatchObject({ code: "config", message });
    writeTinyGguf(cut);
    expect((await broken.invoke("sky?", { temperature: 0 })).text).toBe("The sky is blue.");
    await broken.dispose();
  });
});
