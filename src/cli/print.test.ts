import { expect, it } from "vitest";
import type { Screen } from "./line.ts";
import { printAnswer } from "./print.ts";

it.each([
  ["a terminal", { columns: 80, colors: false }, "word \n"],
  ["a file", undefined, "word "],
])(
  "an answer that is interrupted leaves %s at the beginning of a line, if somebody looks",
  async (_, terminal, left) => {
    const controller = new AbortController();
    let out = "";
    async function* answer() {
      yield "word ";
      controller.abort();
      controller.signal.throwIfAborted();
    }
    const surroundings = {
      env: {},
      terminal: terminal as Screen | undefined,
      signal: controller.signal,
      input: async () => undefined,
      out: (text: string) => void (out += text),
      err: () => {},
    };
    await expect(printAnswer(answer(), "", surroundings)).rejects.toThrow();
    expect(out).toBe(left);
  },
);
