import { describe, expect, test, vi } from "vitest";
import { StringPromptValue } from "../messages/prompt-value.ts";
import { mustache } from "./mustache.ts";
import { PromptTemplate } from "./prompt-template.ts";
import type { TemplateOptions } from "./choose-format.ts";

const joke = PromptTemplate.fromTemplate("tell me a joke about {topic}");

/** What a program without types might give. */
const untyped = (input: unknown) => joke.format(input as { topic: unknown });

const configError = (message: string | RegExp) =>
  expect.objectContaining({
    code: "config",
    message: message instanceof RegExp ? expect.stringMatching(message) : message,
  });

describe("running", () => {
  const value = new StringPromptValue("tell me a joke about parrots");

  test("format, invoke and invokeSync give one prompt", async () => {
    expect(joke.format({ topic: "parrots" })).toBe(value.value);
    expect(joke.formatPromptValue({ topic: "parrots" })).toEqual(value);
    expect(joke.invokeSync({ topic: "parrots" })).toEqual(value);
    expect(await joke.invoke({ topic: "parrots" })).toEqual(value);
    expect(value).toBeInstanceOf(StringPromptValue);
  });

  test("streams one chunk, without waiting too", async () => {
    const chunks = [];
    for await (const chunk of joke.stream({ topic: "parrots" })) chunks.push(chunk);
    expect(chunks).toEqual([value]);
    expect([...joke.streamSync({ topic: "parrots" })]).toEqual([value]);
  });

  test("pipes into a function", () => {
    const chain = joke.pipe((prompt) => prompt.toString().toUpperCase());
    expect(chain.invokeSync({ topic: "parrots" })).toBe("TELL ME A JOKE ABOUT PARROTS");
  });

  test("a failure in a chain says which step it was", async () => {
    const chain = joke.pipe((prompt) => prompt.toString());
    await expect(chain.invoke({} as { topic: 1 })).rejects.toEqual(
      expect.objectContaining({ code: "config", path: ["RunnableSequence", "PromptTemplate"] }),
    );
  });

  test("has a name, its text and its variables", () => {
    const prompt = PromptTemplate.fromTemplate("{b} {a} {b}");
    expect(prompt.name).toBe("PromptTemplate");
    expect(prompt.template).toBe("{b} {a} {b}");
    expect(prompt.inputVariables).toEqual(["b", "a"]);
  });
});

describe("input", () => {
  test("may have more than the template takes", () => {
    expect(untyped({ topic: "x", more: {} })).toBe("tell me a joke about x");
  });

  test("a string is the value of a single variable", () => {
    expect(untyped("cats")).toBe("tell me a joke about cats");
    const proto = PromptTemplate.fromTemplate("<{__proto__}>");
    expect(proto.format("x" as never)).toBe("<x>");
  });

  test.each([
    [null, "null"],
    [undefined, "undefined"],
    [["x"], "an array"],
    [1, "a number"],
    [() => 1, "a function"],
  ])("%s is refused by what it is", (input, what) => {
    expect(() => untyped(input)).toThrow(
      configError(`PromptTemplate takes an object with its variables ("topic"), and was given ${what}.`),
    );
  });

  test("a string is refused where there is not one variable", () => {
    expect(() => PromptTemplate.fromTemplate("{a}{b}").format("x" as never)).toThrow(
      configError('PromptTemplate takes an object with its variables ("a", "b"), and was given a string.'),
    );
    expect(() => PromptTemplate.fromTemplate("fixed").format("x" as never)).toThrow(
      configError("PromptTemplate takes an object; this one has no variables, and was given a string."),
    );
  });

  test("a missing variable is named, with the template and what was given", () => {
    expect(() => untyped({ topc: "x" })).toThrow(
      configError('The prompt template "tell me a joke about {topic}" needs the variable "topic"; given: "topc".'),
    );
  });

  test("inherited properties are no values", () => {
    expect(() => PromptTemplate.fromTemplate("{constructor}").format({} as never)).toThrow(configError(/needs the/));
    expect(() => untyped(Object.create({ topic: "x" }))).toThrow(configError(/needs the variable "topic"/));
  });

  test("values are not read as templates", () => {
    expect(untyped({ topic: "{secret} {{x}}", secret: "leaked" })).toBe("tell me a joke about {secret} {{x}}");
  });
});

describe("partial", () => {
  const prompt = PromptTemplate.fromTemplate("{a}-{b}");

  test("gives variables beforehand, which are asked for no more", () => {
    const partial = prompt.partial({ a: "A" });
    expect(partial.inputVariables).toEqual(["b"]);
    expect(partial.format({ b: "B" })).toBe("A-B");
    expect(partial.partial({ b: "B" }).format({})).toBe("A-B");
    expect(prompt.inputVariables).toEqual(["a", "b"]);
  });

  test("a function is called at each format, and only where its value is needed", () => {
    let calls = 0;
    const partial = prompt.partial({ a: () => ++calls });
    expect(calls).toBe(0);
    expect(partial.format({ b: "B" })).toBe("1-B");
    expect(partial.format({ b: "B" })).toBe("2-B");
    expect(partial.format({ a: "given", b: "B" } as { b: string })).toBe("given-B");
    expect(calls).toBe(2);
  });

  test("undefined and null in the input leave the partial value", () => {
    const frozen = Object.freeze({ a: null, b: "B" });
    expect(prompt.partial({ a: "A" }).format(frozen)).toBe("A-B");
  });

  test("its value is not read as a template", () => {
    expect(prompt.partial({ a: "{b}" }).format({ b: "{a}" })).toBe("{b}-{a}");
  });

  test("the names of Object.prototype are only names", () => {
    const names = PromptTemplate.fromTemplate("{__proto__} {constructor}");
    const partial = names.partial(JSON.parse('{ "__proto__": "P" }'));
    expect(partial.inputVariables).toEqual(["constructor"]);
    expect(partial.format({ constructor: "C" } as never)).toBe("P C");
    expect(() => partial.format({} as never)).toThrow(configError(/needs the variable "constructor"/));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("a function that throws is not wrapped, and one that returns a promise is refused", async () => {
    const mine = new Error("mine");
    const throws = prompt.partial({
      a: () => {
        throw mine;
      },
    });
    expect(() => throws.format({ b: 1 })).toThrow(mine);
    const unheard = vi.fn();
    process.on("unhandledRejection", unheard);
    const waits = prompt.partial({ a: () => Promise.reject(mine) });
    expect(() => waits.format({ b: 1 })).toThrow(configError(/partial variable "a" returned a promise/));
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", unheard);
    expect(unheard).not.toHaveBeenCalled();
  });

  test("something else than an object is refused", () => {
    expect(() => prompt.partial("a" as never)).toThrow(
      configError("Partial variables are an object of values by name, and not a string."),
    );
  });

  test("can be given with the template", () => {
    const given = new PromptTemplate({ template: "{a}-{b}", partialVariables: { a: "A" } });
    expect(given.format({ b: "B" })).toBe("A-B");
  });
});

describe("formats", () => {
  test("mustache, as an object", () => {
    const prompt = PromptTemplate.fromTemplate("{{#names}}{{.}};{{/names}}{{end}}", { templateFormat: mustache });
    expect(prompt.inputVariables).toEqual(["names", "end"]);
    expect(prompt.format({ names: ["{{end}}", "b"], end: "!" })).toBe("{{end}};b;!");
    expect(prompt.partial({ end: "?" }).format({ names: ["a"] })).toBe("a;?");
  });

  test("partial variables do not make a getter of the input data", () => {
    const prompt = PromptTemplate.fromTemplate("{{a}}{{b}}", { templateFormat: mustache }).partial({ a: 1 });
    const get = vi.fn(() => "computed");
    expect(prompt.format(Object.defineProperty({}, "b", { get, enumerable: true }) as never)).toBe("1");
    expect(get).not.toHaveBeenCalled();
  });

  test("its name alone says how to get it", () => {
    const options = { templateFormat: "mustache" } as unknown as TemplateOptions;
    expect(() => PromptTemplate.fromTemplate("{{a}}", options)).toThrow(
      configError(
        'templateFormat "mustache" is a word: import { mustache } from "runlet/mustache" and pass it as templateFormat.',
      ),
    );
  });

  test.each([
    ["jinja2", '"jinja2"'],
    [{}, "an object"],
    [1, "a number"],
  ])("%s is none", (templateFormat, what) => {
    const options = { templateFormat } as unknown as TemplateOptions;
    expect(() => PromptTemplate.fromTemplate("{a}", options)).toThrow(configError(new RegExp(`${what} is neither`)));
  });

  test("a template that is not well-formed fails when it is made", () => {
    expect(() => PromptTemplate.fromTemplate("{a")).toThrow(configError(/not well-formed/));
    expect(() => PromptTemplate.fromTemplate(undefined as never)).toThrow(
      configError("A prompt template is a string, and not undefined."),
    );
  });
});
