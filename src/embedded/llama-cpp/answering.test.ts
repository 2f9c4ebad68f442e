import { expect, it } from "vitest";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { Answering, type Asked } from "./answering.ts";
import type { GenerateOptions, LlamaChat, LlamaResponse } from "./peer.ts";

const ASKED = { history: [], inputTokens: 3, modelName: "a.gguf", maxTokens: 9, functions: {} } as unknown as Asked;

/** Answers as a model of node-llama-cpp does that says this. */
function answering(says: (options: GenerateOptions) => LlamaResponse | Promise<LlamaResponse>): Answering {
  const sequence = { tokenMeter: { usedOutputTokens: 0 } };
  const generateResponse: LlamaChat["generateResponse"] = async (_, options) => says(options);
  const chat: Partial<LlamaChat> = { sequence, generateResponse };
  return new Answering(chat as LlamaChat, ASKED);
}

async function read(answer: Answering): Promise<AIMessageChunk> {
  const chunks: AIMessageChunk[] = [];
  for (let next = await answer.next(); !next.done; next = await answer.next()) chunks.push(...next.value);
  return chunks.reduce((whole, chunk) => whole.concat(chunk));
}

it("keeps thoughts, text and calls apart", async () => {
  const answer = answering(({ onResponseChunk, onFunctionCallParamsChunk: call }) => {
    onResponseChunk({ type: "segment", text: "hm" });
    onResponseChunk({ text: "I " });
    onResponseChunk({ text: "look." });
    call!({ callIndex: 0, functionName: "sky", paramsChunk: '{"at":' });
    call!({ callIndex: 0, functionName: "sky", paramsChunk: '"noon"}' });
    call!({ callIndex: 1, functionName: "sea", paramsChunk: "{}" });
    return { functionCalls: [{}, {}], metadata: { stopReason: "functionCalls" } };
  });
  const message = await read(answer);
  expect(message.text).toBe("I look.");
  expect(message.additional_kwargs).toMatchObject({ reasoning_content: "hm" });
  expect(message.tool_calls).toMatchObject([
    { id: `${message.id}-0`, name: "sky", args: { at: "noon" } },
    { id: `${message.id}-1`, name: "sea", args: {} },
  ]);
  expect(message.response_metadata).toMatchObject({ finish_reason: "tool_calls", model_name: "a.gguf" });
});

it("is an error of the provider where llama.cpp fails, behind what it has said", async () => {
  const answer = answering(({ onResponseChunk }) => {
    onResponseChunk({ text: "The" });
    throw new Error("Eval has failed");
  });
  expect((await answer.next()).value?.map(({ text }) => text)).toEqual(["The"]);
  const failure = { code: "provider", phase: "mid-stream", message: "llama.cpp failed: Eval has failed." };
  await expect(answer.next()).rejects.toMatchObject(failure);
});
