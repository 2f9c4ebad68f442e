import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { describe, expect, it } from "vitest";
import { messageChunkFromJSON } from "../../src/messages/json.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { generator } from "../../src/runnables/generator.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { all } from "../support/all.ts";
import { COUNTRIES, HELLO } from "../support/guide-tokens.ts";
import { patiently } from "../support/patiently.ts";
import { Source } from "../support/source.ts";

const sse = { version: "v2", encoding: "text/event-stream" } as const;

/** The frames of a text, as a page reads them that knows the format by heart. */
function framesByHand(bytes: string): EventSourceMessage[] {
  expect(bytes.endsWith("\n\n")).toBe(true);
  return bytes
    .slice(0, -2)
    .split("\n\n")
    .map((frame) => {
      const [, event, data] = /^event: (\w+)\ndata: ([^\n]*)$/.exec(frame)!;
      return { id: undefined, event, data: data! };
    });
}

function framesByParser(bytes: string): EventSourceMessage[] {
  const frames: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (frame) => void frames.push(frame) });
  parser.feed(bytes);
  return frames;
}

/** What the frames say, read both ways. */
function framesOf(bytes: string): readonly (readonly [event: string, data: unknown])[] {
  const frames = framesByHand(bytes);
  expect(framesByParser(bytes)).toEqual(frames);
  return frames.map(({ event, data }) => [event!, JSON.parse(data)]);
}

/** Serves the events of a run over HTTP, as a server does that is a function from `Request` to `Response`. */
async function served(runnable: Runnable<string, unknown, unknown>) {
  const server = createServer((_, answer) => {
    const { body, headers } = new Response(runnable.streamEvents("hello", sse), {
      headers: { "content-type": "text/event-stream" },
    });
    answer.writeHead(200, Object.fromEntries(headers));
    pipeline(Readable.fromWeb(body! as never), answer).catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("the guide's row 23, events as server-sent events", () => {
  it("are the bytes of each event, and of the end", async () => {
    const model = new ScriptedChatModel({ replies: [["Hi"]] });
    const bytes = await new Response(
      model.streamEvents("hello", { ...sse, runId: "0190b7a5-1d5c-7000-8000-000000000001" }),
    ).text();
    const rest =
      '"name":"ScriptedChatModel","run_id":"0190b7a5-1d5c-7000-8000-000000000001","parent_ids":[],"tags":[],"metadata":{}';
    const message = '{"type":"ai","content":"Hi","id":"run-…"}';
    expect(bytes.replaceAll(/run-[0-9a-f-]{36}/g, "run-…")).toBe(
      `event: data\ndata: {"event":"on_chat_model_start",${rest},"data":{"input":"hello"}}\n\n` +
        `event: data\ndata: {"event":"on_chat_model_stream",${rest},"data":{"chunk":${message}}}\n\n` +
        `event: data\ndata: {"event":"on_chat_model_end",${rest},"data":{"output":${message},"input":"hello"}}\n\n` +
        "event: end\ndata: {}\n\n",
    );
  });

  it("come over HTTP as they are in process", async () => {
    const model = new ScriptedChatModel({ replies: [COUNTRIES] });
    const chain = model.pipe(new JsonOutputParser());
    const inProcess = await all(chain.streamEvents("hello"));
    await using server = await served(chain);
    const response = await fetch(server.url);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const frames = framesOf(await response.text());
    expect(frames.at(-1)).toEqual(["end", {}]);
    expect(frames.slice(0, -1).map(([event]) => event)).toEqual(inProcess.map(() => "data"));
    const events = frames.slice(0, -1).map(([, data]) => data as StreamEvent);
    expect(events.map(({ event, name, tags }) => [event, name, tags])).toEqual(
      inProcess.map(({ event, name, tags }) => [event, name, tags]),
    );
    const data = (each: readonly StreamEvent[]) =>
      JSON.stringify(each.map(({ data }) => data)).replaceAll(/run-[0-9a-f-]{36}/g, "run-…");
    expect(data(events)).toBe(data(inProcess));
  });

  it("give the messages back", async () => {
    const model = new ScriptedChatModel({ replies: [HELLO] });
    await using server = await served(model);
    const frames = framesOf(await (await fetch(server.url)).text());
    const chunks = frames.flatMap(([, data]) => {
      const event = data as StreamEvent;
      return event.event === "on_chat_model_stream" ? [messageChunkFromJSON(event.data.chunk as never)] : [];
    });
    expect(chunks.map(({ text }) => text)).toEqual(HELLO);
  });

  it("of a run that fails end with the error, and no end", async () => {
    const model = new ScriptedChatModel({ replies: [["Hello", Object.assign(new TypeError("boom"), { code: "E" })]] });
    await using server = await served(model.pipe(new JsonOutputParser()));
    const frames = framesOf(await (await fetch(server.url)).text());
    expect(frames.slice(-4)).toMatchObject([
      ["data", { event: "on_chat_model_error", data: { error: { name: "TypeError", code: "E", message: "boom" } } }],
      ["data", { event: "on_parser_error" }],
      ["data", { event: "on_chain_error" }],
      ["error", { name: "TypeError", code: "E", message: "boom" }],
    ]);
    expect(frames.filter(([event]) => event === "end")).toEqual([]);
  });

  it("make nothing before they are read, and end the run when the body is cancelled", async () => {
    const source = new Source({ chunk: () => "word " });
    const bytes = generator(() => source.async as AsyncIterable<string>, { join: "text" }).streamEvents("hello", sse);
    const reader = new Response(bytes).body!.getReader();
    expect(source.made).toBe(0);
    await reader.read();
    const { value } = await reader.read();
    expect(framesOf(new TextDecoder().decode(value))).toMatchObject([["data", { event: "on_chain_stream" }]]);
    expect(source.made).toBe(1);
    await reader.cancel();
    expect([source.made, source.returned]).toEqual([1, 1]);
  });

  it("end the run when the client goes away", async () => {
    const source = new Source({ chunk: () => "word ".repeat(1000) });
    await using server = await served(generator(() => source.async as AsyncIterable<string>, { join: "text" }));
    const controller = new AbortController();
    const response = await fetch(server.url, { signal: controller.signal });
    const reader = response.body!.getReader();
    await reader.read();
    expect(source.returned).toBe(0);
    controller.abort();
    await reader.read().catch(() => {});
    await patiently(() => source.returned > 0);
    expect([source.returned, source.wrongs]).toEqual([1, []]);
  });
});
