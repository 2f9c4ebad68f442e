import { describe, expect, it } from "vitest";
import { AIMessageChunk } from "../messages/ai.ts";
import { eventBytes } from "./event-bytes.ts";
import type { StreamEvent } from "./events.ts";

/** Events with this data, and what is done to them. */
function eventsOf(...data: readonly unknown[]) {
  let returned = 0;
  const events = data.map((each) => ({ event: "on_custom_event", data: each }) as StreamEvent).values();
  const iterator: AsyncIterator<StreamEvent, undefined> = {
    next: async () => events.next() as IteratorResult<StreamEvent, undefined>,
    return: async () => {
      returned++;
      return { value: undefined, done: true };
    },
  };
  return { bytes: eventBytes(iterator), returned: () => returned };
}

/** What the one event with this data is as text. */
async function told(data: unknown): Promise<string> {
  const text = await new Response(eventsOf(data).bytes).text();
  const [, said] =
    /^event: data\ndata: \{"event":"on_custom_event"(?:,"data":([^\n]*))?\}\n\nevent: end\ndata: \{\}\n\n$/.exec(text)!;
  return said ?? "nothing";
}

describe("an event as bytes", () => {
  const circle: Record<string, unknown> = { a: 1 };
  circle["self"] = { circle };
  const twice = { b: 2 };

  it.each<[string, unknown, string]>([
    ["plain", { a: [1, "x", null, true] }, '{"a":[1,"x",null,true]}'],
    ["text over lines is one line", "a\r\nb\rc\u2028d\n\ndata: x", '"a\\r\\nb\\rc\u2028d\\n\\ndata: x"'],
    ["text of other alphabets", "ü😀", '"ü😀"'],
    ["half a character", "a\ud83d", '"a\\ud83d"'],
    ["a message", new AIMessageChunk({ content: "Hi", id: "1" }), '{"type":"ai","content":"Hi","id":"1"}'],
    ["a circle", circle, '{"a":1,"self":{"circle":"[circular]"}}'],
    [
      "an object that is there twice",
      [twice, { twice }, circle],
      '[{"b":2},{"twice":{"b":2}},{"a":1,"self":{"circle":"[circular]"}}]',
    ],
    ["a big integer", { n: 10n, m: [2n ** 64n] }, '{"n":"10","m":["18446744073709551616"]}'],
    ["nothing", undefined, "nothing"],
    ["a function", () => {}, "nothing"],
  ])("%s", async (_, data, expected) => {
    expect(await told(data)).toBe(expected);
  });

  it("whose data says itself what it is in JSON, and fails, is told without it", async () => {
    const bad = {
      toJSON() {
        throw new Error("no form");
      },
    };
    const text = await told({ a: 1, bad, b: [bad, 2n] });
    expect(JSON.parse(text)).toEqual({ a: 1, bad: "[no JSON form: no form]", b: ["[no JSON form: no form]", "2"] });
    const getter = {
      get fails() {
        throw new Error("no value");
      },
    };
    expect(JSON.parse(await told({ a: 1, getter }))).toEqual({ a: 1, getter: "[no JSON form: no value]" });
  });
});

it("nothing is asked for before the bytes are, and a cancel ends the iteration", async () => {
  const { bytes, returned } = eventsOf(1, 2, 3);
  const reader = bytes.getReader();
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toContain('"data":1');
  expect(returned()).toBe(0);
  await reader.cancel();
  expect(returned()).toBe(1);
});

it("a failure is the last frame, as what is told of an error", async () => {
  const failing: AsyncIterator<StreamEvent, undefined> = {
    next: () => Promise.reject(new TypeError("boom\n\nevent: x")),
  };
  expect(await new Response(eventBytes(failing)).text()).toBe(
    'event: error\ndata: {"name":"TypeError","message":"boom\\n\\nevent: x"}\n\n',
  );
});
