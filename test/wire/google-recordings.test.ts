import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { ChatGoogle } from "../../src/providers/google/chat-model.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { hasShared, SHARED } from "../support/shared.ts";

const SSE = "text/event-stream";

const read = (answer: Response) =>
  new ChatGoogle({ apiKey: "key-123", fetch: () => Promise.resolve(answer) }).invoke("hello");

interface Recording {
  readonly name: string;
  readonly body: string;
  readonly events: readonly any[];
}

function recordings(): Recording[] {
  if (!hasShared) return [];
  const fixtures = join(SHARED, "fixtures/gemini");
  const suite = join(SHARED, "suites/provider-streams-a/google");
  return [
    ...readdirSync(fixtures).map((name) => {
      const body = readFileSync(join(fixtures, name), "utf8");
      const events = body.split(/\r\n\r\n/).filter(Boolean);
      return { name, body, events: events.map((event) => JSON.parse(event.replace(/^data: /, ""))) };
    }),
    ...readdirSync(suite).map((name) => {
      const lines = readFileSync(join(suite, name), "utf8").split("\n").filter(Boolean);
      return {
        name,
        body: lines.map((line) => `data: ${line}\r\n\r\n`).join(""),
        events: lines.map((line) => JSON.parse(line)),
      };
    }),
  ];
}

/** Puts a value, or a piece of a text, at a place such as `$.a[0].b`. */
function put(target: any, { jsonPath, stringValue, numberValue, boolValue }: any): void {
  const keys = [...jsonPath.matchAll(/[^.$[\]]+/g)].map(([key]) => key);
  let at = target;
  keys.slice(0, -1).forEach((key, i) => (at = at[key] ??= /^\d+$/.test(keys[i + 1]) ? [] : {}));
  const last = keys.at(-1);
  at[last] = stringValue === undefined ? (numberValue ?? boolValue) : (at[last] ?? "") + stringValue;
}

/** What the events say, read as plainly as can be. */
function plainly(events: readonly any[]) {
  const parts = events.flatMap((event) => event.candidates?.[0]?.content?.parts ?? []);
  const calls: { name: string; args: object; signature?: string }[] = [];
  for (const { functionCall: call, thoughtSignature: signature } of parts) {
    if (call?.name) calls.push({ name: call.name, args: call.args ?? {}, ...(signature && { signature }) });
    for (const arg of call?.partialArgs ?? []) put(calls.at(-1)!.args, arg);
  }
  const textOf = (thought: boolean) =>
    parts
      .filter((part) => "text" in part && (part.thought === true) === thought)
      .map((part) => part.text)
      .join("");
  const usage = events.at(-1).usageMetadata;
  return {
    id: events[0].responseId,
    text: textOf(false),
    thoughts: textOf(true),
    textSignatures: parts
      .filter((part) => "text" in part && part.thoughtSignature)
      .map((part) => part.thoughtSignature),
    calls,
    finish: events.map((event) => event.candidates?.[0]?.finishReason).findLast(Boolean),
    usage: {
      input: usage.promptTokenCount,
      output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      total: usage.totalTokenCount,
      thoughts: usage.thoughtsTokenCount,
    },
  };
}

describe.skipIf(!hasShared)("recorded answers of Gemini", () => {
  const all = recordings();
  const isInteraction = ({ name }: Recording) => name.startsWith("interactions-");

  it("are there", () => expect(all.length).toBe(20));

  it.each(all.filter((recording) => !isInteraction(recording)))("$name", { timeout: 600_000 }, async (recording) => {
    const { body, events } = recording;
    const message = await sameWhereverCut(Buffer.from(body), SSE, read);
    const signatures = (message.additional_kwargs["thought_signatures"] ?? {}) as Record<string, string>;
    const blocks = message.contentBlocks;
    expect({
      id: message.id,
      text: message.text,
      thoughts: blocks.map((block) => (block.type === "reasoning" ? block.reasoning : "")).join(""),
      textSignatures: blocks.flatMap((block) => (block as { thoughtSignature?: string }).thoughtSignature ?? []),
      calls: message.tool_calls.map(({ id, name, args }) => ({
        name,
        args,
        ...(signatures[id!] && { signature: signatures[id!] }),
      })),
      finish: message.response_metadata["finish_reason"],
      usage: {
        input: message.usage_metadata!.input_tokens,
        output: message.usage_metadata!.output_tokens,
        total: message.usage_metadata!.total_tokens,
        thoughts: message.usage_metadata!.output_token_details?.["reasoning"],
      },
    }).toEqual(plainly(events));
    expect(message.invalid_tool_calls).toEqual([]);
    expect(message.response_metadata["model_name"]).toBe(events[0].modelVersion);
  });

  it.each(all.filter(isInteraction))("$name, which is of another interface, is an error of ours", async ({ body }) => {
    const failure = (answer: Response) =>
      read(answer).then(
        () => expect.fail("it did not fail"),
        (error: unknown) => (isRunletError(error) ? error.code : Promise.reject(error)),
      );
    expect(await failure(new Response(body, { headers: { "content-type": SSE } }))).toBe("truncated");
  });
});
