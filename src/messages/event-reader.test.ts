import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { cuts } from "../../test/support/cuts.ts";
import { RunletError } from "../errors/error.ts";
import { AIMessageChunk, type AIMessageChunkFields } from "./ai.ts";
import { concatMessages } from "./concat.ts";
import type { ContentBlock, OtherBlock, StandardBlock } from "./content.ts";
import { MessageEventReader } from "./event-reader.ts";
import type { MessageStreamEvent } from "./events.ts";
import type { ToolCallChunk } from "./tool-calls.ts";

const ai = (init: string | Partial<AIMessageChunkFields>) =>
  new AIMessageChunk(typeof init === "string" ? init : { content: "", ...init });
const thinks = (reasoning_content: string) => ai({ additional_kwargs: { reasoning_content } });
const call = (piece: Omit<ToolCallChunk, "type">) => ai({ tool_call_chunks: [{ ...piece, type: "tool_call_chunk" }] });
const blocks = (...content: ContentBlock[]) => ai({ content });

function read(chunks: readonly AIMessageChunk[]): MessageStreamEvent[] {
  const events: MessageStreamEvent[] = [];
  const reader = new MessageEventReader(events);
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return events;
}

/** The events of the blocks, each as one line. */
function told(...chunks: AIMessageChunk[]): string[] {
  return read(chunks).flatMap((event) => {
    if (event.type === "content-block-start") return `${event.index} start ${JSON.stringify(event.content)}`;
    if (event.type === "content-block-finish") return `${event.index} finish ${JSON.stringify(event.content)}`;
    if (event.type !== "content-block-delta") return [];
    const { type, ...delta } = event.delta;
    return `${event.index} ${type} ${JSON.stringify(Object.values(delta).length === 1 ? Object.values(delta)[0] : delta)}`;
  });
}

const finishes = (events: readonly MessageStreamEvent[]) =>
  events.flatMap((event) => (event.type === "content-block-finish" ? [event.content] : []));

describe("the events of a message", () => {
  it("are its start, its blocks, what it costs and its finish", () => {
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const chunks = [
      ai({ content: "The", id: "a" }),
      ai({ content: " sky", id: "a" }),
      ai({ id: "a", usage_metadata: usage, response_metadata: { finish_reason: "stop" } }),
      ai({ id: "a", usage_metadata: usage }),
    ];
    expect(read(chunks)).toEqual([
      { type: "message-start", id: "a" },
      { type: "content-block-start", index: 0, content: { type: "text", text: "" } },
      { type: "content-block-delta", index: 0, delta: { type: "text-delta", text: "The" } },
      { type: "content-block-delta", index: 0, delta: { type: "text-delta", text: " sky" } },
      { type: "usage", usage },
      { type: "usage", usage: { input_tokens: 2, output_tokens: 4, total_tokens: 6 } },
      { type: "content-block-finish", index: 0, content: { type: "text", text: "The sky" } },
      { type: "message-finish", message: concatMessages(chunks).toMessage(), reason: "stop" },
    ]);
  });

  it("of no chunks are those of an empty message", () => {
    expect(read([]).map((event) => event.type)).toEqual(["message-start", "message-finish"]);
    expect(read([]).at(-1)).toMatchObject({ message: { content: "" }, reason: undefined });
  });

  it("come with the chunk that says them", () => {
    const events: MessageStreamEvent[] = [];
    const reader = new MessageEventReader(events);
    const counts = [thinks("Hm"), ai("a"), ai(""), ai("b"), call({ index: 0, name: "f", args: "{}" }), ai("c")].map(
      (chunk) => (reader.push(chunk), events.splice(0).length),
    );
    // start and start, delta; finish, start, delta; nothing; delta; finish, start, delta; finish, start, delta
    expect(counts).toEqual([3, 3, 0, 1, 3, 3]);
  });

  it("end with the error where the message fails, and no block is finished", () => {
    const events: MessageStreamEvent[] = [];
    const reader = new MessageEventReader(events);
    reader.push(ai({ content: "The sk", id: "a" }));
    const error = new RunletError("truncated", "It broke off.", { phase: "mid-stream", retryable: true });
    error.path = ["chain", "model"];
    reader.fail(error);
    expect(finishes(events)).toEqual([]);
    expect(events.at(-1)).toEqual({
      type: "error",
      name: "RunletError",
      code: "truncated",
      message: "It broke off.",
      phase: "mid-stream",
      retryable: true,
      path: ["chain", "model"],
      partial: ai({ content: "The sk", id: "a" }).toMessage(),
    });
  });

  it("of an error that is not ours have its name and words", () => {
    const events: MessageStreamEvent[] = [];
    new MessageEventReader(events).fail(new TypeError("no"));
    expect(events).toMatchObject([
      { type: "error", name: "TypeError", code: undefined, message: "no", partial: undefined },
    ]);
  });
});

describe("blocks", () => {
  it("thoughts are finished when the text begins, and text when a tool call does", () => {
    expect(
      told(
        thinks("Let"),
        thinks(" me"),
        ai("I "),
        ai("look"),
        call({ index: 0, id: "c", name: "f", args: '{"a":' }),
        call({ index: 0, args: "1}" }),
      ),
    ).toEqual([
      '0 start {"type":"reasoning","reasoning":""}',
      '0 reasoning-delta "Let"',
      '0 reasoning-delta " me"',
      '0 finish {"type":"reasoning","reasoning":"Let me"}',
      '1 start {"type":"text","text":""}',
      '1 text-delta "I "',
      '1 text-delta "look"',
      '1 finish {"type":"text","text":"I look"}',
      '2 start {"id":"c","name":"f","args":"","type":"tool_call_chunk"}',
      '2 tool-call-delta "{\\"a\\":"',
      '2 tool-call-delta "1}"',
      '2 finish {"name":"f","args":{"a":1},"id":"c","type":"tool_call"}',
    ]);
  });

  it("in one chunk, thoughts come before text, and text before tool calls", () => {
    const chunk = ai({
      content: "a",
      additional_kwargs: { reasoning_content: "r" },
      tool_call_chunks: [{ type: "tool_call_chunk", index: 0, name: "f", args: "{}" }],
    });
    expect(finishes(read([chunk])).map((block) => block.type)).toEqual(["reasoning", "text", "tool_call"]);
  });

  it("what is finished stays finished: text behind a tool call is another block", () => {
    const events = read([ai("a"), call({ index: 0, name: "f", args: "{}" }), ai("b")]);
    expect(finishes(events)).toEqual([
      { type: "text", text: "a" },
      { type: "tool_call", name: "f", args: {} },
      { type: "text", text: "b" },
    ]);
  });

  it("tool calls may come several at a time; the one that is closed is finished when another goes on", () => {
    expect(
      told(
        call({ index: 0, id: "a", name: "f", args: "" }),
        call({ index: 1, id: "b", name: "g", args: '{"x":' }),
        call({ index: 0, args: '{"y":2}' }),
        call({ index: 1, args: "1" }),
        call({ index: 1, args: "}" }),
      ).filter((line) => !line.includes("start")),
    ).toEqual([
      '1 tool-call-delta "{\\"x\\":"',
      '0 tool-call-delta "{\\"y\\":2}"',
      '0 finish {"name":"f","args":{"y":2},"id":"a","type":"tool_call"}',
      '1 tool-call-delta "1"',
      '1 tool-call-delta "}"',
      '1 finish {"name":"g","args":{"x":1},"id":"b","type":"tool_call"}',
    ]);
  });

  it("a call that is not whole at the end is an invalid one, with the reason", () => {
    expect(
      finishes(read([call({ index: 0, name: "f", args: '{"a":' }), call({ index: 1, args: "{}" })])),
    ).toMatchObject(
      [
        { type: "invalid_tool_call", error: "The call names no tool." },
        { type: "invalid_tool_call", name: "f", args: '{"a":', error: expect.stringContaining("incomplete") },
      ].toReversed(),
    );
  });

  it("name and id that come late are told when they come, and once", () => {
    expect(
      told(
        call({ index: 0, id: "c", args: "" }),
        call({ index: 0, id: "c", name: "f" }),
        call({ index: 0, id: "c", name: "f", args: "{}" }),
      ),
    ).toEqual([
      '0 start {"id":"c","args":"","type":"tool_call_chunk"}',
      '0 tool-call-delta {"args":"","name":"f"}',
      '0 tool-call-delta "{}"',
      '0 finish {"name":"f","args":{},"id":"c","type":"tool_call"}',
    ]);
  });

  it("behind a finished call, white space is nothing; anything else makes it known as an invalid one", () => {
    const one = call({ index: 0, name: "f", args: "{}" });
    expect(finishes(read([one, ai("a"), call({ index: 0, name: "f", args: " " })]))).toHaveLength(2);
    expect(finishes(read([one, ai("a"), call({ index: 0, args: "x" })])).at(-1)).toMatchObject({
      type: "invalid_tool_call",
      args: "{}x",
    });
  });

  it("whole calls are calls", () => {
    const chunk = ai({
      tool_calls: [
        { name: "f", args: { a: 1 } },
        { name: "g", args: {}, id: "c" },
      ],
    });
    expect(finishes(read([chunk]))).toEqual(chunk.tool_calls);
  });

  it("pieces with one key are one block, and what a text has besides comes as data", () => {
    expect(
      told(
        blocks({ type: "text", text: "a", index: 0 }),
        blocks({ type: "text", text: "b", index: 0, annotations: [{ type: "citation", url: "u" }] }),
        blocks({ type: "text", text: "c", index: 1 }),
      ),
    ).toEqual([
      '0 start {"type":"text","text":""}',
      '0 text-delta "a"',
      '0 text-delta "b"',
      '0 data-delta {"type":"text","index":0,"annotations":[{"type":"citation","url":"u"}]}',
      '0 finish {"type":"text","text":"ab","index":0,"annotations":[{"type":"citation","url":"u"}]}',
      '1 start {"type":"text","text":""}',
      '1 text-delta "c"',
      '1 finish {"type":"text","text":"c","index":1}',
    ]);
  });

  it("annotations without text are those of the text before them", () => {
    expect(
      told(ai({ content: "a" }), blocks({ type: "text", text: "", annotations: [{ type: "citation", url: "u" }] })),
    ).toEqual([
      '0 start {"type":"text","text":""}',
      '0 text-delta "a"',
      '0 data-delta {"type":"text","annotations":[{"type":"citation","url":"u"}]}',
      '0 finish {"type":"text","text":"a","annotations":[{"type":"citation","url":"u"}]}',
    ]);
  });

  it("thoughts in a provider's own block are thoughts; their signature is data", () => {
    expect(
      told(
        blocks({ type: "thinking", thinking: "Hm", index: 0 }),
        blocks({ type: "thinking", signature: "s", index: 0 }),
        blocks({ type: "text", text: "a", index: 1 }),
      ).slice(0, 4),
    ).toEqual([
      '0 start {"type":"reasoning","reasoning":""}',
      '0 reasoning-delta "Hm"',
      '0 data-delta {"type":"thinking","signature":"s","index":0}',
      '0 finish {"type":"reasoning","index":0,"signature":"s","reasoning":"Hm"}',
    ]);
  });

  it("thoughts that are told twice are told once", () => {
    const chunk = ai({
      content: [{ type: "reasoning", reasoning: "Hm", index: 0 }],
      additional_kwargs: { reasoning_content: "Hm" },
    });
    expect(finishes(read([chunk, chunk]))).toEqual([{ type: "reasoning", reasoning: "HmHm", index: 0 }]);
  });

  it("calls that are told among the content too are told once", () => {
    const piece = { type: "tool_call_chunk", index: 0, id: "c", name: "f", args: "{}" } as const;
    expect(finishes(read([ai({ content: [piece], tool_call_chunks: [piece] })]))).toMatchObject([
      { type: "tool_call" },
    ]);
  });

  it("an image that comes whole is finished at once", () => {
    expect(told(ai("a"), blocks({ type: "image_url", image_url: "https://a.b/c.png" })).slice(2)).toEqual([
      '0 finish {"type":"text","text":"a"}',
      '1 start {"type":"image"}',
      '1 data-delta {"type":"image_url","image_url":"https://a.b/c.png"}',
      '1 finish {"type":"image","url":"https://a.b/c.png"}',
    ]);
  });

  it("data in pieces is one block, whatever comes in between", () => {
    const piece = (input: string) => blocks({ type: "own", index: 1, input });
    const between = call({ index: 0, name: "f", args: "{" });
    expect(
      told(piece("a"), between, piece("b"), between, ai("c"), piece("d")).filter((line) => line.startsWith("0")),
    ).toEqual([
      '0 start {"type":"non_standard"}',
      '0 data-delta {"type":"own","index":1,"input":"a"}',
      '0 data-delta {"type":"own","index":1,"input":"b"}',
      '0 data-delta {"type":"own","index":1,"input":"d"}',
      '0 finish {"type":"non_standard","value":{"type":"own","index":1,"input":"abd"}}',
    ]);
  });

  it("a text block that is opened and never filled is none", () => {
    const open = blocks({ type: "text", text: "", index: 0 });
    expect(told(open, call({ index: 0, name: "f", args: "{}" }))).toHaveLength(3);
    expect(
      finishes(read([blocks({ type: "text", text: "" }), open, blocks({ type: "text", text: "a", index: 0 })])),
    ).toEqual([{ type: "text", text: "a", index: 0 }]);
  });

  it("a name that every object has is nothing special", () => {
    expect(finishes(read([blocks({ type: "constructor" }, { type: "__proto__", index: "toString" })]))).toEqual([
      { type: "non_standard", value: { type: "constructor" } },
      { type: "non_standard", value: { type: "__proto__", index: "toString" } },
    ]);
  });
});

it("arguments are parsed once, when they are whole, in however many pieces they came", () => {
  const text = JSON.stringify({ text: "x".repeat(10_000) });
  const parse = vi.spyOn(JSON, "parse");
  const pieces = Array.from(text, (args) => call({ index: 0, name: "f", args }));
  const events = read(pieces);
  // Once for the block, once for the message.
  expect(parse).toHaveBeenCalledTimes(2);
  parse.mockRestore();
  expect(events).toHaveLength(text.length + 4);
});

describe("whatever is in a message, and however it is cut", () => {
  /** One thing that is said, and the chunk that says a piece of it. */
  interface Part {
    readonly pieces: readonly string[];
    readonly chunk: (piece: string, first: boolean) => AIMessageChunk;
  }
  const part = (text: fc.Arbitrary<string>, chunk: Part["chunk"]) => cuts(text).map((pieces) => ({ pieces, chunk }));
  const words = fc.string({ maxLength: 8 });

  /** Of the part at `at`, so that no two have one key. */
  function parts(at: number): fc.Arbitrary<Part> {
    return fc.oneof(
      part(words, (text) => ai(text)),
      part(words, thinks),
      part(words, (text) => blocks({ type: "text", text, index: at })),
      part(words, (text) => blocks({ type: "text", text, id: `t${at}` })),
      part(words, (reasoning) => blocks({ type: "reasoning", reasoning, index: at })),
      part(words, (thinking) => blocks({ type: "thinking", thinking, index: at })),
      part(words, (input) => blocks({ type: "own", input, index: at })),
      fc.constant({ pieces: [""], chunk: () => blocks({ type: "image", url: "https://a.b/c.png" }) }),
      part(
        fc.json({ maxDepth: 1 }).map((json) => `{"a":${json}}`),
        (args, first) => call({ index: at, args, ...(first && { id: `c${at}`, name: "f" }) }),
      ),
    );
  }
  const message = fc
    .integer({ min: 0, max: 8 })
    .chain((length) => fc.tuple(...Array.from({ length }, (_, at) => parts(at))));
  const chunksOf = ({ pieces, chunk }: Part) => pieces.map((piece, i) => chunk(piece, i === 0));
  const whole = ({ pieces, chunk }: Part) => [chunk(pieces.join(""), true)];

  /** What the blocks are in the end, by their numbers. */
  function blocksOf(events: readonly MessageStreamEvent[]): StandardBlock[] {
    const blocks: StandardBlock[] = [];
    for (const event of events) if (event.type === "content-block-finish") blocks[event.index] = event.content;
    return blocks;
  }
  const textIn = (blocks: readonly StandardBlock[]) =>
    blocks.map((block) => (block.type === "text" ? block.text : "")).join("");
  const only = (blocks: readonly StandardBlock[], type: string) => blocks.filter((block) => block.type === type);

  it("each block begins once, in order, then grows, then is finished once, as what its deltas say", () => {
    fc.assert(
      fc.property(message, (parts) => {
        const events = read(parts.flatMap(chunksOf));
        expect([events[0]!.type, events.at(-1)!.type]).toEqual(["message-start", "message-finish"]);
        const open = new Map<number, string>();
        let begun = 0;
        for (const event of events.slice(1, -1)) {
          if (event.type === "content-block-start") {
            expect(event.index).toBe(begun++);
            open.set(event.index, "");
          } else if (event.type === "content-block-delta") {
            expect(open.has(event.index)).toBe(true);
            const { delta } = event;
            const added =
              delta.type === "text-delta"
                ? delta.text
                : delta.type === "reasoning-delta"
                  ? delta.reasoning
                  : delta.type === "tool-call-delta"
                    ? delta.args
                    : String((delta.data as OtherBlock)["input"] ?? "");
            open.set(event.index, open.get(event.index)! + added);
          } else if (event.type === "content-block-finish") {
            const { content } = event;
            const said = open.get(event.index);
            expect(open.delete(event.index)).toBe(true);
            if (content.type === "text") expect(said).toBe(content.text);
            else if (content.type === "reasoning") expect(said).toBe(content.reasoning);
            else if (content.type === "tool_call") expect(JSON.parse(said!)).toEqual(content.args);
            else if (content.type === "non_standard") expect(said).toBe(content.value["input"]);
            else expect(content).toEqual({ type: "image", url: "https://a.b/c.png" });
          }
        }
        expect(open.size).toBe(0);
      }),
    );
  });

  it("the blocks are the same, and are what the message has", () => {
    fc.assert(
      fc.property(message, (parts) => {
        const chunks = parts.flatMap(chunksOf);
        const events = read(chunks);
        const blocks = blocksOf(events);
        expect(blocks).toEqual(blocksOf(read(parts.flatMap(whole))));
        if (chunks.length === 0) return;

        const message = concatMessages(chunks).toMessage();
        expect(events.at(-1)).toEqual({ type: "message-finish", message, reason: undefined });
        expect(textIn(blocks)).toBe(message.text);
        expect(only(blocks, "tool_call")).toEqual(message.tool_calls);
        for (const type of ["image", "non_standard"]) {
          expect(only(blocks, type)).toEqual(only(message.contentBlocks, type));
        }
      }),
    );
  });

  it("calls that come several at a time are the calls of the message", () => {
    const calls = fc.array(cuts(fc.json({ maxDepth: 1 }).map((json) => `{"a":${json}}`)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(calls, fc.array(fc.nat(3)), (calls, order) => {
        const left = calls.map((pieces, index) => pieces.map((args) => call({ index, args, name: "f" })));
        const chunks = order.flatMap((at) => left[at % left.length]!.splice(0, 1)).concat(...left);
        const found = finishes(read(chunks));
        const { tool_calls } = concatMessages(chunks).toMessage();
        const sorted = (calls: readonly object[]) => calls.map((call) => JSON.stringify(call)).toSorted();
        expect(sorted(found)).toEqual(sorted(tool_calls));
      }),
    );
  });
});
