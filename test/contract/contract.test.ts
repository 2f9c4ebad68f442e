import { describe, expect, it } from "vitest";
import { cases as runnableCases } from "./cases.ts";
import { choiceCases } from "./choice-cases.ts";
import { interopCases } from "./interop-cases.ts";
import { jsonCases } from "./json-cases.ts";
import { obeysTheLaws } from "./laws.ts";
import { primitiveCases } from "./primitive-cases.ts";

const cases = [...runnableCases, ...choiceCases, ...primitiveCases, ...jsonCases, ...interopCases];

describe("the table of cases", () => {
  it("names each once", () => {
    expect(new Set(cases.map((subject) => subject.name)).size).toBe(cases.length);
  });
});

describe.each(cases)("$name", obeysTheLaws);
