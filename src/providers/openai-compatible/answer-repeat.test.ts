import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { DONE } from "../sse.ts";
import { ChatAnswer } from "./answer.ts";
import type { ChatEvent, WirePart } from "./wire.ts";

/** What each event adds, or the code of the error that it is. */
function read(events: readonly string[]): unknown[] {
  const answer = new ChatAnswer({ name: "Zhipu" }, { url: "https://llm.example", headers: {}, body: {} });
  return events.map((data) => {
    try {
      const delta = answer.read({ event: "message", data, id: "", complete: true });
      return delta === DONE ? "done" : delta;
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
}

/** The same events, none of which is like another: a space more at the end of each. */
const different = (events: readonly string[]): string[] => events.map((data, index) => data + " ".repeat(index));

const saying = (delta: WirePart, more: Partial<ChatEvent> = {}): string =>
  JSON.stringify({ id: "1", created: 1, model: "glm-4.7", choices: [{ index: 0, delta }], ...more });

describe("events that differ in their text only", () => {
  it("are not parsed whole", () => {
    const words = ["The", " sky", "\n", ' "is"', " 蓝色 🦜", " blue"];
    const thoughts = words.map((reasoning_content) => saying({ role: "assistant", reasoning_content }));
    const texts = words.map((content) => saying({ role: "assistant", content }));
    const parse = vi.spyOn(JSON, "parse");
    const deltas = read([...thoughts, ...texts]);
    const whole = parse.mock.calls.filter(([text]) => text.startsWith("{"));
    parse.mockRestore();
    expect(deltas).toMatchObject([
      ...words.map((reasoning_content) => ({ content: "", additional_kwargs: { reasoning_content } })),
      ...words.map((content) => ({ content })),
    ]);
    // The first two of thoughts and the first of text, and once more of either kind to be sure where its text stands.
    expect(whole).toHaveLength(5);
  });

  it("are looked for three times in vain, and no more", () => {
    const events = Array.from({ length: 20 }, (_, created) => saying({ content: "x" }, { created }));
    const parse = vi.spyOn(JSON, "parse");
    read(events);
    const calls = parse.mock.calls.filter(([text]) => text.startsWith("{")).length;
    parse.mockRestore();
    expect(calls).toBe(events.length + 3);
  });

  it("are parsed where they repeat a usage: another may have been told in between", () => {
    const events = [
      saying({ content: "a" }, { usage: { total_tokens: 1 } }),
      saying({ content: "" }, { usage: { total_tokens: 2 } }),
      saying({ content: "b" }, { usage: { total_tokens: 1 } }),
    ];
    expect(read(events)).toStrictEqual(read(different(events)));
  });

  it("give what they would if each were parsed", () => {
    const text = fc.constantFrom("", "a", " b", '"', "\\", "\n", "说", "}}]}", '","', '"content":"a"', "[DONE]");
    const fields = fc.record(
      {
        content: fc.oneof(text, fc.constant(null)),
        reasoning_content: text,
        reasoning: text,
        tool_calls: fc.constantFrom([], [{ index: 0, id: "c", function: { name: "f", arguments: "{}" } }]),
      },
      { requiredKeys: [] },
    );
    const more = fc.record(
      {
        usage: fc.constantFrom({ total_tokens: 1 }, { total_tokens: 2 }),
        web_search: fc.constantFrom([], [{ title: "a" }]),
        error: fc.constant({ code: "1302" }),
      },
      { requiredKeys: [] },
    );
    const choice = fc.constantFrom({}, {}, { finish_reason: null }, { finish_reason: "stop" });
    const field = fc.constantFrom("content", "content", "reasoning_content", "reasoning");
    // Few shapes and many events, so that most events have the shape of an earlier one.
    const shape = fc
      .tuple(fc.oneof(fc.constant({}), fields), fc.oneof(fc.constant({}), more), choice, field)
      .map(([delta, rest, reason, key]) => (said: string) => {
        const choices = [{ index: 0, delta: { role: "assistant", ...delta, [key]: said }, ...reason }];
        return JSON.stringify({ id: "1", model: "glm-4.7", choices, ...rest });
      });
    const stream = fc
      .tuple(fc.array(shape, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(fc.nat(2), text), { maxLength: 20 }))
      .map(([shapes, events]) => events.map(([index, said]) => shapes[index % shapes.length]!(said)));
    fc.assert(
      fc.property(stream, (events) => {
        expect(read(events)).toStrictEqual(read(different(events)));
      }),
      { numRuns: 2000 },
    );
  });
});
