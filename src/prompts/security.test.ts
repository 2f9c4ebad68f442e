import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fString } from "./f-string.ts";
import { mustache } from "./mustache.ts";

interface Vector {
  readonly id: string;
  readonly format: "f-string" | "mustache";
  readonly template: string;
  readonly values: Record<string, unknown>;
  readonly expect: string;
}

const file = new URL("../../../shared/suites/security-vectors-a/templates.json", import.meta.url);
const configError = expect.objectContaining({ code: "config" });

describe.runIf(existsSync(file))("security vectors (need ../shared/suites/security-vectors-a)", () => {
  const vectors: Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).cases : [];

  test.each(vectors)("$id: $expect", (vector) => {
    const format = vector.format === "mustache" ? mustache : fString;
    const template = vector.template.replace(/^GEN:'(.*)'\*(\d+)$/, (_, text, times) => text.repeat(Number(times)));
    const compile = () => format.compile(template);
    const render = () => compile().render(vector.values);
    if (vector.expect.startsWith("literal:")) expect(render()).toBe(vector.expect.slice("literal:".length));
    else if (vector.expect === "reject") expect(compile).toThrow(configError);
    else if (vector.expect === "reject-or-missing") expect(render).toThrow(configError);
    else if (vector.expect === "missing") expect(render).toThrow(/needs the variable/);
    else {
      expect(vector.expect).toBe("a function in the values is not called unless lambdas are switched on");
      let calls = 0;
      expect(compile().render({ f: () => ++calls })).toBe("");
      expect(calls).toBe(0);
    }
  });

  test("has its cases", () => {
    expect(vectors.length).toBe(17);
  });
});
