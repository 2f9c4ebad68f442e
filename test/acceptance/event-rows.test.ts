import { describe, expect, it } from "vitest";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { all } from "../support/all.ts";
import { CAUSED, COUNTRIES, HELLO, SO_FAR, WHOLE } from "../support/guide-tokens.ts";

const model = new ScriptedChatModel({ replies: (messages) => (messages[0]!.text === "hello" ? HELLO : COUNTRIES) });
const ask = "list the countries";

/** The chain of row 5. */
const json = () => model.pipe(new JsonOutputParser<typeof WHOLE>());

const textOf = ({ text }: { readonly text: string }) => text;

/** What row 14 prints. */
function printed(events: readonly StreamEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.event === "on_chat_model_stream") return [`Chat model chunk: ${JSON.stringify(event.data.chunk.text)}`];
    if (event.event === "on_parser_stream") return [`Parser chunk: ${JSON.stringify(event.data.chunk)}`];
    return [];
  });
}

const INTERLEAVED = CAUSED.flatMap(({ token, values }) => [
  `Chat model chunk: ${JSON.stringify(token)}`,
  ...values.map((value) => `Parser chunk: ${JSON.stringify(value)}`),
]);

describe("the guide's rows on events", () => {
  it("11 and 12: a model starts with its input, says its tokens, and ends with the whole message", async () => {
    const events = await all(model.streamEvents("hello", { version: "v2" }));
    const run = { name: "ScriptedChatModel", run_id: events[0]!.run_id, parent_ids: [], tags: [], metadata: {} };
    expect(events[0]).toEqual({ ...run, event: "on_chat_model_start", data: { input: "hello" } });
    const stream = { ...run, event: "on_chat_model_stream" };
    expect(events.slice(1, 3)).toMatchObject([
      { ...stream, data: { chunk: { text: "Hello" } } },
      { ...stream, data: { chunk: { text: "!" } } },
    ]);
    const output = { text: "Hello! How can I assist you today?" };
    expect(events.slice(-2)).toMatchObject([
      { ...stream, data: { chunk: { text: "?" } } },
      { ...run, event: "on_chat_model_end", data: { input: "hello", output } },
    ]);
    expect(events).toHaveLength(HELLO.length + 2);
    const chunks = events.flatMap((event) => (event.event === "on_chat_model_stream" ? [event.data.chunk] : []));
    expect(chunks.map(textOf)).toEqual(HELLO);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it("13: three runs start, the chain, the model and the parser", async () => {
    const events = await all(json().streamEvents(ask, { version: "v2" }));
    const starts = events.filter((event) => event.event.endsWith("_start"));
    const [chain, inner] = starts;
    const within = { parent_ids: [chain!.run_id], metadata: {} };
    expect(starts).toMatchObject([
      { event: "on_chain_start", name: "RunnableSequence", tags: [], parent_ids: [], data: { input: ask } },
      {
        ...within,
        event: "on_chat_model_start",
        name: "ScriptedChatModel",
        tags: ["seq:step:1"],
        data: { input: { messages: [[{ text: ask }]] } },
      },
      { ...within, event: "on_parser_start", name: "JsonOutputParser", tags: ["seq:step:2"] },
    ]);
    // What the parser is given comes in pieces: it is known when all have come.
    expect(starts[2]!.data).toEqual({});
    expect(new Set(starts.map(({ run_id }) => run_id)).size).toBe(3);
    expect(events[0]).toBe(chain);
    expect(events[1]).toBe(inner);
    expect(events.slice(-3)).toMatchObject([
      { event: "on_chat_model_end", data: { output: { text: COUNTRIES.join("") } } },
      { event: "on_parser_end", data: { output: WHOLE, input: { text: COUNTRIES.join("") } } },
      { event: "on_chain_end", data: { output: WHOLE, input: ask } },
    ]);
  });

  it("14: the model's chunk, then the parser's chunk that it caused, then the model's next", async () => {
    const lines = printed(await all(json().streamEvents(ask)));
    expect(lines.slice(0, 8)).toEqual([
      'Chat model chunk: "{"',
      "Parser chunk: {}",
      'Chat model chunk: "\\n  "',
      'Chat model chunk: "\\""',
      'Chat model chunk: "countries"',
      'Chat model chunk: "\\":"',
      'Chat model chunk: " ["',
      'Parser chunk: {"countries":[]}',
    ]);
    expect(lines).toEqual(INTERLEAVED);
    expect(lines).toHaveLength(COUNTRIES.length + SO_FAR.length);
  });

  it("15: by a name", async () => {
    const chain = model
      .withConfig({ runName: "model" })
      .pipe(new JsonOutputParser().withConfig({ runName: "my_parser" }));
    const unfiltered = await all(chain.streamEvents(ask));
    const events = await all(chain.streamEvents(ask, { version: "v2", includeNames: ["my_parser"] }));
    expect(events.map(({ event }) => event)).toEqual([
      "on_parser_start",
      ...SO_FAR.map(() => "on_parser_stream"),
      "on_parser_end",
    ]);
    expect(new Set(events.map(({ name }) => name))).toEqual(new Set(["my_parser"]));
    expect(new Set(unfiltered.map(({ name }) => name))).toEqual(new Set(["RunnableSequence", "model", "my_parser"]));
    // A filter changes which events are seen, and never what is in them: not even of the first one.
    const data = (each: readonly StreamEvent[]) =>
      each.filter(({ name }) => name === "my_parser").map(({ event, data }) => JSON.stringify([event, data]));
    const ids = (text: string) => text.replace(/run-[0-9a-f-]{36}/g, "run-");
    expect(data(events).map(ids)).toEqual(data(unfiltered).map(ids));
  });

  it("16: by a type", async () => {
    const events = await all(json().streamEvents(ask, { version: "v2", includeTypes: ["chat_model"] }));
    expect(events.map(({ event }) => event)).toEqual([
      "on_chat_model_start",
      ...COUNTRIES.map(() => "on_chat_model_stream"),
      "on_chat_model_end",
    ]);
  });

  it("17: by a tag, which all that is inside has too", async () => {
    const chain = json().withConfig({ tags: ["my_chain"] });
    const events = await all(chain.streamEvents(ask, { version: "v2", includeTags: ["my_chain"] }));
    const unfiltered = await all(chain.streamEvents(ask));
    expect(events.map(({ event }) => event)).toEqual(unfiltered.map(({ event }) => event));
    expect(new Map(events.map(({ name, tags }) => [name, tags]))).toEqual(
      new Map([
        ["RunnableSequence", ["my_chain"]],
        ["ScriptedChatModel", ["seq:step:1", "my_chain"]],
        ["JsonOutputParser", ["seq:step:2", "my_chain"]],
      ]),
    );
    expect(await all(json().streamEvents(ask, { includeTags: ["my_chain"] }))).toEqual([]);
  });

  it("18: a function that waits makes one chunk of the stream, and hides nothing of what is before it", async () => {
    const names = json().pipe((value) => value.countries.map(({ name }) => name));
    expect(await all(names.stream(ask))).toEqual([["France", "Spain", "Japan"]]);
    const events = await all(names.streamEvents(ask));
    expect(printed(events)).toEqual(INTERLEAVED);
    const whole = events.filter(({ run_id }) => run_id === events[0]!.run_id);
    expect(whole.map(({ event, data }) => [event, data])).toEqual([
      ["on_chain_start", { input: ask }],
      ["on_chain_stream", { chunk: ["France", "Spain", "Japan"] }],
      ["on_chain_end", { input: ask, output: ["France", "Spain", "Japan"] }],
    ]);
  });
});
