import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { counted } from "../../test/support/counted.ts";
import { cuts } from "../../test/support/cuts.ts";
import { thrown } from "../../test/contract/ways.ts";
import { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { concatMessages, joinMessages } from "../messages/concat.ts";
import type { ToolCallChunk } from "../messages/tool-calls.ts";
import { generator } from "../runnables/generator.ts";
import type { ParsedToolCall } from "./tool-calls.ts";
import { JsonOutputKeyToolsParser, JsonOutputToolsParser } from "./tools.ts";

type Piece = Omit<ToolCallChunk, "type">;
const chunk = (...pieces: Piece[]) =>
  new AIMessageChunk({
    content: "",
    tool_call_chunks: pieces.map((piece) => ({ ...piece, type: "tool_call_chunk" as const })),
  });
const tools = new JsonOutputToolsParser();

const TWO = [
  new AIMessageChunk({ content: "Let me see." }),
  chunk({ name: "weather", args: "", id: "c1", index: 0 }),
  chunk({ args: '{"city": "Par', index: 0 }),
  chunk({ args: 'is"', index: 0 }, { name: "time", args: "", id: "c2", index: 1 }),
  chunk({ args: "}", index: 0 }),
  chunk({ args: '{"zone"', index: 1 }),
  chunk({ args: ":1}", index: 1 }),
];

describe("JsonOutputToolsParser", () => {
  it("streams what the list has come to, only where it changes, and shares what has not", async () => {
    const lists = await all(tools.transform(TWO));
    expect(lists).toEqual([
      [{ type: "weather", args: {}, id: "c1" }],
      [{ type: "weather", args: { city: "Par" }, id: "c1" }],
      [
        { type: "weather", args: { city: "Paris" }, id: "c1" },
        { type: "time", args: {}, id: "c2" },
      ],
      [
        { type: "weather", args: { city: "Paris" }, id: "c1" },
        { type: "time", args: { zone: 1 }, id: "c2" },
      ],
    ]);
    expect(lists[3]![0]).toBe(lists[2]![0]);
  });

  it("takes whole messages, and gives an empty list where no tool is called", async () => {
    const list = [
      { type: "weather", args: { city: "Paris" }, id: "c1" },
      { type: "time", args: { zone: 1 }, id: "c2" },
    ];
    const whole = concatMessages(TWO);
    expect(await tools.invoke(whole)).toEqual(list);
    expect(await tools.invoke(whole.toMessage())).toEqual(list);
    const same = { name: "f", args: {}, id: "same" };
    expect(await tools.invoke(new AIMessage({ content: "", tool_calls: [same, same] }))).toHaveLength(2);
    expect(await tools.invoke(new AIMessage("Hi!"))).toEqual([]);
    expect(await all(tools.transform([new AIMessageChunk("Hi!")]))).toEqual([[]]);
    expect(await thrown(() => tools.invoke("text" as never))).toMatchObject({
      code: "config",
      message: "JsonOutputToolsParser takes a model's messages, and was given a value of type string.",
    });
  });

  it("takes no arguments as none, and a key as a key", async () => {
    expect(await tools.invoke(chunk({ name: "f", index: 0 }, { name: "g", args: " ", index: 1 }))).toEqual([
      { type: "f", args: {} },
      { type: "g", args: {} },
    ]);
    const [call] = await tools.invoke(chunk({ name: "f", args: '{"__proto__":{"a":1}}' }));
    expect(JSON.stringify(call)).toBe('{"type":"f","args":{"__proto__":{"a":1}}}');
    expect(({} as { a?: number }).a).toBe(undefined);
  });

  it.each([
    ['{"a":1,', 'The arguments of the call of "f" cannot be read. The text ends at offset 7', { a: 1 }],
    ['{"a":1]', 'The arguments of the call of "f" cannot be read. This is not JSON: at offset 6', { a: 1 }],
    ['{"a":1}}', 'The arguments of the call of "f" cannot be read. This is not JSON: at offset 7', { a: 1 }],
    ["[1]", 'The arguments of the call of "f" are not a JSON object.', {}],
    ['"x', 'The arguments of the call of "f" are not a JSON object.', {}],
    ["nul", 'The arguments of the call of "f" cannot be read. The text ends at offset 3', {}],
  ])("refuses %j, in stream as in invoke, with what there was", async (args, message, partial) => {
    const whole = chunk({ name: "f", args, index: 0 });
    const pieces = [chunk({ name: "f", index: 0 }), ...Array.from(args, (unit) => chunk({ args: unit, index: 0 }))];
    const errors = [
      await thrown(() => tools.invoke(whole)),
      await thrown(() => tools.invoke(whole.toMessage())),
      await thrown(() => all(tools.transform(pieces))),
    ];
    for (const error of errors) {
      expect(error).toMatchObject({
        code: "parse",
        phase: "parse",
        message: expect.stringContaining(message),
        partial: [{ type: "f", args: partial }],
        path: ["JsonOutputToolsParser"],
      });
    }
  });

  it("refuses a call without a name, and one that nests too deep", async () => {
    expect(await thrown(() => tools.invoke(chunk({ args: "{}" })))).toMatchObject({
      code: "parse",
      message: "A tool call names no tool.",
    });
    const deep = chunk({ name: "f", args: `{"a":${"[".repeat(1_000_000)}` });
    expect(await thrown(() => tools.invoke(deep))).toMatchObject({ code: "limit" });
    const lenient = new JsonOutputToolsParser({ incomplete: "accept" });
    expect(await lenient.invoke(chunk({ name: "f", args: '{"a":[' }))).toEqual([{ type: "f", args: { a: [] } }]);
  });

  it("takes a million levels where there is no limit, without a stack for them", async () => {
    const unlimited = new JsonOutputToolsParser({ maxDepth: Infinity });
    const [call] = await unlimited.invoke(chunk({ name: "f", args: `{"a":${"[".repeat(1e6)}${"]".repeat(1e6)}}` }));
    let levels = 0;
    for (let value = call!.args["a"]; Array.isArray(value); value = value[0]!) levels++;
    expect(levels).toBe(1e6);
  });

  it("gives the calls of the joined message, however their arguments are cut and mixed", async () => {
    const args = fc.json({ maxDepth: 3 }).map((json) => `{"a":${json}}`);
    const calls = fc.array(cuts(args), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(calls, fc.infiniteStream(fc.nat(2)), async (pieces, order) => {
        const chunks = pieces.map((_, index) => chunk({ name: `f${index}`, id: `c${index}`, index }));
        const left = pieces.map((list) => [...list]);
        for (const next of order) {
          const open = left.flatMap((list, index) => (list.length > 0 ? [index] : []));
          if (open.length === 0) break;
          const index = open[next % open.length]!;
          chunks.push(chunk({ args: left[index]!.shift()!, index }));
        }
        const expected = pieces.map((list, index) => ({
          type: `f${index}`,
          args: JSON.parse(list.join("")) as unknown,
          id: `c${index}`,
        }));
        const lists = await all(tools.transform(chunks));
        expect(lists.at(-1)).toEqual(expected);
        if (chunks.length > 0) expect(await tools.invoke(joinMessages(chunks))).toEqual(expected);
      }),
    );
  });

  it("loses no change of wide arguments that come in turns of their own", async () => {
    const items = Array.from({ length: 2000 }, (_, at) => (at === 0 ? '{"a":[0' : ",0"));
    const says = generator(
      async function* (_: AsyncIterable<unknown>) {
        yield chunk({ name: "f", index: 0 });
        for (const args of [...items, "]}"]) {
          await new Promise((resolve) => setImmediate(resolve));
          yield chunk({ args, index: 0 });
        }
      },
      { join: (chunks: readonly AIMessageChunk[]) => joinMessages(chunks) },
    );
    const widths: unknown[] = [];
    for await (const [call] of says.pipe(tools).stream("x")) widths.push((call!.args["a"] as [] | undefined)?.length);
    expect(widths).toEqual([undefined, ...items.map((_, at) => at + 1)]);
  });

  it("copies wide arguments as often as their text is long enough to pay for it", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => chunk({ args: at === 0 ? '{"a":[0' : ",0", index: 0 }));
    const all = [chunk({ name: "f", index: 0 }), ...many, chunk({ args: "]}", index: 0 })];
    const chain = generator((_: Iterable<unknown>) => all.values(), { join: joinMessages }).pipe(tools);
    let calls: ParsedToolCall[] = [];
    const { slots } = counted(() => void (calls = chain.invokeSync("x")));
    expect(calls[0]!.args["a"]).toHaveLength(10_000);
    // A copy of the array for each piece is 50 million.
    expect(slots).toBeLessThan(1_000_000);
  });
});

describe("JsonOutputKeyToolsParser", () => {
  const weather = new JsonOutputKeyToolsParser<{ city: string }>({ keyName: "weather" });
  const time = new JsonOutputKeyToolsParser<{ zone: number }, true>({ keyName: "time", returnSingle: true });
  const none = new JsonOutputKeyToolsParser({ keyName: "toString" });

  it("gives the arguments of the calls of one tool, or of the first of them", async () => {
    expect(await all(weather.transform(TWO))).toEqual([[{}], [{ city: "Par" }], [{ city: "Paris" }]]);
    expect(await all(time.transform(TWO))).toEqual([{}, { zone: 1 }]);
    const whole = joinMessages([...TWO, chunk({ name: "time", args: '{"zone":2}', index: 2 })]);
    const zone: number | undefined = (await time.invoke(whole))?.zone;
    expect(zone).toBe(1);
    expect(await weather.invoke(whole)).toEqual([{ city: "Paris" }]);
  });

  it("gives an empty list, or nothing, where the tool is not called", async () => {
    expect(await none.invoke(joinMessages(TWO))).toEqual([]);
    expect(await all(none.transform(TWO))).toEqual([[]]);
    expect(await time.invoke(new AIMessageChunk("Hi!"))).toBe(undefined);
  });

  it("refuses invalid arguments", async () => {
    const cut = TWO.slice(0, -1);
    expect(await thrown(() => all(time.transform(cut)))).toMatchObject({ code: "parse", partial: {} });
    expect(await thrown(() => all(weather.transform(cut)))).toMatchObject({
      code: "parse",
      partial: [{ city: "Paris" }],
      path: ["JsonOutputKeyToolsParser"],
    });
  });
});
