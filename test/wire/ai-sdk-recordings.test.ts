import { describe, expect, it } from "vitest";
import type { AIMessage } from "../../src/messages/ai.ts";
import { isRunletError } from "../../src/errors/error.ts";
import { fromAISDK, type AISDKModel } from "../../src/interop/ai-sdk/index.ts";
import { hasAISDK, MODELS, type Wire } from "../support/ai-sdk.ts";
import { cutAt, inPieces } from "../support/pieces.ts";
import { recordings } from "../support/recordings.ts";
import { replayServer } from "../support/replay-server.ts";
import { hasShared } from "../support/shared.ts";

const LONG = process.env["LONG"] === "1";

interface Said {
  text: string;
  thoughts: string;
  calls: unknown[];
  finish: unknown;
  usage: unknown;
  error: boolean;
}

/** What a model's parts say, up to their end, put together as plainly as can be. */
async function saidBy(model: AISDKModel): Promise<Said> {
  const said: Said = { text: "", thoughts: "", calls: [], finish: undefined, usage: undefined, error: false };
  const calls = new Map<string, [name: string, args: string]>();
  const prompt = [{ role: "user", content: [{ type: "text", text: "hi" }] }];
  try {
    const { stream } = await model.doStream({ prompt } as never);
    for await (const part of stream as AsyncIterable<any>) {
      if (part.type === "error") break;
      if (part.type === "text-delta") said.text += part.delta;
      if (part.type === "reasoning-delta") said.thoughts += part.delta;
      if (part.type === "tool-input-start" && !part.providerExecuted) calls.set(part.id, [part.toolName, ""]);
      if (part.type === "tool-input-delta" && calls.has(part.id)) calls.get(part.id)![1] += part.delta;
      if (part.type === "tool-call" && !part.providerExecuted) calls.set(part.toolCallId, [part.toolName, part.input]);
      if (part.type !== "finish") continue;
      const usage = [part.usage.inputTokens, part.usage.outputTokens].map((count) => count?.total ?? count);
      return {
        ...said,
        calls: [...calls].map(([id, call]) => [id, ...call]),
        finish: wordOf(part.finishReason),
        usage,
      };
    }
  } catch {
    // A refusal, or what a provider makes of bytes that it cannot read.
  }
  return { ...said, error: true };
}

const wordOf = (reason: string | { unified: string }): string => (typeof reason === "string" ? reason : reason.unified);

/** The same of a message. */
function saidIn(message: AIMessage): Said {
  const thoughts = message.contentBlocks.map((block) => (block.type === "reasoning" ? block.reasoning : ""));
  const calls = [...message.tool_calls, ...message.invalid_tool_calls].map(({ id, name, args }) => [id, name, args]);
  const { input_tokens, output_tokens } = message.usage_metadata ?? {};
  return {
    text: message.text,
    thoughts: thoughts.join(""),
    calls,
    finish: message.response_metadata["unified_finish_reason"],
    usage: [input_tokens, output_tokens],
    error: false,
  };
}

const valueOf = (input: unknown): unknown => {
  try {
    return typeof input === "string" ? JSON.parse(input || "{}") : input;
  } catch {
    return input;
  }
};
/** The calls in some order, with the arguments as values where they are valid; and without ids, if the reader has made them up. */
const comparable = ({ calls, ...said }: Said, wire: Wire): Said => ({
  ...said,
  calls: (calls as [string, string, unknown][])
    .map(([id, name, args]) => JSON.stringify([wire === "google" ? "" : id, name, valueOf(args)]))
    .toSorted(),
});

const all = recordings();
// One in four of the many, unless there is time for all.
const chosen = all.filter(({ name }, at) => LONG || name.startsWith("fixtures/") || at % 4 === 0);
/** Some other versions of the specification, and whose wire they speak. */
const OTHERS: Partial<Record<Wire, Wire>> = { anthropic: "anthropic v4", "openai-compatible": "openai-compatible v2" };

describe.skipIf(!hasAISDK || !hasShared)("recorded answers, through models of the AI SDK", () => {
  it("are there", () => expect(all.length).toBeGreaterThan(90));

  it.each(chosen)("$name", async ({ name, wire, body }) => {
    const bytes = new TextEncoder().encode(body);
    await using server = await replayServer({ body });
    for (const kind of LONG || name.includes("/anthropic/") ? [wire, OTHERS[wire]] : [wire]) {
      if (kind === undefined) continue;
      const read = (fetch?: () => Promise<Response>) =>
        fromAISDK(MODELS[kind]({ baseURL: server.url, ...(fetch && { fetch }) }))
          .invoke("hi")
          .then(
            (message) => comparable(saidIn(message), wire),
            (error: unknown) => (isRunletError(error) ? error.code : Promise.reject(error)),
          );
      const expected = comparable(await saidBy(MODELS[kind]({ baseURL: server.url })), wire);
      const whole = await read();
      if (expected.error) expect(whole).toEqual(expect.any(String));
      else expect(whole).toEqual(expected);
      for (let cuts = LONG ? 20 : 1; cuts > 0; cuts--) {
        const offset = Math.floor(Math.random() * bytes.length);
        const again = await read(() => Promise.resolve(inPieces(cutAt(bytes, offset))));
        expect(again, `cut at ${offset}`).toEqual(whole);
      }
    }
  });
});
