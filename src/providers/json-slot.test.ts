import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonSlot } from "./json-slot.ts";

const read = (value: unknown): unknown => (value as { a?: { said?: unknown } } | null)?.a?.said;
const event = (said: string, more: object = {}): string => JSON.stringify({ id: "1", a: { n: 0, said }, ...more });
const slotOf = (json: string, text: string): JsonSlot => JsonSlot.find(json, text, read)!;

describe("a slot", () => {
  it("is read in a text that differs in the one string", () => {
    const slot = slotOf(event("The"), "The");
    for (const said of [" sky", "", "鹦鹉🦜", 'a "quote"', "\\", "line\nline", "\u0000", "\ud800"])
      expect(slot.read(event(said))).toBe(said);
  });

  it("is read whatever spaces stand before the last brace, and nowhere else", () => {
    const padded = (json: string, spaces: number): string => `${json.slice(0, -1)}${" ".repeat(spaces)}}`;
    for (const [learnt, later] of [
      [0, 7],
      [7, 0],
      [3, 4],
    ] as const) {
      const slot = slotOf(padded(event("The"), learnt), "The");
      expect(slot.read(padded(event(" sky  "), later))).toBe(" sky  ");
      expect(slot.read(event(" sky").replace("}}", "  }}"))).toBeUndefined();
      expect(slot.read(`${event(" sky")} `)).toBeUndefined();
    }
  });

  it("is not read in any other text", () => {
    const slot = slotOf(event("The"), "The");
    const others = [
      event("The", { id: "2" }),
      event("The", { more: 1 }),
      event("The").replace("}}", "},"),
      event("The").slice(0, -1),
      '{"id":"1","a":{"n":0,"said":"x","said":"y"}}',
      '{"id":"1","a":{"n":0,"said":"x\ny"}}',
      '{"id":"1","a":{"n":0,"said":"\\"}}',
      '{"id":"1","a":{"n":0,"said":"}}',
      '{"id":"1","a":{"n":0,"said":null}}',
      "[DONE]",
      "",
    ];
    for (const other of others) expect(slot.read(other)).toBeUndefined();
  });

  it("is where the string stands, and not where the same text stands", () => {
    expect(JsonSlot.find('{"a":{"said":"x"},"b":"x"}', "x", read)).toBeUndefined();
    expect(JsonSlot.find('{"a":{"said":","},"b":"x","c":1}', ",", read)).toBeUndefined();
    expect(JsonSlot.find('{"a":{"said":"x","said":"y"}}', "x", read)).toBeUndefined();
    expect(JsonSlot.find('{"a":{"said":"\\u0078"}}', "x", read)).toBeUndefined();
    expect(JsonSlot.find('{"b":"x","a":{"said":"x"}}', "x", read)).toBeDefined();
  });
});

describe("beside JSON.parse", () => {
  // Small pieces, so that texts meet: quotes, escapes and structure turn up at the edges of the slot.
  const text = fc.array(fc.constantFrom("x", '"', "\\", ",", ":", "}", '","', "said", "\n", "é", "\ud83e", " "), {
    maxLength: 5,
  });
  const said = text.map((parts) => parts.join(""));
  const raw = fc.oneof(
    said.map((string) => JSON.stringify(string)),
    said.map((string) => `"${string}"`),
    fc.constantFrom("null", "1", '"\\u0078"', '"a","said":"b"', '{"said":"x"}', '"a" '),
  );
  const padding = (some: string): string => " ".repeat(some.length % 3);
  const whole = fc
    .tuple(said, raw, raw, raw)
    .map(([id, a, b, c]) => `{"id":${JSON.stringify(id)},"b":${b},"a":{"n":${c},"said":${a}},"c":${c}${padding(b)}}`);

  const parsed = (json: string): { value?: unknown } => {
    try {
      return { value: JSON.parse(json) };
    } catch {
      return {};
    }
  };

  it("gives the same string in the same value, whatever the texts", () => {
    let hits = 0;
    const same = (first: string, second: string): void => {
      const before = parsed(first);
      const text = "value" in before ? read(before.value) : undefined;
      if (typeof text !== "string") return;
      const found = JsonSlot.find(first, text, read)?.read(second);
      if (found === undefined) return;
      hits++;
      const expected = structuredClone(before.value) as { a: { said: string } };
      expected.a.said = found;
      expect(parsed(second)).toEqual({ value: expected });
    };
    fc.assert(
      fc.property(whole, whole, raw, (first, other, literal) => {
        const text = parsed(first).value === undefined ? undefined : read(parsed(first).value);
        same(first, other);
        same(first, first);
        if (typeof text === "string")
          same(
            first,
            first.replace(JSON.stringify(text), () => literal),
          );
      }),
      { numRuns: 5000 },
    );
    expect(hits).toBeGreaterThan(1000);
  });
});
