import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFString } from "./f-string-syntax.ts";
import { fString } from "./f-string.ts";

function render(template: string, values: Record<string, unknown>): string {
  return fString.compile(template).render(values);
}

function configError(...parts: string[]): unknown {
  const message = expect.stringMatching(parts.map((part) => part.replace(/[^\w\s]/g, "\\$&")).join("[^]*"));
  return expect.objectContaining({ code: "config", message });
}

interface Case {
  readonly template: string;
  readonly ok: boolean;
  readonly parse: unknown[];
  readonly values?: Record<string, unknown>;
  readonly formatted?: string;
}

const suite = new URL("../../../shared/suites/fstring-cpython-a/cases.json", import.meta.url);

describe.runIf(existsSync(suite))("as CPython's string.Formatter (needs ../shared/suites/fstring-cpython-a)", () => {
  const cases: Case[] = existsSync(suite) ? JSON.parse(readFileSync(suite, "utf8")) : [];

  test.each(cases)("parse $template", ({ template, ok, parse }) => {
    if (!ok) {
      expect(() => parseFString(template)).toThrow(configError("offset"));
      expect(() => fString.compile(template)).toThrow(configError("offset"));
      return;
    }
    const pieces = parseFString(template).map(({ literal, field }) =>
      field ? [literal, field.name, field.spec, field.conversion ?? null] : [literal, null, null, null],
    );
    expect(pieces).toEqual(parse);
  });

  test.each(cases.filter((each) => each.formatted !== undefined))("render $template", ({ template, ...given }) => {
    expect(render(template, given.values!)).toBe(given.formatted);
    expect(fString.compile(template).variables).toEqual(Object.keys(given.values!));
  });

  test("has its 200 cases", () => {
    expect(cases.length).toBe(200);
  });
});

describe("variables", () => {
  test("in the order of first appearance, each once", () => {
    expect(fString.compile("{b} {a!r} {b:>3} {{c}} {变量}").variables).toEqual(["b", "a", "变量"]);
    expect(fString.compile("no {{ }}").variables).toEqual([]);
  });

  test("one may be called anything", () => {
    expect(render('{% if a %}{"key"}{a b}', { "% if a %": 1, '"key"': 2, "a b": 3 })).toBe("123");
    const values = JSON.parse('{ "__proto__": "p", "constructor": "c" }');
    expect(render("{__proto__}{constructor}", values)).toBe("pc");
  });
});

describe("values", () => {
  test("are data", () => {
    expect(render("a{x}b{y}", { x: "{y}$&$1$`", y: "{x}{{" })).toBe("a{y}$&$1$`b{x}{{");
  });

  test("print as values do, by the format and the conversion", () => {
    expect(render("{a} {a:>3} {a!r:>5} {b!s:.3} {c!a} {d!r}", { a: "x", b: 3.14159, c: "é", d: { e: 1 } })).toBe(
      "x   x   'x' 3.1 '\\xe9' {\"e\":1}",
    );
    expect(render("{price:,.2f}|{count:03d}", { price: 1234.5, count: 7 })).toBe("1,234.50|007");
    expect(render("{docs}", { docs: [{ pageContent: "one" }, { pageContent: "two" }] })).toBe("one\n\ntwo");
  });
});

describe("a missing variable", () => {
  test("is named, with the template and what was given", () => {
    expect(() => render("tell me a joke about {topic}", { subject: "parrots" })).toThrow(
      'The prompt template "tell me a joke about {topic}" needs the variable "topic"; given: "subject".',
    );
    expect(() => render("{a}", {})).toThrow('needs the variable "a"; given: nothing.');
  });

  test("may be given as null or undefined", () => {
    expect(() => render("{a}", { a: null })).toThrow('needs the variable "a", which is null.');
    expect(() => render("{a}", { a: undefined })).toThrow(configError('"a"', "which is undefined"));
  });

  test("is not found among inherited members", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"])
      expect(() => render(`{${name}}`, {})).toThrow(configError(`needs the variable "${name}"`));
  });

  test("that looks like JSON asks for doubled braces", () => {
    expect(() => render('Answer as {"key": 1}', { topic: "x" })).toThrow(
      configError('"key"', "double them: {{ and }}"),
    );
    expect(() => render("{% if a %}", {})).toThrow(configError("double them"));
    expect(() => fString.compile('{"key": "value"}')).toThrow(configError('"key"', "double them"));
    expect(() => fString.compile('{"a.b": [1]}')).toThrow(configError("double them"));
    expect(() => render("{topic}", {})).not.toThrow(configError("double them"));
  });

  test("leaves a long message short", () => {
    const values = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`.padEnd(1000, "."), 1]));
    let message = "";
    try {
      render("{x}".padEnd(1e6, "\n text"), values);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain("980 more");
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(1500);
  });
});

describe("refused at compile, with the place", () => {
  test.each([
    ["{}", "offset 0", "without a name"],
    ["ab{0}", "offset 2", "position"],
    ["{a.b}", "offset 0", "reaches into"],
    ["{a[0]}", "offset 0", "reaches into"],
    ["{a[}}]}", "offset 0", "reaches into"],
    ["{a:{b}}", "offset 0", "a field inside the format"],
    ['{"key": {v}}', "offset 0", "double them"],
    ["{a!x}", "offset 0", "none of !s, !r and !a"],
    ["{a:zz}", '"zz" of "a"', "not of the form"],
    ["🙂}", "offset 2", 'a single "}"'],
    ["a {b", "offset 2", "missing"],
    ["{a!r b}", "offset 4", "must follow"],
  ])("%s", (template, ...parts) => {
    expect(() => fString.compile(template)).toThrow(configError(...parts));
  });

  test("a value that does not fit the format is refused when it comes", () => {
    const compiled = fString.compile("{n:d}");
    expect(() => compiled.render({ n: "x" })).toThrow(configError('"{n:d}"', '"n"', '"d"', "needs a number"));
  });
});

describe("any template", () => {
  const name = fc.constantFrom("a", "b", "topic", "变量", "__proto__", "a b", "constructor");
  const part = fc.oneof(
    fc.string({ unit: fc.constantFrom("{", "}", "a", " ", "\n", "$&", "🙂", ":", "!") }).map((text) => ({ text })),
    name.map((field) => ({ field })),
  );
  const escaped = (text: string): string => text.replace(/[{}]/g, "$&$&");

  test("has the names of its fields, and renders to its parts joined", () => {
    fc.assert(
      fc.property(fc.array(part), fc.dictionary(name, fc.string()), (parts, some) => {
        const fields = parts.flatMap((each) => ("field" in each ? [each.field] : []));
        const values = Object.assign(Object.fromEntries(fields.map((field) => [field, `<${field}>`])), some);
        const template = parts.map((each) => ("field" in each ? `{${each.field}}` : escaped(each.text))).join("");
        const compiled = fString.compile(template);
        expect(compiled.variables).toEqual([...new Set(fields)]);
        expect(compiled.render(values)).toBe(
          parts.map((each) => ("field" in each ? values[each.field] : each.text)).join(""),
        );
      }),
    );
  });

  test("of doubled braces renders to itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(render(escaped(text), {})).toBe(text);
      }),
    );
  });

  test("either compiles or is a config error", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{}!:[].0a<d") }), (text) => {
        try {
          fString.compile(text);
        } catch (error) {
          expect(error).toEqual(configError("offset"));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
