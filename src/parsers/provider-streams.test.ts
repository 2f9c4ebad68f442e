import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { random, randomCuts } from "../../test/support/json-texts.ts";
import { grows } from "../../test/support/json-values.ts";
import { thrown } from "../../test/contract/ways.ts";
import { recordedCalls } from "../../test/support/provider-calls.ts";
import { hasShared } from "../../test/support/shared.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { concatMessages, joinMessages } from "../messages/concat.ts";
import type { ToolCallChunk } from "../messages/tool-calls.ts";
import type { ParsedToolCall } from "./tool-calls.ts";
import { JsonOutputKeyToolsParser, JsonOutputToolsParser } from "./tools.ts";

const parser = new JsonOutputToolsParser();
const message = (...tool_call_chunks: readonly ToolCallChunk[]) =>
  new AIMessageChunk({ content: "", tool_call_chunks });

/** The same calls, their arguments in other pieces. */
function recut(pieces: readonly ToolCallChunk[], cuts: (args: string) => string[]): AIMessageChunk[] {
  return pieces.flatMap((piece) =>
    piece.args ? cuts(piece.args).map((args) => message({ ...piece, args })) : [message(piece)],
  );
}

describe.skipIf(!hasShared)("tool calls as providers streamed them", () => {
  const streams = hasShared ? recordedCalls() : [];
  /** The answer in which another one begins, in the middle of the arguments. */
  const spliced = streams.find(({ name }) => name.endsWith("spliced-message-start.chunks.txt"))!;
  const recorded = streams.filter((stream) => stream !== spliced);

  it("are there", () => {
    expect(recorded.length).toBeGreaterThan(20);
    expect(recorded.flatMap(({ args }) => args).length).toBeGreaterThan(60);
  });

  it.each(recorded)("$name", async ({ pieces, args }) => {
    const named = pieces.filter(({ name }) => name !== undefined);
    const wanted = args.map((text, at) => ({
      type: named[at]!.name,
      args: text.trim() === "" ? {} : (JSON.parse(text) as object),
      id: named[at]!.id,
    }));
    const next = random(args.join("").length);
    const ways = [
      pieces.map((piece) => message(piece)),
      [concatMessages(pieces.map((piece) => message(piece)))],
      recut(pieces, (text) => Array.from({ length: text.length }, (_, at) => text[at]!)),
      recut(pieces, (text) => randomCuts(text, next)),
    ];
    for (const chunks of ways) {
      let before: ParsedToolCall[] = [];
      for (const calls of await all(parser.transform(chunks))) {
        before.forEach((call, at) => expect(grows(call.args, calls[at]!.args, true)).toBe(true));
        before = calls;
      }
      expect(before).toEqual(wanted);
      expect(await parser.invoke(joinMessages(chunks))).toEqual(wanted);
      const whole = concatMessages(chunks);
      expect(whole.tool_calls.map(({ name, args, id }) => ({ type: name, args, id }))).toEqual(wanted);
      expect(whole.invalid_tool_calls).toEqual([]);
      const one = new JsonOutputKeyToolsParser({ keyName: wanted[0]!.type! });
      const ofOne = wanted.filter(({ type }) => type === wanted[0]!.type).map(({ args }) => args);
      expect((await all(one.transform(chunks))).at(-1)).toEqual(ofOne);
    }
  });

  it("that are cut short are no calls", async () => {
    const chunks = spliced.pieces.map((piece) => message(piece));
    expect(await thrown(() => all(parser.transform(chunks)))).toMatchObject({
      code: "parse",
      message: expect.stringContaining("The text ends at offset"),
      partial: [{ args: { value: "Spark" } }, { args: { value: "Sparkle Day" } }],
    });
    const { tool_calls, invalid_tool_calls } = concatMessages(chunks);
    expect(tool_calls).toMatchObject([{ id: "toolu_second", args: { value: "Sparkle Day" } }]);
    expect(invalid_tool_calls).toMatchObject([{ id: "toolu_first", error: expect.stringContaining("incomplete") }]);
  });

  it.each(recorded)("$name: read after each piece", ({ pieces }) => {
    let joined = message();
    for (const piece of pieces) {
      joined = joined.concat(message(piece));
      const fresh = message(...joined.tool_call_chunks.map((call) => ({ ...call })));
      expect(joined.tool_calls).toEqual(fresh.tool_calls);
      expect(joined.invalid_tool_calls).toEqual(fresh.invalid_tool_calls);
    }
  });
});
