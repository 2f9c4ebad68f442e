import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { parallel } from "../runnables/parallel.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { Runnable } from "../runnables/runnable.ts";
import { dispatchCustomEvent } from "../runs/custom-event.ts";
import type { StreamEvent } from "../runs/events.ts";
import { tool } from "./tool.ts";

const schema = { type: "object" };
const search = tool(
  function* ({ query }) {
    yield `asking for ${query as string}`;
    yield { found: 2 };
    return ["a", "b"];
  },
  { name: "search", schema },
);
const searchLate = tool(
  async function* (args, config) {
    yield* await searching(args);
    return (await search.invoke(args, config)).length;
  },
  { name: "searchLate", schema },
);
const searching = async (args: object) => [args];
const call: ToolCall = { name: "search", args: { query: "x" }, id: "call_1", type: "tool_call" };

const told = ({ event, name, data }: StreamEvent) => [event, name, data];
const failed = async (events: AsyncIterable<StreamEvent>) => {
  const seen: unknown[] = [];
  const error = await thrown(async () => {
    for await (const event of events) seen.push(told(event));
  });
  return { seen, error };
};

describe("the events of a tool", () => {
  it("are its start with the arguments, what it yields, and its end with the output and the arguments", async () => {
    const input = { query: "x" };
    const events = (await all(search.streamEvents(input))).map(told);
    expect(events).toEqual([
      ["on_tool_start", "search", { input }],
      ["on_tool_stream", "search", { chunk: "asking for x" }],
      ["on_tool_stream", "search", { chunk: { found: 2 } }],
      ["on_tool_end", "search", { output: ["a", "b"], input }],
    ]);
  });

  it("tell no chunk of the output, of a function as of a generator", async () => {
    const plain = tool((args) => args, { name: "plain", schema });
    const late = tool(async (args) => args, { name: "late", schema });
    for (const each of [plain, late])
      expect((await all(each.streamEvents({ a: 1 }))).map(told)).toEqual([
        ["on_tool_start", each.name, { input: { a: 1 } }],
        ["on_tool_end", each.name, { output: { a: 1 }, input: { a: 1 } }],
      ]);
  });

  it("have the arguments of a model's call: of a whole run the call itself, as it was given", async () => {
    const output = new ToolMessage({ content: '["a","b"]', tool_call_id: "call_1", name: "search" });
    const whole = (await all(search.streamEvents(call))).map(told);
    expect(whole[0]).toEqual(["on_tool_start", "search", { input: call }]);
    expect(whole.at(-1)).toEqual(["on_tool_end", "search", { output, input: call }]);
    const inside = RunnableLambda.from((given: ToolCall) => given).pipe(search);
    const events = await all(inside.streamEvents(call, { includeTypes: ["tool"] }));
    expect(events.map(told)).toEqual([
      ["on_tool_start", "search", { input: { query: "x" } }],
      ["on_tool_stream", "search", { chunk: "asking for x" }],
      ["on_tool_stream", "search", { chunk: { found: 2 } }],
      ["on_tool_end", "search", { output, input: { query: "x" } }],
    ]);
    expect(events[0]!.tags).toEqual(["seq:step:2"]);
  });

  it("come in the order of what happens, those of a tool inside a tool too", async () => {
    const events = await all(searchLate.streamEvents({ query: "x" }));
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_tool_start searchLate",
      "on_tool_stream searchLate",
      "on_tool_start search",
      "on_tool_stream search",
      "on_tool_stream search",
      "on_tool_end search",
      "on_tool_end searchLate",
    ]);
    const [outer, , inner] = events;
    expect(inner!.parent_ids).toEqual([outer!.run_id]);
  });

  it("have an error, the innermost first, and then the iteration throws it", async () => {
    const boom = new Error("boom");
    const breaking = tool(
      async function* () {
        yield 1;
        throw boom;
      },
      { name: "breaking", schema },
    );
    const outer = tool((args, config) => breaking.invoke(args, config), { name: "outer", schema });
    const { seen, error } = await failed(outer.streamEvents({ a: 1 }));
    expect(error).toBe(boom);
    expect(seen).toEqual([
      ["on_tool_start", "outer", { input: { a: 1 } }],
      ["on_tool_start", "breaking", { input: { a: 1 } }],
      ["on_tool_stream", "breaking", { chunk: 1 }],
      ["on_tool_error", "breaking", { error: { name: "Error", message: "boom" }, input: { a: 1 } }],
      ["on_tool_error", "outer", { error: { name: "Error", message: "boom" }, input: { a: 1 } }],
    ]);
  });

  it("have the code of an error of ours: of arguments that are wrong, after the start that shows them", async () => {
    const { seen, error } = await failed(search.streamEvents("x" as never));
    const message = 'The tool "search" takes an object of arguments, and was given a value of type string.';
    expect(error).toMatchObject({ code: "tool", message });
    expect(seen).toEqual([
      ["on_tool_start", "search", { input: "x" }],
      ["on_tool_error", "search", { error: { name: "RunletError", code: "tool", message }, input: "x" }],
    ]);
  });

  it("have a cancel with the signal's reason", async () => {
    for (const each of [search, searchLate]) {
      const controller = new AbortController();
      const input = { query: "x" };
      const seen: unknown[] = [];
      const error = await thrown(async () => {
        for await (const event of each.streamEvents(input, { signal: controller.signal })) {
          seen.push(told(event));
          if (event.event === "on_tool_stream") controller.abort(new Error("enough"));
        }
      });
      expect(error).toMatchObject({ code: "aborted" });
      expect(seen.at(-1)).toEqual([
        "on_tool_cancel",
        each.name,
        { reason: { name: "Error", message: "enough" }, input },
      ]);
    }
  });

  it("have a cancel where a branch beside it fails", async () => {
    const boom = new Error("boom");
    const waiting = tool(() => new Promise<never>(() => {}), { name: "waiting", schema });
    const beside = parallel({
      a: waiting,
      b: async (_: object) => {
        await turn();
        throw boom;
      },
    });
    const { seen, error } = await failed(beside.streamEvents({ a: 1 }, { includeTypes: ["tool"] }));
    expect(error).toBe(boom);
    expect(seen.map((event) => (event as unknown[])[0])).toEqual(["on_tool_start", "on_tool_cancel"]);
  });

  it("include what is dispatched in it, with the run of the tool", async () => {
    const busy = tool(
      async function* (_, config) {
        dispatchCustomEvent("by config", 1, config);
        yield "progress";
        await turn();
        dispatchCustomEvent("by itself", 2);
        return "done";
      },
      { name: "busy", schema },
    );
    const events = await all(busy.streamEvents({}));
    expect(events.map(told)).toEqual([
      ["on_tool_start", "busy", { input: {} }],
      ["on_custom_event", "by config", 1],
      ["on_tool_stream", "busy", { chunk: "progress" }],
      ["on_custom_event", "by itself", 2],
      ["on_tool_end", "busy", { output: "done", input: {} }],
    ]);
    expect(new Set(events.map((event) => event.run_id)).size).toBe(1);
  });

  it("are, after its run, none: what was left behind is on its own", async () => {
    let late: Promise<unknown> | undefined;
    const hasty = tool(
      (args) => {
        late = turn().then(() => search.invoke(args));
        return "hasty";
      },
      { name: "hasty", schema },
    );
    const events = await all(hasty.streamEvents({}));
    expect(await late).toEqual(["a", "b"]);
    expect(events.map(told)).toEqual([
      ["on_tool_start", "hasty", { input: {} }],
      ["on_tool_end", "hasty", { output: "hasty", input: {} }],
    ]);
  });
});

describe("a tool that makes progress without end", () => {
  let made = 0;
  let closed = 0;
  function* forever() {
    try {
      while (true) yield made++;
    } finally {
      closed++;
    }
  }
  const kinds = {
    sync: tool(() => forever(), { name: "forever", schema }),
    async: tool(
      async function* () {
        yield* forever();
      },
      { name: "forever", schema },
    ),
  };
  type Args = Record<string, unknown>;
  const places: Record<string, (endless: Runnable<Args>) => Runnable<Args>> = {
    "as the whole": (endless) => endless,
    "in a chain": (endless) =>
      RunnableLambda.from((args: Args) => args)
        .pipe(endless)
        .pipe((output) => output),
    "called in a function": (endless) => RunnableLambda.from((args: Args, config) => endless.invoke(args, config)),
    "called in a tool, which passes nothing on": (endless) =>
      tool((args) => endless.invoke(args), { name: "outer", schema }),
  };
  const cases = Object.entries(places).flatMap(([place, make]) =>
    Object.entries(kinds).map(([kind, endless]) => [kind, place, make(endless)] as const),
  );

  it.each(cases)("waits for those who watch, and is closed with them: %s, %s", async (_, __, runnable) => {
    made = closed = 0;
    let read = 0;
    for await (const event of runnable.streamEvents({})) {
      if (event.event === "on_tool_stream") read++;
      if (read < 10) continue;
      for (let at = 0; at < 5; at++) await turn();
      expect(made).toBeLessThanOrEqual(read + 16);
      if (read === 50) break;
    }
    expect([read, closed]).toEqual([50, 1]);
    const before = made;
    await turn();
    expect(made).toBe(before);
  });

  it("makes no more than is read, where it is the whole", async () => {
    made = 0;
    const events = kinds.async.streamEvents({});
    for (let at = 0; at < 3; at++) await events.next();
    await turn();
    expect(made).toBeLessThanOrEqual(3);
    await events.return();
  });
});

it("a synchronous run, which cannot wait for who watches it, is told to stop when it is far ahead", async () => {
  let closed = 0;
  const forever = tool(
    function* () {
      try {
        while (true) yield 1;
      } finally {
        closed++;
      }
    },
    { name: "forever", schema },
  );
  const outer = RunnableLambda.from((args: Record<string, unknown>) => forever.invokeSync(args));
  const error = await thrown(async () => {
    for await (const _ of outer.streamEvents({}));
  });
  expect(error).toMatchObject({ code: "limit" });
  expect(closed).toBe(1);
});
