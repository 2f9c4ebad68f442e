import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { coerceMessage } from "../../src/messages/coerce.ts";
import { MessageEventReader } from "../../src/messages/event-reader.ts";
import { ChatOpenAIResponses } from "../../src/providers/openai-responses/index.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { inPieces } from "../support/pieces.ts";
import { dataOf, recordings, RESPONSES, type Recording } from "../support/recorded-bodies.ts";
import { hasShared } from "../support/shared.ts";

const files = [
  ...recordings("fixtures/openai-responses", RESPONSES),
  ...recordings("suites/provider-streams-a/openai", RESPONSES, /^responses-/),
];
/** Some files hold the answers of several calls, one behind the other. */
const all = files.flatMap(({ name, bytes }) => {
  const bodies = new TextDecoder().decode(bytes).split(/(?=event: response\.created\n)/);
  return bodies.map((body, i) => ({
    name: i === 0 ? name : `${name}, call ${i + 1}`,
    bytes: new TextEncoder().encode(body),
  }));
});
const isBroken = ({ name }: Recording) => name.includes("parallel-tool-call-wrapper");
const fails = ({ name }: Recording) => name.includes("openai-error");
const whole = all.filter((recording) => !isBroken(recording) && !fails(recording));

/** What comes of a body, and what it ends with where that is an error. */
async function read(answer: Response) {
  const model = new ChatOpenAIResponses({ apiKey: "sk-s3cr3t", fetch: () => Promise.resolve(answer), maxRetries: 0 });
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

const messageOf = async ({ bytes }: Recording) => joinMessages((await read(inPieces([bytes]))).chunks);

/** The items that an answer was made of, by the events that say them whole; of some recordings each event has ids of its own. */
function itemsOf(events: readonly any[]): { at: number; item: any }[] {
  const begun = new Map(
    events
      .filter(({ type }) => type === "response.output_item.added")
      .map((event) => [event.output_index, event.item.id]),
  );
  return events
    .filter(({ type }) => type === "response.output_item.done")
    .map(({ item, output_index: at }) => ({
      at,
      item: item.type === "message" ? { ...item, id: begun.get(at) } : item,
    }));
}

/** What a call sends whose input is this conversation. */
async function inputOf(messages: readonly unknown[], store?: boolean): Promise<any[]> {
  let body: any;
  const end = 'data: {"type":"response.completed","response":{"status":"completed"}}\n\n';
  const fetch = async (_: unknown, request: RequestInit = {}) => {
    body = JSON.parse(String(request.body));
    return inPieces([new TextEncoder().encode(end)]);
  };
  await new ChatOpenAIResponses({ apiKey: "sk-s3cr3t", fetch: fetch as typeof globalThis.fetch, store }).invoke(
    messages.map((message) => coerceMessage(message as never)),
  );
  return body.input;
}

describe.skipIf(!hasShared)("recorded answers of Responses", () => {
  it("are there", () => expect(all).toHaveLength(39));

  it.each(all)("$name: the same wherever it is cut", { timeout: 1_800_000 }, async ({ bytes }) => {
    await sameWhereverCut(bytes, "text/event-stream", read, bytes.length < 12_000 ? 40 : 3);
  });

  it.each(whole)("$name: says what its events say", async (recording) => {
    const { chunks, error } = await read(inPieces([recording.bytes]));
    const message = joinMessages(chunks);
    const events = dataOf(recording);
    const text = (type: string) =>
      events
        .filter((event) => event.type === type)
        .map(({ delta }) => delta)
        .join("");
    expect(error).toBeUndefined();

    expect(message.text).toBe(text("response.output_text.delta"));
    const thoughts = message.contentBlocks.map((block) => (block.type === "reasoning" ? block.reasoning : "")).join("");
    expect(thoughts).toBe(text("response.reasoning_summary_text.delta") + text("response.reasoning_text.delta"));
    expect(message.id).toBe(events[0].response.id);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);

    const items = itemsOf(events);
    expect(message.invalid_tool_calls).toEqual([]);
    expect(message.tool_calls).toEqual(
      items
        .map(({ item }) => item)
        .filter(({ type }) => type === "function_call" || type === "custom_tool_call")
        .map(({ type, call_id: id, name, arguments: args, input }) => {
          return { type: "tool_call", id, name, args: type === "function_call" ? JSON.parse(args) : { input } };
        }),
    );
    const blocks = typeof message.content === "string" ? [] : message.content;
    expect(blocks.filter(({ type }) => type !== "text" && type !== "reasoning")).toEqual(
      items
        .map(({ at, item }) => ({ ...item, index: String(at) }))
        .filter(({ type }) => !["message", "reasoning", "function_call", "custom_tool_call"].includes(type)),
    );

    const { response } = events.at(-1);
    expect(message.response_metadata).toMatchObject({ finish_reason: response.status, model_name: response.model });
    const { usage } = response;
    expect(message.usage_metadata).toMatchObject({
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      total_tokens: usage.total_tokens,
    });
    expect(message.usage_metadata?.input_token_details?.["cache_read"] ?? 0).toBe(
      usage.input_tokens_details.cached_tokens,
    );
    expect(message.usage_metadata?.output_token_details?.["reasoning"] ?? 0).toBe(
      usage.output_tokens_details.reasoning_tokens,
    );
  });

  it.each(whole)("$name: goes back as it came", async (recording) => {
    const message = await messageOf(recording);
    const events = dataOf(recording);
    const expected = itemsOf(events).flatMap(({ at, item }) => asInput(item, textsOf(events, at), at === 0));
    while (expected.at(-1).type === "reasoning") expected.pop();
    if (typeof message.content === "string" && message.content !== "")
      expected[0] = { role: "assistant", content: expected[0].content[0].text };
    expect(await inputOf([message])).toEqual(expected);
    // Also when it was kept as JSON.
    expect(await inputOf([JSON.parse(JSON.stringify(message))])).toEqual(expected);
    const unkept = expected.filter(({ type, encrypted_content: encrypted }) => type !== "reasoning" || encrypted);
    expect(await inputOf([message], false)).toEqual(unkept);
  });

  it.each(whole)("$name: its blocks are told as they come", async (recording) => {
    const { chunks } = await read(inPieces([recording.bytes]));
    const events: any[] = [];
    const reader = new MessageEventReader({ push: (event) => events.push(event), end: () => {} });
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
    const finished = events.filter(({ type }) => type === "content-block-finish").map(({ content }) => content.type);
    const blocks = joinMessages(chunks).contentBlocks.map(({ type }) => type);
    expect(finished.toSorted()).toEqual(blocks.toSorted());
  });

  it.each(all.filter(fails))("$name: the error, which may not be tried again", async ({ bytes }) => {
    expect((await read(inPieces([bytes]))).error).toMatchObject({
      code: "quota",
      providerCode: "insufficient_quota",
      phase: "before-first-chunk",
      retryable: false,
    });
  });

  it.each(all.filter(isBroken))(
    "$name: lines that are no JSON are an error, mended ones are not",
    async (recording) => {
      const { chunks, error } = await read(inPieces([recording.bytes]));
      expect(chunks).toEqual([]);
      expect(error).toMatchObject({ code: "protocol", phase: "before-first-chunk", retryable: false });

      const mended = new TextDecoder().decode(recording.bytes).replaceAll('"metadata":{}}\n', '"metadata":{}}}\n');
      const message = await messageOf({ ...recording, bytes: new TextEncoder().encode(mended) });
      expect(message.tool_calls).toMatchObject([{ id: "call_parallel", name: "parallel" }]);
      expect((message.tool_calls[0]!.args as any).tool_uses).toHaveLength(2);
    },
  );
});

/** The texts of the parts of the item at this place. Of some recordings the pieces were shortened, and not the whole. */
function textsOf(events: readonly any[], output: number): string[] {
  const texts: string[] = [];
  for (const { type, output_index, content_index, delta } of events)
    if (type === "response.output_text.delta" && output_index === output)
      texts[content_index] = (texts[content_index] ?? "") + delta;
  return texts;
}

/** An item of an answer as it may stand in an input, by what the service says of each. */
function asInput(item: any, texts: string[], first: boolean): any[] {
  const { status, ...rest } = item;
  switch (item.type) {
    case "message": {
      const { id, ...said } = rest;
      const parts = item.content.map(({ logprobs: _, ...part }: any, i: number) => ({
        ...part,
        text: texts[i] ?? part.text,
      }));
      const content = parts.filter(({ text }: any) => text !== "");
      // One that begins the answer is its text, and nothing more is known of it; one of phases is more.
      const known = first && said.phase === undefined ? {} : { id, status };
      return content.length === 0 ? [] : [{ ...said, ...known, content }];
    }
    case "reasoning": {
      const { encrypted_content: encrypted, content = [], ...said } = rest;
      return [{ ...said, ...(content.length > 0 && { content }), ...(encrypted && { encrypted_content: encrypted }) }];
    }
    case "function_call":
      return [{ ...rest, arguments: JSON.stringify(JSON.parse(item.arguments)) }];
    case "custom_tool_call":
      return [rest];
    default:
      return [item];
  }
}
