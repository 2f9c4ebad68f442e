import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { ChatOpenAICompatible } from "../../src/providers/openai-compatible/index.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { inPieces } from "../support/pieces.ts";
import { CHAT_COMPLETIONS, dataOf, recordings, type Recording } from "../support/recorded-bodies.ts";
import { hasShared } from "../support/shared.ts";

const FOLDERS = ["azure", "deepseek", "groq", "huggingface", "llamacpp", "mistral", "openai", "openrouter", "xai"];
const all = [
  ...FOLDERS.flatMap((folder) => recordings(`fixtures/${folder}`, CHAT_COMPLETIONS)),
  ...recordings("suites/provider-streams-a/openai", CHAT_COMPLETIONS, /^chat-/),
  ...recordings("suites/provider-streams-a/openai-compatible", CHAT_COMPLETIONS),
];

/** What comes of a body, and what it ends with where that is an error. */
async function read(answer: Response) {
  const fetch = () => Promise.resolve(answer);
  const model = new ChatOpenAICompatible({ baseURL: "https://llm.example/v1", model: "m", fetch });
  const chunks: AIMessageChunk[] = [];
  try {
    for await (const chunk of model.stream("hello")) chunks.push(chunk);
  } catch (error) {
    if (!isRunletError(error)) throw error;
    const { code, message, phase, retryable, providerCode } = error;
    return { chunks, error: { code, message, phase, retryable, providerCode } };
  }
  return { chunks, error: undefined };
}

const whole = ({ bytes }: Recording) => read(inPieces([bytes]));

describe.skipIf(!hasShared)("recorded answers of chat completions", () => {
  it("are there", () => expect(all).toHaveLength(hasShared ? 18 : 0));

  it.each(all)("$name: the same wherever it is cut", { timeout: 1_800_000 }, async ({ bytes }) => {
    await sameWhereverCut(bytes, "text/event-stream", read);
  });

  it.each(recordings("fixtures/cohere", CHAT_COMPLETIONS))(
    "$name, of a wire that it does not speak: nothing outside of the errors",
    async ({ bytes }) => {
      expect(await read(inPieces([bytes]))).toMatchObject({ chunks: [], error: undefined });
      // Cut short, it has no end that it knows.
      expect(await read(inPieces([bytes.subarray(0, 2000)]))).toMatchObject({ error: { code: "truncated" } });
    },
  );

  it.each(all)("$name: says what its events say", async (recording) => {
    const { chunks, error } = await whole(recording);
    const message = joinMessages(chunks);
    const events = dataOf(recording);
    const deltas = events.map((event) => event.choices?.[0]?.delta ?? {});

    expect(message.text).toBe(deltas.map((delta) => delta.content ?? "").join(""));
    const thoughts = deltas.map((delta) => delta.reasoning_content ?? delta.reasoning ?? "").join("");
    expect(message.additional_kwargs["reasoning_content"] ?? "").toBe(thoughts);
    if (thoughts !== "") expect(message.contentBlocks[0]).toEqual({ type: "reasoning", reasoning: thoughts });
    expect(message.id).toBe(events.find((event) => event.id)?.id);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);

    const calls: { id?: string; name?: string; args: string }[] = [];
    for (const call of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
      const known = (calls[call.index] ??= { args: "" });
      known.id ??= call.id;
      known.name ??= call.function.name;
      known.args += call.function.arguments ?? "";
    }
    expect(message.tool_calls.map(({ id, name, args }) => ({ id, name, args }))).toEqual(
      calls.map(({ id, name, args }) => ({ id, name, args: JSON.parse(args) })),
    );

    const last = events.findLast((event) => event.choices?.[0]?.finish_reason);
    const failed = events.some((event) => event.error);
    expect(error !== undefined).toBe(failed);
    expect(message.response_metadata["finish_reason"]).toBe(last?.choices[0].finish_reason);
    expect(message.response_metadata["model_name"]).toBe(last?.model);
    const usage = failed ? undefined : events.findLast((event) => event.usage)?.usage;
    expect(message.usage_metadata?.total_tokens).toBe(usage?.total_tokens);
    expect(message.usage_metadata?.input_tokens).toBe(usage?.prompt_tokens);
    expect(message.usage_metadata?.input_token_details?.["cache_read"] ?? 0).toBe(
      usage?.prompt_tokens_details?.cached_tokens ?? 0,
    );
    expect(message.usage_metadata?.output_token_details?.["reasoning"] ?? 0).toBe(
      usage?.completion_tokens_details?.reasoning_tokens ?? 0,
    );
  });

  it("of xAI count thoughts as a part of what was said", async () => {
    const recording = all.find(({ name }) => name === "xai/grok-4-fast.tool_streaming.0.sse")!;
    expect(joinMessages((await whole(recording)).chunks).usage_metadata).toEqual({
      input_tokens: 361,
      output_tokens: 26 + 235,
      total_tokens: 622,
      input_token_details: { cache_read: 360 },
      output_token_details: { reasoning: 235 },
    });
  });

  it("that fail in the middle say so, with what had come", async () => {
    const groq = all.find(({ name }) => name.startsWith("groq/tool_use_failed"))!;
    expect((await whole(groq)).error).toMatchObject({
      code: "invalid_request",
      providerCode: "tool_use_failed",
      phase: "mid-stream",
    });
    const openrouter = all.find(({ name }) => name === "openrouter/stream_error.0.sse")!;
    expect((await whole(openrouter)).error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("Token limit reached"),
      phase: "mid-stream",
    });
  });
});
