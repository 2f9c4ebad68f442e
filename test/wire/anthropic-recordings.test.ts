import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { ChatAnthropic } from "../../src/providers/anthropic/index.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { inPieces } from "../support/pieces.ts";
import { dataOf, recordings, type Framing, type Recording } from "../support/recorded-bodies.ts";
import { hasShared } from "../support/shared.ts";

const MESSAGES: Framing = { event: (line) => `event: ${/"type":\s*"(\w+)"/.exec(line)![1]}\ndata: ${line}\n\n` };

/** One file has the answers of a whole conversation, one behind the other. */
function answersOf(recording: Recording): Recording[] {
  const events = new TextDecoder().decode(recording.bytes).split(/(?<=data: \{"type":"message_stop"\s*\}\n\n)/);
  return events.map((body, at) => ({
    name: at === 0 ? recording.name : `${recording.name}, answer ${at + 1}`,
    bytes: new TextEncoder().encode(body),
  }));
}

const all = [
  ...recordings("fixtures/anthropic", MESSAGES),
  ...recordings("suites/provider-streams-a/anthropic", MESSAGES),
].flatMap(answersOf);
const spliced = all.find(({ name }) => name.includes("spliced"));
const whole = all.filter((recording) => recording !== spliced);
const named = (part: string): Recording => all.find(({ name }) => name.includes(part))!;

const answering = (answer: Response) =>
  new ChatAnthropic({ apiKey: "sk-ant-key", fetch: () => Promise.resolve(answer) });

/** What comes of a body, and what it ends with where that is an error. */
async function read(answer: Response) {
  const chunks: AIMessageChunk[] = [];
  try {
    for await (const chunk of answering(answer).stream("hello")) chunks.push(chunk);
  } catch (error) {
    if (!isRunletError(error)) throw error;
    const { code, message, phase, retryable, partial } = error;
    return { chunks, error: { code, message, phase, retryable, partial } };
  }
  return { chunks, error: undefined };
}

const messageOf = async ({ bytes }: Recording) => joinMessages((await read(inPieces([bytes]))).chunks);

/** The blocks that the events of a body amount to, put together as the service's own page says. */
function blocksOf(recording: Recording): any[] {
  const blocks: any[] = [];
  const inputs: string[] = [];
  for (const { type, index, content_block, delta, message } of dataOf(recording)) {
    if (type === "message_start") blocks.push(...message.content);
    if (type === "content_block_start") blocks[index] = { ...content_block };
    if (type !== "content_block_delta") continue;
    const block = blocks[index];
    if (delta.type === "text_delta") block.text += delta.text;
    if (delta.type === "thinking_delta") block.thinking += delta.thinking;
    if (delta.type === "signature_delta") block.signature = delta.signature;
    if (delta.type === "compaction_delta") block.content = delta.content;
    if (delta.type === "citations_delta") block.citations = [...(block.citations ?? []), delta.citation];
    if (delta.type === "input_json_delta") inputs[index] = (inputs[index] ?? "") + delta.partial_json;
  }
  for (const [index, text] of inputs.entries()) if (text) blocks[index].input = parsed(text);
  return blocks;
}

/** The input of a call; undefined where it was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What of that can be sent back: no text that says nothing, no empty list, no call that was cut off. */
function sendable(blocks: any[]): any[] {
  return blocks
    .filter((block) => !(block.type === "text" && block.text === "") && !("input" in block && !block.input))
    .map(({ citations, ...block }) => (citations?.length > 0 ? { ...block, citations } : block));
}

describe.skipIf(!hasShared)("recorded answers of Anthropic", () => {
  it("are there", () => expect(all).toHaveLength(hasShared ? 55 : 0));

  it.each(all)("$name: the same wherever it is cut", { timeout: 1_800_000 }, async ({ bytes }) => {
    await sameWhereverCut(bytes, "text/event-stream", read, 6);
  });

  it.each(whole)("$name: says what its events say", async (recording) => {
    const { chunks, error } = await read(inPieces([recording.bytes]));
    expect(error).toBeUndefined();
    const message = joinMessages(chunks);
    const events = dataOf(recording);
    const blocks = blocksOf(recording);
    const start = events[0].message;

    expect(message.text).toBe(blocks.map((block) => (block.type === "text" ? block.text : "")).join(""));
    expect(new Set(chunks.map((chunk) => chunk.id))).toEqual(new Set([start.id]));
    expect(
      chunks.every(
        (chunk) =>
          chunk === chunks.at(-1) || chunk.text || chunk.content.length > 0 || chunk.tool_call_chunks.length > 0,
      ),
    ).toBe(true);
    const thoughts = blocks.filter(({ type }) => type === "thinking").map(({ thinking }) => thinking);
    const reasoning = message.contentBlocks.filter((block) => block.type === "reasoning");
    expect(reasoning.map((block) => block.reasoning)).toEqual(thoughts);
    expect(message.tool_calls).toEqual(
      blocks
        .filter(({ type, input }) => type === "tool_use" && input)
        .map(({ id, name, input }) => ({ type: "tool_call", id, name, args: input })),
    );

    const end = events.findLast(({ type }) => type === "message_delta") ?? { delta: start, usage: start.usage };
    expect(message.response_metadata["finish_reason"]).toBe(end.delta.stop_reason);
    expect(message.response_metadata["model_name"]).toBe(start.model);
    const usage = { ...start.usage, ...end.usage };
    const [read_, written] = [usage.cache_read_input_tokens ?? 0, usage.cache_creation_input_tokens ?? 0];
    expect(message.usage_metadata).toMatchObject({
      input_tokens: usage.input_tokens + read_ + written,
      output_tokens: usage.output_tokens,
      total_tokens: usage.input_tokens + read_ + written + usage.output_tokens,
    });
    expect(message.usage_metadata!.input_token_details?.["cache_read"] ?? 0).toBe(read_);
    expect(message.usage_metadata!.input_token_details?.["cache_creation"] ?? 0).toBe(written);
  });

  it.each(whole)("$name: goes back whole, block by block", async (recording) => {
    let body: any;
    const fetch = async (_: unknown, init?: RequestInit) => {
      body = JSON.parse(init!.body as string);
      return inPieces([named("anthropic-text").bytes]);
    };
    await new ChatAnthropic({ apiKey: "sk-ant-key", fetch: fetch as typeof globalThis.fetch }).invoke([
      "hello",
      await messageOf(recording),
      "go on",
    ]);
    const said = body.messages.filter(({ role }: { role: string }) => role === "assistant");
    const blocks = sendable(blocksOf(recording));
    expect(said).toEqual(blocks.length === 0 ? [] : [{ role: "assistant", content: blocks }]);
  });

  it("in which another answer begins are broken off, and may be asked for again", async () => {
    const { chunks, error } = await read(inPieces([spliced!.bytes]));
    expect(joinMessages(chunks).contentBlocks[0]).toMatchObject({ reasoning: "I will call the tool." });
    expect(error).toMatchObject({
      code: "truncated",
      phase: "mid-stream",
      retryable: true,
      partial: { id: "msg_first" },
    });
  });

  it("that begin twice are one", async () => {
    const message = await messageOf(named("duplicate-message-start"));
    expect(message.content).toBe("Hello, World!");
    expect(message.usage_metadata).toEqual({ input_tokens: 17, output_tokens: 227, total_tokens: 244 });
  });

  it("without arguments are calls with none, and those cut off are none that runs", async () => {
    expect((await messageOf(named("tool-no-args"))).tool_calls).toMatchObject([{ name: "updateIssueList", args: {} }]);
    const cut = await messageOf(named("incomplete_partial_json"));
    expect(cut.tool_calls).toEqual([]);
    expect(cut.invalid_tool_calls).toMatchObject([{ name: "make_file", error: expect.stringContaining("incomplete") }]);
    expect(cut.response_metadata["finish_reason"]).toBe("max_tokens");
  });

  it("that refuse say why", async () => {
    expect((await messageOf(named("anthropic-refusal"))).response_metadata).toMatchObject({
      finish_reason: "refusal",
      stop_details: { type: "refusal", category: "cyber" },
    });
  });

  it("with sources have them beside their text", async () => {
    const { contentBlocks } = await messageOf(named("web-search-tool"));
    const cited = contentBlocks.find((block) => block.type === "text" && block.annotations?.length === 3);
    expect(cited).toMatchObject({
      annotations: [
        {
          type: "citation",
          url: expect.stringContaining("https://www.apple.com/newsroom/"),
          citedText: expect.stringContaining("Apple Ginza"),
        },
        {},
        {},
      ],
    });
  });

  it("that only say text do so in strings", async () => {
    const { chunks } = await read(inPieces([named("anthropic-text").bytes]));
    expect(chunks.map((chunk) => typeof chunk.content)).toEqual(chunks.map(() => "string"));
    expect(chunks[0]!.text).not.toBe("");
  });

  it("have what the service's tools did, and in which container", async () => {
    const message = await messageOf(named("code-execution-20250825.1"));
    expect(message.contentBlocks.map(({ type }) => type)).toContain("non_standard");
    expect(message.response_metadata["container"]).toMatchObject({ id: "container_011CU6pTr2hLT47seQ5Xs4yj" });
    expect(message.response_metadata["usage"]).toMatchObject({ server_tool_use: { web_search_requests: 0 } });
  });
});
