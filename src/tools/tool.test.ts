import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { errorInfo } from "../errors/info.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { SchemaIssue, SchemaResult, StandardSchema } from "../schema/standard-schema.ts";
import { StructuredTool, tool } from "./tool.ts";

/** A schema as a library makes it, written by hand. */
function schema<In, Out>(validate: (value: unknown) => SchemaResult<Out> | PromiseLike<SchemaResult<Out>>) {
  return { "~standard": { version: 1, vendor: "test", validate } } as StandardSchema<In, Out>;
}

/** Takes `{ city, days? }`, and gives the city in capitals and the days, by default 1. */
const City = schema<{ city: string; days?: number }, { city: string; days: number }>((value) => {
  const { city, days = 1 } = value as { city: string; days?: number };
  const issues: SchemaIssue[] = [];
  if (typeof city !== "string") issues.push({ message: "Expected a string.", path: ["city"] });
  if (typeof days !== "number") issues.push({ message: "Expected a number.", path: ["days"] });
  return issues.length > 0 ? { issues } : { value: { city: city.toUpperCase(), days } };
});
const LateCity = schema<{ city: string }, { city: string; days: number }>((value) =>
  turn().then(() => City["~standard"].validate(value)),
);
const object = { type: "object", properties: { city: { type: "string" } } };

const weather = tool(({ city, days }) => `${days} d of sun in ${city}`, {
  name: "weather",
  description: "The weather.",
  schema: City,
});
const call = (args: unknown, id?: string): ToolCall =>
  ({ name: "weather", args, ...(id === undefined ? {} : { id }), type: "tool_call" }) as ToolCall;

describe("a tool", () => {
  it("is a runnable that gives its function the arguments as the schema makes them", async () => {
    expect(await weather.invoke({ city: "Paris" })).toBe("1 d of sun in PARIS");
    expect(weather.invokeSync({ city: "Paris", days: 2 })).toBe("2 d of sun in PARIS");
    expect(await all(weather.stream({ city: "Paris" }))).toEqual(["1 d of sun in PARIS"]);
    expect([...weather.streamSync({ city: "Paris" })]).toEqual(["1 d of sun in PARIS"]);
    expect(await weather.batch([{ city: "Paris" }, { city: "Rome" }])).toEqual([
      "1 d of sun in PARIS",
      "1 d of sun in ROME",
    ]);
    expect(weather).toBeInstanceOf(StructuredTool);
    expect(weather).toMatchObject({ name: "weather", description: "The weather.", schema: City });
  });

  it("gives the function the config of its step", async () => {
    const told = tool((_: unknown, { tags, configurable, signal }) => [tags, configurable, signal.aborted], {
      name: "told",
      schema: object,
    });
    expect(await told.invoke({}, { tags: ["a"], configurable: { user: 1 } })).toEqual([["a"], { user: 1 }, false]);
  });

  it("waits for a schema that waits", async () => {
    const late = tool(({ city }) => city, { name: "late", schema: LateCity });
    expect(await late.invoke({ city: "Paris" })).toBe("PARIS");
    expect(await thrown(() => late.invokeSync({ city: "Paris" }))).toMatchObject({
      code: "async_step",
      path: ["late"],
    });
  });

  it("is refused in a synchronous run where its function is async, before anything has run", async () => {
    let ran = 0;
    const late = tool(async () => ran++, { name: "late", schema: object });
    expect(await thrown(() => late.invokeSync({}))).toMatchObject({ code: "async_step", path: ["late"] });
    const stream = tool(
      async function* () {
        yield ran++;
      },
      { name: "stream", schema: object },
    );
    expect(await thrown(() => [...stream.streamSync({})])).toMatchObject({ code: "async_step", path: ["stream"] });
    expect(ran).toBe(0);
  });

  it("takes an output that is falsy for an output", async () => {
    for (const output of [0, "", false, null, undefined]) {
      const falsy = tool(() => output, { name: "falsy", schema: object });
      expect(await falsy.invoke({})).toBe(output);
      expect(await all(falsy.stream({}))).toEqual([output]);
    }
  });

  it("needs a function, a name and a schema", () => {
    expect(() => tool(undefined as never, { name: "x", schema: object })).toThrow(/is made of a function/);
    expect(() => tool(() => 1, undefined as never)).toThrow(/needs a name/);
    expect(() => tool(() => 1, { name: "", schema: object })).toThrow(/needs a name/);
    expect(() => tool(() => 1, { name: "x" } as never)).toThrow('The tool "x" needs a schema of its arguments.');
  });

  it("takes a schema that is a function, as some libraries make them", async () => {
    const callable = Object.assign(() => {}, City);
    expect(await tool(({ city }) => city, { name: "x", schema: callable }).invoke({ city: "Paris" })).toBe("PARIS");
  });
});

describe("arguments that the schema refuses", () => {
  const message =
    'The argument city of the tool "weather" is not what the schema asks for: Expected a string. (and 1 more)';
  const wrong = { city: 7, days: "x" } as never;
  const late = tool(({ city }) => city, { name: "weather", schema: LateCity });

  it.each([
    ["invoke", () => weather.invoke(wrong)],
    ["invokeSync", () => weather.invokeSync(wrong)],
    ["stream", () => all(weather.stream(wrong))],
    ["streamSync", () => [...weather.streamSync(wrong)]],
    ["a call", () => weather.invoke(call(wrong, "1"))],
    ["a schema that waits", () => late.invoke(wrong)],
  ])("are a tool error that says which and why, by %s", async (_, way) => {
    expect(await thrown(way)).toMatchObject({
      code: "tool",
      phase: "tool",
      message,
      path: ["weather"],
      issues: [{ path: ["city"] }, { path: ["days"] }],
    });
  });

  it("are told as a whole where the schema says no place", async () => {
    const never = tool(() => 1, { name: "never", schema: schema(() => ({ issues: [{ message: "No." }] })) });
    expect(await thrown(() => never.invoke({}))).toMatchObject({
      message: 'What the tool "never" was given is not what the schema asks for: No.',
    });
  });

  it("are never given to the function", async () => {
    let ran = 0;
    const counted = tool(() => ran++, { name: "counted", schema: City });
    await thrown(() => counted.invoke(wrong));
    expect(ran).toBe(0);
  });

  it("are, with plain JSON Schema, what is no object", async () => {
    const open = tool((args) => args, { name: "open", schema: object });
    expect(await open.invoke({ city: 7 })).toEqual({ city: 7 });
    for (const [given, found] of [
      ["text", "a value of type string"],
      [undefined, "a value of type undefined"],
      [null, "null"],
      [[1], "an array"],
    ]) {
      expect(await thrown(() => open.invoke(given as never))).toMatchObject({
        code: "tool",
        phase: "tool",
        message: `The tool "open" takes an object of arguments, and was given ${String(found)}.`,
      });
    }
  });
});

describe("an error of the user's", () => {
  const boom = Object.freeze(new Error("boom"));
  const fail = (): never => {
    throw boom;
  };

  it.each([
    ["a function", tool(fail, { name: "f", schema: object })],
    ["an async function", tool(async () => fail(), { name: "f", schema: object })],
    [
      "a generator",
      tool(
        function* () {
          yield fail();
        },
        { name: "f", schema: object },
      ),
    ],
    [
      "an async generator",
      tool(
        async function* () {
          yield fail();
        },
        { name: "f", schema: object },
      ),
    ],
    ["a schema", tool(() => 1, { name: "f", schema: schema<object, object>(fail) })],
    ["a schema that waits", tool(() => 1, { name: "f", schema: schema<object, object>(async () => fail()) })],
  ])("arrives as it is: from %s", async (_, failing) => {
    expect(await thrown(() => failing.invoke({}))).toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["f"]);
    expect(await thrown(() => failing.invoke({ name: "f", args: {}, id: "1", type: "tool_call" }))).toBe(boom);
  });
});

describe("a model's call", () => {
  const give = (output: unknown) => tool(() => output, { name: "give", schema: object });

  it("is answered by a message", async () => {
    const expected = new ToolMessage({ content: "1 d of sun in PARIS", tool_call_id: "call_1", name: "weather" });
    expect(await weather.invoke(call({ city: "Paris" }, "call_1"))).toEqual(expected);
    expect(weather.invokeSync(call({ city: "Paris" }, "call_1"))).toEqual(expected);
    expect(await all(weather.stream(call({ city: "Paris" }, "call_1")))).toEqual([expected]);
    const late = tool(async ({ city }) => city, { name: "late", schema: LateCity });
    expect(await late.invoke(call({ city: "Paris" }, "2"))).toEqual(new ToolMessage("PARIS", "2", "late"));
  });

  it.each([
    ["", ""],
    ["text", "text"],
    [{ sun: [1, null] }, '{"sun":[1,null]}'],
    [0, "0"],
    [null, "null"],
    [undefined, ""],
  ])("is answered by text as it is, all else as JSON: %j", async (output, content) => {
    expect((await give(output).invoke(call({}, "1"))).content).toBe(content);
  });

  it("fails where the output has no JSON", async () => {
    expect(await thrown(() => give(1n).invoke(call({}, "1")))).toMatchObject({
      code: "tool",
      phase: "tool",
      message: 'What the tool "give" gives cannot be written as JSON, for the message that answers its call.',
      cause: expect.any(TypeError),
      path: ["give"],
    });
  });

  it("fails without an id, before the function runs", async () => {
    let ran = 0;
    const counted = tool(() => ran++, { name: "counted", schema: object });
    expect(await thrown(() => counted.invoke(call({})))).toMatchObject({
      code: "tool",
      message: 'The call of the tool "counted" has no id, by which its answer could say what it answers.',
    });
    expect(ran).toBe(0);
  });

  it("is told from arguments by all that a call has", async () => {
    const open = tool((args) => args, { name: "open", schema: object });
    for (const args of [
      { type: "tool_call" },
      { type: "tool_call", name: "open" },
      { type: "tool_call", name: 1, args: {} },
      { name: "open", args: {} },
    ])
      expect(await open.invoke(args)).toEqual(args);
  });
});

describe("a generator", () => {
  const steps: string[] = [];
  function* countSync(n: number) {
    try {
      for (let at = 0; at < n; at++) yield at;
      return `counted ${n}`;
    } finally {
      steps.push("closed");
    }
  }
  async function* count(n: number) {
    return yield* countSync(n);
  }
  const schemaOfN = schema<{ n: number }, { n: number }>((value) => ({ value: value as { n: number } }));
  const kinds = {
    sync: tool(({ n }) => countSync(n), { name: "count", schema: schemaOfN }),
    async: tool(({ n }) => count(n), { name: "count", schema: schemaOfN }),
    "of a promise": tool(async ({ n }) => count(n), { name: "count", schema: schemaOfN }),
  };

  it.each(Object.entries(kinds))("gives what it returns: %s", async (_, counting) => {
    steps.length = 0;
    expect(await counting.invoke({ n: 3 })).toBe("counted 3");
    expect(await all(counting.stream({ n: 0 }))).toEqual(["counted 0"]);
    expect(await counting.invoke(call({ n: 2 }, "1"))).toEqual(new ToolMessage("counted 2", "1", "count"));
    expect(await counting.pipe((output) => [output]).invoke({ n: 3 })).toEqual(["counted 3"]);
    expect(steps).toEqual(["closed", "closed", "closed", "closed"]);
  });

  it("runs in a plain loop, where it is synchronous", () => {
    expect([...kinds.sync.streamSync({ n: 3 })]).toEqual(["counted 3"]);
    expect(kinds.sync.invokeSync({ n: 3 })).toBe("counted 3");
  });

  it("may return a promise, though it is not async", async () => {
    const late = tool(
      function* () {
        yield 1;
        return turn().then(() => "late");
      },
      { name: "late", schema: object },
    );
    expect(await late.invoke({})).toBe("late");
    expect(await late.invoke(call({}, "1"))).toEqual(new ToolMessage("late", "1", "late"));
    expect(await thrown(() => late.invokeSync({}))).toMatchObject({ code: "async_step" });
  });

  it("is closed once where its run is left, or its signal aborts", async () => {
    for (const counting of [kinds.sync, kinds.async]) {
      steps.length = 0;
      for await (const _ of counting.streamEvents({ n: Infinity }))
        if (_.event === "on_tool_stream" && _.data.chunk === 2) break;
      expect(steps).toEqual(["closed"]);

      const controller = new AbortController();
      const aborted = thrown(async () => {
        for await (const event of counting.streamEvents({ n: Infinity }, { signal: controller.signal }))
          if (event.event === "on_tool_stream" && event.data.chunk === 2) controller.abort("enough");
      });
      expect(await aborted).toMatchObject({ code: "aborted", cause: "enough" });
      expect(steps).toEqual(["closed", "closed"]);
    }
  });

  it("is closed where what is behind it fails", async () => {
    steps.length = 0;
    const boom = new Error("boom");
    const failing = kinds.async.pipe(() => {
      throw boom;
    });
    expect(await thrown(() => failing.invoke({ n: 2 }))).toBe(boom);
    expect(steps).toEqual(["closed"]);
  });
});

describe("a tool that is not wanted any more", () => {
  it("has the signal of its config aborted", async () => {
    const controller = new AbortController();
    let seen: unknown;
    const deaf = tool(
      (_, { signal }) => new Promise<never>(() => signal.addEventListener("abort", () => (seen = signal.reason))),
      { name: "deaf", schema: object },
    );
    const running = thrown(() => deaf.invoke({}, { signal: controller.signal }));
    await turn();
    controller.abort("enough");
    expect(await running).toMatchObject({ code: "aborted", cause: "enough", path: ["deaf"] });
    expect(seen).toBe("enough");
  });

  it("does not begin after its schema has been waited for", async () => {
    const controller = new AbortController();
    let ran = 0;
    let asked = 0;
    const slow = schema<object, object>(async (value) => {
      asked++;
      await turn();
      await turn();
      return { value: value as object };
    });
    const late = tool(() => ran++, { name: "late", schema: slow });
    const running = thrown(() => late.invoke({}, { signal: controller.signal }));
    await turn();
    controller.abort();
    await running;
    await turn();
    await turn();
    expect([asked, ran]).toEqual([1, 0]);
  });
});

it("a tool is a step like any other", async () => {
  const chain = RunnableLambda.from((city: string) => ({ city }))
    .pipe(weather)
    .pipe((answer) => `Answer: ${answer as string}`);
  expect(await chain.invoke("Paris")).toBe("Answer: 1 d of sun in PARIS");
  expect(chain.invokeSync("Paris")).toBe("Answer: 1 d of sun in PARIS");
});
