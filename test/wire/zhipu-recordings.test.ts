import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { concatMessages } from "../../src/messages/concat.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { cutAt, inPieces } from "../support/pieces.ts";
import { hasShared, SHARED } from "../support/shared.ts";

/** Every chunk that the model gives for a body in these pieces, as plain JSON. */
async function chunksOf(pieces: readonly Uint8Array[]): Promise<AIMessageChunk[]> {
  const model = new ChatZhipuAI({ apiKey: "id.secret", fetch: () => Promise.resolve(inPieces(pieces)) });
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of model.stream("hello")) chunks.push(chunk);
  return chunks;
}

describe.skipIf(!hasShared)("recorded answers of GLM, through the model", () => {
  const folder = join(SHARED, "fixtures/zhipu");
  const files = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".sse")) : [];

  it("are there", () => expect(files.length).toBeGreaterThanOrEqual(5));

  for (const file of files) {
    const bytes = hasShared ? readFileSync(join(folder, file)) : new Uint8Array();
    // Of the long one (150 KB of one shape) the cuts are sampled, those of its ends all tried; LONG=1 tries them all.
    const every = bytes.length < 40_000 || process.env["LONG"] === "1";
    const offsets = Array.from({ length: bytes.length + 1 }, (_, at) => at).filter(
      (at) => every || at < 2_000 || at > bytes.length - 2_000 || at % 331 === 0,
    );

    it(`${file}: the same chunks wherever it is cut (${offsets.length} cuts)`, { timeout: 1_800_000 }, async () => {
      const whole = await chunksOf([bytes]);
      const expected = JSON.stringify(whole);
      for (const offset of offsets) {
        const chunks = await chunksOf(cutAt(bytes, offset));
        if (JSON.stringify(chunks) !== expected) expect.fail(`differs when cut at byte ${offset}`);
      }
      const bytewise = await chunksOf(Array.from(bytes, (byte) => Uint8Array.of(byte)));
      expect(JSON.stringify(bytewise)).toBe(expected);
    });

    it(`${file}: says what its events say`, async () => {
      const events = Buffer.from(bytes)
        .toString("utf8")
        .split("\n\n")
        .map((event) => event.replace(/^data: /, ""))
        .filter((data) => data.startsWith("{"))
        .map((data) => JSON.parse(data));
      const deltas = events.map((event) => event.choices?.[0]?.delta ?? {});
      const whole = concatMessages(await chunksOf([bytes])).toMessage();

      expect(whole.id).toBe(events[0].id);
      expect(whole.text).toBe(deltas.map((delta) => delta.content ?? "").join(""));
      expect(whole.additional_kwargs["reasoning_content"]).toBe(
        deltas.map((delta) => delta.reasoning_content ?? "").join(""),
      );
      expect(whole.response_metadata["finish_reason"]).toBe(events.at(-1).choices[0].finish_reason);
      expect(whole.usage_metadata).toMatchObject({
        input_tokens: events.at(-1).usage.prompt_tokens,
        output_tokens: events.at(-1).usage.completion_tokens,
        total_tokens: events.at(-1).usage.total_tokens,
      });
      const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
      expect(whole.tool_calls.map(({ id, name, args }) => ({ id, name, args }))).toEqual(
        calls.map((call) => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) })),
      );
    });
  }
});
