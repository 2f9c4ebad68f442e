import { existsSync, readFileSync } from "node:fs";
import Mustache from "mustache";
import { describe, expect, test } from "vitest";
import { mustache, mustacheWith } from "./mustache.ts";

function render(template: string, values: Record<string, unknown>): string {
  return mustache.compile(template).render(values);
}

interface Case {
  readonly name: string;
  readonly data: Record<string, unknown>;
  readonly template: string;
  readonly expected: string;
}

const suite = new URL("../../../shared/suites/mustache-spec/", import.meta.url);

describe.runIf(existsSync(suite))("as the Mustache specification (needs ../shared/suites/mustache-spec)", () => {
  const html = mustacheWith({ escape: "html" });

  function cases(module: string): Case[] {
    return existsSync(suite) ? JSON.parse(readFileSync(new URL(`${module}.json`, suite), "utf8")).tests : [];
  }

  describe.each(["comments", "delimiters", "interpolation", "inverted", "sections"])("%s", (module) => {
    const usesPartials = (each: Case): boolean => "partials" in each;

    test.each(cases(module).filter((each) => !usesPartials(each)))("$name", ({ template, data, expected }) => {
      expect(html.compile(template).render(data)).toBe(expected);
    });
  });

  test("has its cases", () => {
    const count = (module: string): number => cases(module).length;
    expect(["comments", "delimiters", "interpolation", "inverted", "sections", "partials"].map(count)).toEqual([
      12, 14, 42, 22, 34, 12,
    ]);
  });

  // A partial's text would be read from outside the template, with variables that no one could list beforehand. A text
  // that several prompts share is a variable, or a template of its own.
  describe("partials and dynamic names: do not apply, since there are no partials; the rest prints", () => {
    test.each([...cases("partials"), ...cases("~dynamic-names")])("$name", ({ template, data }) => {
      expect(html.compile(template).render(data)).toBe(new Mustache.Writer().render(template, data, {}));
    });

    test("a value is no partial", () => {
      expect(render("[{{> text}}]", { text: "from the values" })).toBe("[]");
    });
  });

  describe("inheritance: does not apply, since it is about partials; a block is refused", () => {
    test.each(cases("~inheritance").filter((each) => each.template.includes("{{$")))("$name", ({ template }) => {
      expect(() => html.compile(template)).toThrow(expect.objectContaining({ code: "config" }));
    });
  });

  describe("lambdas: do not apply, since a function in the values is no data; it is not called", () => {
    test.each(cases("~lambdas"))("$name", ({ template, data }) => {
      let calls = 0;
      html.compile(template).render({ ...data, lambda: () => ++calls });
      expect(calls).toBe(0);
    });
  });
});

describe("variables", () => {
  test.each([
    ["{{b}} {{{a}}} {{& c }} {{b.x}} {{d.e.f}}", ["b", "a", "c", "d"]],
    ["{{#items}}{{name}}{{/items}}{{^items}}{{none}}{{/items}}{{after}}", ["items", "after"]],
    ["{{#a.b}}{{#c}}{{d}}{{/c}}{{/a.b}}", ["a"]],
    ["{{! a comment }}{{> partial}}{{.}}{{#.}}{{x}}{{/.}}", []],
    ["{{=<% %>=}}<% a %>{{b}}<%={{ }}=%>{{c}}", ["a", "c"]],
  ])("%s", (template, variables) => {
    expect(mustache.compile(template).variables).toEqual(variables);
  });
});

describe("values", () => {
  test("print as in every prompt, unescaped, in each kind of tag", () => {
    const docs = [{ pageContent: "<one>" }, { pageContent: "two" }];
    for (const tag of ["{{docs}}", "{{{docs}}}", "{{&docs}}"]) expect(render(tag, { docs })).toBe("<one>\n\ntwo");
    expect(render("{{o}}{{{o}}} {{n}}{{{b}}}", { o: { a: 1 }, n: 0, b: false })).toBe('{"a":1}{"a":1} 0false');
    expect(
      mustacheWith({ escape: "html" })
        .compile("{{o}}")
        .render({ o: { a: 1 } }),
    ).toBe("{&quot;a&quot;:1}");
  });

  test("are never parsed", () => {
    expect(render("{{x}}{{#list}}{{.}}{{/list}}", { x: "{{y}}$&", y: "no", list: ["{{x}}"] })).toBe("{{y}}$&{{x}}");
  });

  test("that are missing print nothing", () => {
    expect(render("[{{a}}{{b}}{{c.d}}{{e.f}}]", { b: null, c: {} })).toBe("[]");
  });

  test("are own, enumerable data at each part of a name", () => {
    class Person {
      name = "Ada";
      #secret = "no";
      get secret(): string {
        return this.#secret;
      }
    }
    let read = 0;
    const computed = {
      get value() {
        read++;
        return "no";
      },
    };
    const values = { person: new Person(), computed, list: ["a", "b"], text: "abc" };
    expect(render("{{person.name}} {{person.secret}}{{#person}}{{secret}}{{/person}}", values)).toBe("Ada ");
    expect(render("{{computed.value}}{{#computed}}{{value}}{{/computed}}", values)).toBe("");
    expect(read).toBe(0);
    expect(render("{{list.1}}{{list.length}}{{text.length}}{{text.0}}{{list.map}}", values)).toBe("b");
    expect(render("{{#text}}{{length}}{{/text}}", values)).toBe("");
  });

  test("may have names of inherited members", () => {
    const values = JSON.parse('{ "__proto__": { "constructor": "c" }, "toString": "t" }');
    expect(render("{{__proto__.constructor}}{{toString}}", values)).toBe("ct");
    expect(render("{{#a}}{{toString}}{{/a}}", { a: {}, toString: "outer" })).toBe("outer");
  });

  test("that are functions are not called, and print nothing", () => {
    const f = (): never => {
      throw new Error("called");
    };
    const values = { f, list: [f], o: { f, toString: f } };
    expect(render("[{{f}}{{{f}}}{{#f}}x{{/f}}{{o.f}}{{#list}}{{.}}{{#.}}x{{/.}}{{/list}}]", values)).toBe("[]");
    expect(render("{{{o}}}{{^f}}none{{/f}}", values)).toBe("{}none");
  });

  test("that cannot be printed are an error that names them", () => {
    expect(() => render("{{a.b}}", { a: { b: Symbol("s") } })).toThrow(expect.objectContaining({ code: "config" }));
    expect(() => render("{{a.b}}", { a: { b: Symbol("s") } })).toThrow('The variable "a.b" is a symbol');
  });
});

describe("refused at compile", () => {
  test.each([
    ["Hi {{name", 'The prompt template "Hi {{name" is not well-formed: Unclosed tag at offset 9.'],
    ["{{#a}}", 'Unclosed section "a" at offset 6'],
    ["x{{/a}}", 'Unopened section "a" at offset 1'],
    ["{{#a}}{{/b}}", 'Unclosed section "a" at offset 6'],
    ["{{=a=}}", "Invalid tags: a"],
    ["a{{}}", "Tag without a name at offset 1"],
    ["{{#a}}{{{}}}{{/a}}", "Tag without a name at offset 6"],
  ])("%s", (template, problem) => {
    expect(() => mustache.compile(template)).toThrow(expect.objectContaining({ code: "config" }));
    expect(() => mustache.compile(template)).toThrow(problem);
  });

  test("sections nested more than 200 deep", () => {
    const nested = (depth: number): string => "{{#a}}".repeat(depth) + "x" + "{{/a}}".repeat(depth);
    expect(render(nested(200), { a: true })).toBe("x");
    expect(() => mustache.compile(nested(201))).toThrow("Sections nested more than 200 deep at offset 1200");
    expect(() => mustache.compile(nested(100_000))).toThrow("Sections nested more than 200 deep at offset 1200");
  });
});

describe("Mustache itself", () => {
  test("is left alone, and leaves us alone", () => {
    const { tags, escape } = Mustache;
    const cache = JSON.stringify(Mustache.templateCache);
    try {
      Mustache.tags = ["<%", "%>"];
      Mustache.escape = () => "escaped";
      expect(render("{{a}}<%a%>", { a: "<" })).toBe("<<%a%>");
      expect(mustacheWith({}).compile("{{a}}").render({ a: "<" })).toBe("<");
    } finally {
      Mustache.tags = tags;
      Mustache.escape = escape;
    }
    expect(JSON.stringify(Mustache.templateCache)).toBe(cache);
  });
});
