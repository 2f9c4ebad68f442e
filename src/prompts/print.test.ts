import { expect, test } from "vitest";
import { RunletError } from "../errors/error.ts";
import { printValue } from "./print.ts";

class Document {
  readonly pageContent: string;
  constructor(pageContent: string) {
    this.pageContent = pageContent;
  }
}

class Lazy {
  get pageContent(): string {
    return "read when asked";
  }
}

test.each([
  ["text {x} $&", "text {x} $&"],
  [3, "3"],
  [0.5, "0.5"],
  [false, "false"],
  [12345678901234567890n, "12345678901234567890"],
  [{ a: 1 }, '{"a":1}'],
  [["a", "b"], '["a","b"]'],
  [[1, null], "[1,null]"],
  [{ when: new Date(0) }, '{"when":"1970-01-01T00:00:00.000Z"}'],
  [new Document("one"), "one"],
  [new Lazy(), "read when asked"],
  [[new Document("one"), { pageContent: "two", metadata: {} }], "one\n\ntwo"],
  [[new Document("one"), "two"], '[{"pageContent":"one"},"two"]'],
  [{ pageContent: 1 }, '{"pageContent":1}'],
  [[], ""],
])("%o", (value, text) => {
  expect(printValue(value, "x")).toBe(text);
});

test("what has no text is an error that names the variable", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const none = { toJSON: () => undefined };
  for (const value of [() => "text", Symbol("s"), null, undefined, circle, deep, { a: 1n }, none]) {
    const printing = () => printValue(value, "topic");
    expect(printing).toThrow(RunletError);
    expect(printing).toThrow(expect.objectContaining({ code: "config", message: expect.stringContaining('"topic"') }));
  }
});
