import { describe, expect, it } from "vitest";
import { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { StreamEvent } from "../runs/events.ts";
import { eventLine } from "./event-line.ts";

const of = (event: string, data: unknown, parent_ids: readonly string[] = [], name = "model") =>
  ({ event, name, run_id: "2", parent_ids, tags: [], metadata: {}, data }) as StreamEvent;
const wide = { columns: 120, colors: false };
const shown = (event: StreamEvent, screen = wide) => eventLine(event, 1.2345, screen);

describe("the line of an event", () => {
  it("has the time, the event by what it is inside of, the name and the data, in columns", () => {
    expect(shown(of("on_chain_start", { input: { question: "hi" } }, [], "runlet"))).toBe(
      '  1.234 on_chain_start           runlet {"question":"hi"}\n',
    );
    expect(shown(of("on_chat_model_stream", { chunk: new AIMessageChunk("Why") }, ["1"]))).toBe(
      '  1.234   on_chat_model_stream   model  "Why"\n',
    );
    expect(shown(of("on_parser_start", {}, ["1"], "parser"))).toBe("  1.234   on_parser_start        parser\n");
  });

  it.each([
    ["of a text its quotes", "on_parser_stream", { chunk: " did" }, '" did"'],
    [
      "of a message what it says, and then what else it has",
      "on_chat_model_end",
      {
        output: new AIMessage({ content: "Why?", id: "1", response_metadata: { finish_reason: "stop" } }),
        input: "hi",
      },
      '"Why?" {"response_metadata":{"finish_reason":"stop"}}',
    ],
    ["of an end the output", "on_chain_end", { output: [1], input: 2 }, "[1]"],
    ["of an output that was not kept nothing", "on_chain_end", { output: undefined, input: 2 }, ""],
    [
      "of an error its name, code and message",
      "on_chat_model_error",
      { error: { name: "RunletError", code: "quota", message: "No more." }, input: 2 },
      "RunletError (quota): No more.",
    ],
    ["of a cancel the reason", "on_chain_cancel", { reason: { name: "Error", message: "Enough." } }, "Error: Enough."],
    ["of a custom event all", "on_custom_event", { chunk: 1, of: 2 }, '{"chunk":1,"of":2}'],
  ])("shows %s", (_, event, data, text) => {
    expect(
      shown(of(event, data))
        .slice(8 + 24 + 1 + 6)
        .trim(),
    ).toBe(text);
  });

  it("is as wide as there is room, counted in columns", () => {
    const event = of("on_chat_model_stream", { chunk: new AIMessageChunk("鹦鹉".repeat(100)) });
    expect(shown(event, { columns: 60, colors: false })).toBe(
      '  1.234 on_chat_model_stream     model  "鹦鹉鹦鹉鹦鹉鹦鹉鹦…\n',
    );
    // Something of the data is shown on any screen.
    expect(shown(event, { columns: 10, colors: false })).toMatch(/ "鹦鹉鹦鹉鹦鹉鹦…\n$/);
  });

  it("is coloured where there are colours", () => {
    const line = shown(of("on_chat_model_error", { error: { name: "Error", message: "No." } }), {
      columns: 80,
      colors: true,
    });
    expect(line).toBe(
      "\u001b[2m  1.234\u001b[22m \u001b[31mon_chat_model_error\u001b[39m      \u001b[1mmodel\u001b[22m  Error: No.\n",
    );
  });

  it("does nothing to the terminal, whatever it says", () => {
    const nasty = "\u001b]0;pwned\u0007\n\r\u009b2J\u202e";
    const events = [
      of("on_chat_model_stream", { chunk: new AIMessageChunk(nasty) }),
      of("on_chain_error", { error: { name: nasty, code: nasty, message: nasty } }),
      of("on_custom_event", { [nasty]: nasty }, [], nasty),
    ];
    for (const event of events) {
      const line = shown(event, { columns: 1000, colors: false });
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(line).toContain("\\u001b]0;pwned\\u0007\\n\\r\\u009b2J\\u202e");
    }
  });
});
