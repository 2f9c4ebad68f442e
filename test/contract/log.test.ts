import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { AIMessage, AIMessageChunk } from "../../src/messages/ai.ts";
import { ChatModel } from "../../src/models/chat-model.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnableParallel } from "../../src/runnables/parallel.ts";
import { dispatchCustomEvent } from "../../src/runs/custom-event.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { RunLog, type LogOps } from "../../src/runs/run-log.ts";
import type { RunLogPatch } from "../../src/runs/run-log-patch.ts";
import type { LogEntry, RunState } from "../../src/runs/run-state.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { ScriptedLLM } from "../../src/testing/scripted/llm.ts";
import { mapEach, Source } from "../support/source.ts";
import { anyProgram, chunksByKey, chunksOf, valueOf } from "./programs.ts";
import { all, chain, NOTHING, thrown, turn, type AnyRunnable } from "./ways.ts";
import { runs } from "../support/runs.ts";

/** The patches of a run, as far as they come, and what it throws. */
async function logged(patches: AsyncIterable<RunLogPatch>) {
  const log: RunLogPatch[] = [];
  const error = await thrown(async () => {
    for await (const patch of patches) log.push(patch);
  });
  return { log, error, state: RunLog.from(log).state! };
}

/** As they come over a wire. */
const sent = (patches: readonly RunLogPatch[]): LogOps[] => JSON.parse(JSON.stringify(patches));
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What a log says of runs that are all over, whatever the order in which they ended. */
function openRuns({ logs }: RunState): LogEntry[] {
  return Object.values(logs).filter(({ end_time }) => end_time === undefined);
}

const input = fc.string({ maxLength: 4 });

describe("random programs, logged", { timeout: 60_000 }, () => {
  it("come to what they give in every other way", async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, input, async (program, text) => {
        const expected = program.apply({ chunks: [text], join: "last" });
        const runnable = program.make() as AnyRunnable;
        const given = text as never;
        const events = (await all(runnable.streamEvents(given))) as StreamEvent[];
        const { log, error, state } = await logged(runnable.streamLog(given));
        expect(error).toBe(NOTHING);
        expect(state.final_output).toEqual(valueOf(expected));
        expect(state.final_output).toEqual(await runnable.invoke(given));
        expect(state.final_output).toEqual((events.at(-1)!.data as { output: unknown }).output);
        expect(chunksByKey(state.streamed_output, expected)).toEqual(chunksOf(expected));
        // One entry for each run inside it, with the output that the events tell.
        const inside = events.slice(0, -1).filter(({ event }) => /_(end|error)$/.test(event));
        const outputs = (of: readonly unknown[]) => of.map((output) => JSON.stringify(output) ?? "nothing").toSorted();
        expect(outputs(Object.values(state.logs).map((entry) => [entry.name, entry.final_output]))).toEqual(
          outputs(inside.map(({ name, data }) => [name, (data as { output?: unknown }).output])),
        );
        expect(openRuns(state)).toEqual([]);
        // The same over a wire.
        expect(json(RunLog.from(sent(log)))).toEqual(json(RunLog.from(log)));
      }),
      { numRuns: runs(200) },
    );
  });

  it("end cleanly whenever the reading is left or aborted, and say that they were cancelled", async () => {
    const fault = fc.record({ what: fc.constantFrom("break", "abort"), at: fc.integer({ min: 1, max: 40 }) });
    await fc.assert(
      fc.asyncProperty(anyProgram, fault, async (program, { what, at }) => {
        const controller = new AbortController();
        const { signal } = controller;
        const source = new Source({ length: 8, chunk: () => "ab" });
        const runnable = chain(
          generator(() => source.async as AsyncIterable<string>, { join: "text" }),
          program.make(),
        );
        let log = RunLog.from([]);
        let read = 0;
        const error = await thrown(async () => {
          for await (const patch of runnable.streamLog("x" as never, { signal })) {
            log = log.concat(patch);
            if (++read !== at) continue;
            if (what === "break") break;
            controller.abort();
          }
        });
        await turn();
        if (error !== NOTHING) {
          expect(isRunletError(error, "aborted")).toBe(true);
          expect(log.state!.cancel).toMatchObject({ name: "AbortError" });
          expect(openRuns(log.state!)).toEqual([]);
        }
        if (source.made > 0) expect([source.ended, source.wrongs]).toEqual([1, []]);
        expect(getEventListeners(signal, "abort")).toEqual([]);
      }),
      { numRuns: runs(400) },
    );
  });
});

const spell = generator(
  async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) yield* text;
  },
  { name: "Spell", join: "text" },
);

describe("the log of a run", () => {
  it("begins with the whole, which has the id that it was given", async () => {
    const runnable = RunnableLambda.from((text: string) => `${text}!`, { name: "shout" });
    const { log } = await logged(runnable.streamLog("a", { runId: "my-run", runName: "Loud" }));
    expect(log.map(({ ops }) => ops)).toEqual([
      [
        {
          op: "replace",
          path: "",
          value: {
            id: "my-run",
            name: "Loud",
            type: "chain",
            streamed_output: [],
            final_output: undefined,
            logs: {},
          },
        },
      ],
      [{ op: "add", path: "/streamed_output/-", value: "a!" }],
      [{ op: "replace", path: "/final_output", value: "a!" }],
    ]);
  });

  it("tells of a run inside it when that starts, streams and ends", async () => {
    const runnable = chain(spell, (text: string) => text.length).withConfig({ tags: ["t"], metadata: { user: 1 } });
    const { log } = await logged(runnable.streamLog("ab" as never));
    const ops = log.flatMap(({ ops }) => ops).filter(({ path }) => path.startsWith("/logs/Spell"));
    const [start, ...rest] = ops;
    const { id, start_time, ...entry } = start!.value as LogEntry;
    expect(start).toMatchObject({ op: "add", path: "/logs/Spell" });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(entry).toEqual({
      name: "Spell",
      type: "chain",
      tags: ["seq:step:1", "t"],
      metadata: { user: 1 },
      streamed_output: [],
      streamed_output_str: [],
      final_output: undefined,
      end_time: undefined,
    });
    const end_time = rest.at(-1)!.value as string;
    for (const time of [start_time, end_time]) expect(new Date(time).toISOString()).toBe(time);
    expect(end_time >= start_time).toBe(true);
    expect(rest).toEqual([
      { op: "add", path: "/logs/Spell/streamed_output/-", value: "a" },
      { op: "add", path: "/logs/Spell/streamed_output_str/-", value: "a" },
      { op: "add", path: "/logs/Spell/streamed_output/-", value: "b" },
      { op: "add", path: "/logs/Spell/streamed_output_str/-", value: "b" },
      { op: "add", path: "/logs/Spell/final_output", value: "ab" },
      { op: "add", path: "/logs/Spell/end_time", value: end_time },
    ]);
  });

  it("has the messages of a model themselves, their text beside them, and plain JSON on a wire", async () => {
    const model = new ScriptedChatModel({ replies: [["The", " sky"]] });
    const { log, state } = await logged(model.pipe(new StringOutputParser()).streamLog("hi"));
    const said = state.logs["ScriptedChatModel"]!;
    expect(said.type).toBe("chat_model");
    expect(said.streamed_output).toHaveLength(2);
    for (const chunk of said.streamed_output) expect(chunk).toBeInstanceOf(AIMessageChunk);
    expect(said.streamed_output_str).toEqual(["The", " sky"]);
    expect(said.final_output).toBeInstanceOf(AIMessage);
    const { id } = said.final_output as AIMessage;
    const wire = RunLog.from(sent(log)).state!.logs["ScriptedChatModel"]!;
    expect(wire.streamed_output).toEqual(["The", " sky"].map((content) => ({ type: "ai", content, id })));
    expect(wire.final_output).toEqual({ type: "ai", content: "The sky", id });
  });

  it("has the text of a completion as it is, where events wrap it", async () => {
    const llm = new ScriptedLLM({ replies: [["The", " sky"]] });
    const { state } = await logged(llm.pipe((text) => text.length).streamLog("hi"));
    expect(state.logs["ScriptedLLM"]).toMatchObject({
      type: "llm",
      streamed_output: ["The", " sky"],
      streamed_output_str: ["The", " sky"],
      final_output: "The sky",
    });
    const events = (await all(llm.streamEvents("hi"))) as StreamEvent[];
    const chunks = events.flatMap((event) => (event.event === "on_llm_stream" ? [event.data.chunk] : []));
    expect(chunks).toEqual([{ text: "The" }, { text: " sky" }]);
    expect((await logged(llm.streamLog("hi"))).state.streamed_output).toEqual(["The", " sky"]);
  });

  it("has no text of chunks that have none", async () => {
    const { state } = await logged(
      chain((text: string) => ({ text, of: [1, null] }), spellKeys).streamLog("a" as never),
    );
    expect(state.logs["RunnableLambda"]!.streamed_output_str).toEqual(["a"]);
    expect(state.logs["keys"]).toMatchObject({ streamed_output: [["text", "of"]], streamed_output_str: [] });
  });

  it("numbers runs of one name, and leaves a name that says such a number to whoever has it", async () => {
    const step = (name: string) => RunnableLambda.from((text: string) => `${text}.`, { name });
    const steps = ["a", "a:2", "a", "a", "b/~c", "b/~c", "__proto__", "__proto__", "constructor", "toString", "a:2"];
    const { log, state } = await logged(chain(...steps.map(step)).streamLog("" as never));
    const keys = ["a", "a:2", "a:3", "a:4", "b/~c", "b/~c:2", "__proto__", "__proto__:2", "constructor", "toString"];
    expect(Object.keys(state.logs)).toEqual([...keys, "a:2:2"]);
    expect(Object.values(state.logs).map(({ name }) => name)).toEqual(steps);
    expect(Object.values(state.logs).map(({ final_output }) => final_output)).toEqual(
      steps.map((_, at) => ".".repeat(at + 1)),
    );
    expect(log.some(({ ops }) => ops[0]!.path === "/logs/b~1~0c:2")).toBe(true);
    expect(json(RunLog.from(sent(log)).state)).toEqual(json(state));
  });

  it("tells parallel branches apart", async () => {
    const steps = { one: spell, two: spell.withConfig({ runName: "Two" }), three: spell };
    const { state } = await logged(new RunnableParallel({ steps }).streamLog("ab"));
    expect(state.final_output).toEqual({ one: "ab", two: "ab", three: "ab" });
    expect(Object.keys(state.logs).toSorted()).toEqual(["Spell", "Spell:2", "Two"]);
    for (const entry of Object.values(state.logs))
      expect(entry).toMatchObject({ streamed_output: ["a", "b"], final_output: "ab" });
    expect(Object.values(state.logs).flatMap(({ tags }) => tags)).toEqual(
      expect.arrayContaining(["map:key:one", "map:key:two", "map:key:three"]),
    );
  });

  it("tells of runs that a function calls, and not of what it dispatches", async () => {
    const outer = RunnableLambda.from(
      async (text: string, config) => {
        dispatchCustomEvent("progress", 1, config);
        return (await spell.invoke(text, config)).length;
      },
      { name: "Outer" },
    );
    const { log, state } = await logged(outer.streamLog("ab"));
    expect(state).toMatchObject({ name: "Outer", final_output: 2, streamed_output: [2] });
    // Of a run that is called for its output no chunks are told.
    expect(state.logs).toMatchObject({ Spell: { streamed_output: [], final_output: "ab" } });
    expect(
      log.flatMap(({ ops }) => ops).filter(({ path }) => !/^(\/logs\/Spell|\/streamed|\/final|$)/.test(path)),
    ).toEqual([]);
  });

  it("is of the run inside, where a function of another run asks for it", async () => {
    const seen: RunState[] = [];
    const outer = chain(
      async (text: string, config: never) => {
        const { state } = await logged(chain(spell, (text: string) => `${text}?`).streamLog(text as never, config));
        seen.push(state);
        return state.final_output;
      },
      (text: string) => `${text}!`,
    );
    const { state } = await logged(outer.streamLog("a" as never));
    expect(seen).toMatchObject([{ final_output: "a?", name: "RunnableSequence" }]);
    expect(Object.keys(seen[0]!.logs)).toEqual(["Spell", "RunnableLambda"]);
    expect(state.final_output).toBe("a?!");
    expect(Object.keys(state.logs)).toEqual(expect.arrayContaining(["RunnableSequence", "Spell"]));
  });
});

const spellKeys = RunnableLambda.from((value: object) => Object.keys(value), { name: "keys" });

describe("filters of a log", () => {
  const runnable = chain(
    spell.withConfig({ tags: ["inner"] }),
    new ScriptedChatModel({ replies: [["a"]] }),
    new StringOutputParser(),
  );
  const names = async (options: object, filter?: object) => {
    const { state } = await logged(runnable.streamLog("a" as never, options, filter));
    expect(state).toMatchObject({ name: "RunnableSequence", streamed_output: ["a"], final_output: "a" });
    return Object.keys(state.logs);
  };

  it("say which runs inside it are told of; the whole always is", async () => {
    expect(await names({})).toEqual(["Spell", "ScriptedChatModel", "StringOutputParser"]);
    expect(await names({ includeNames: ["Spell"], includeTypes: ["parser"] })).toEqual(["Spell", "StringOutputParser"]);
    expect(await names({ includeTags: ["inner"] })).toEqual(["Spell"]);
    expect(await names({ excludeTypes: ["chat_model"] })).toEqual(["Spell", "StringOutputParser"]);
    expect(await names({ includeTypes: ["chain", "parser"], excludeTags: ["inner"] })).toEqual(["StringOutputParser"]);
    expect(await names({ excludeTypes: ["chain", "chat_model", "parser"] })).toEqual([]);
  });

  it("may be given as a third argument", async () => {
    expect(await names({ tags: ["x"] }, { includeNames: ["Spell"] })).toEqual(["Spell"]);
    expect(await names({ includeNames: ["ScriptedChatModel"] }, { includeNames: ["Spell"] })).toEqual(["Spell"]);
  });
});

describe("a run that fails", () => {
  const boom = new Error("boom");

  it("has said so in its log, the innermost run first, when it throws", async () => {
    const failing = mapEach((chunk) => {
      if (chunk === "b") throw boom;
      return chunk;
    });
    const { log, error, state } = await logged(chain(spell, failing).streamLog("abc" as never));
    expect(error).toBe(boom);
    expect(state).toMatchObject({ streamed_output: ["a"], final_output: undefined, error: { message: "boom" } });
    expect(state.logs["OfOp"]).toMatchObject({
      streamed_output: ["a"],
      final_output: undefined,
      error: { name: "Error", message: "boom" },
      end_time: expect.any(String),
    });
    expect(state.logs["Spell"]!.end_time).toEqual(expect.any(String));
    expect(log.slice(-2).map(({ ops }) => ops.map(({ path }) => path))).toEqual([
      ["/logs/OfOp/error", "/logs/OfOp/end_time"],
      ["/error"],
    ]);
    expect(json(RunLog.from(sent(log)))).toEqual(json(RunLog.from(log)));
  });

  it("has the code of an error that has one", async () => {
    const runnable = chain(mapEach((chunk) => chunk)).withConfig({ runName: "Whole" });
    const { error } = await logged(runnable.streamLog("a" as never, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "aborted", name: "AbortError" });
    const refused = Object.assign(new Error("no"), { code: "ENOENT" });
    const failing = RunnableLambda.from((): string => {
      throw refused;
    });
    expect((await logged(failing.streamLog("a" as never))).state.error).toEqual({
      name: "Error",
      code: "ENOENT",
      message: "no",
    });
  });
});

describe("the reading of a log", () => {
  const READ = 10;
  const WINDOW = 16;

  it("begins the run, and drives it", async () => {
    for (const kind of ["sync", "async"] as const) {
      const source = new Source({ length: 200_000 });
      const from =
        kind === "sync"
          ? generator(() => source.sync as Iterable<string>, { join: "text" })
          : generator(() => source.async as AsyncIterable<string>, { join: "text" });
      const stream = chain(
        from,
        mapEach((chunk) => chunk),
      ).streamLog("x" as never);
      await turn();
      expect(source.made).toBe(0);
      for (let at = 0; at < READ; at++) await stream.next();
      for (let turns = 0; turns < 5; turns++) await turn();
      expect(source.made).toBeGreaterThan(0);
      expect(source.made).toBeLessThanOrEqual(WINDOW);
      await stream.return();
      expect([source.ended, source.wrongs]).toEqual([1, []]);
      expect(await stream.next()).toEqual({ value: undefined, done: true });
    }
  });

  it("makes what runs beside it wait: a model that a function calls, which nobody pulls", async () => {
    const source = new Source({ length: 200_000, chunk: (at) => new AIMessageChunk({ content: String(at), id: "1" }) });
    class Talker extends ChatModel {
      readonly name = "Talker";
      protected reply(): AsyncIterable<AIMessageChunk> {
        return source.async as AsyncIterable<AIMessageChunk>;
      }
    }
    const outer = RunnableLambda.from(async (text: string, config) => (await new Talker().invoke(text, config)).text);
    const stream = outer.streamLog("x");
    for (let at = 0; at < READ; at++) await stream.next();
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(source.made).toBeGreaterThanOrEqual(READ - 2);
    expect(source.made).toBeLessThanOrEqual(READ + WINDOW);
    await stream.return();
    await turn();
    expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("asks each of parallel branches for no more than is read", async () => {
    const sources = [new Source({ length: 200_000 }), new Source({ length: 200_000 })];
    const [a, b] = sources.map((source) => generator(() => source.async as AsyncIterable<string>, { join: "text" }));
    const stream = chain({ a, b }).streamLog("x" as never);
    for (let at = 0; at < READ; at++) await stream.next();
    for (let turns = 0; turns < 50; turns++) await turn();
    for (const source of sources) expect(source.made).toBeLessThanOrEqual(WINDOW);
    await stream.return();
    for (const source of sources) expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("is done once", async () => {
    const stream = spell.streamLog("a");
    await all(stream);
    expect(() => stream[Symbol.asyncIterator]()).toThrow("Call streamLog() again");
  });

  it("closes the run by break, by an error in the loop, and by a dispose", async () => {
    const leave: Record<string, (stream: AsyncIterable<unknown> & AsyncDisposable) => unknown> = {
      break: async (stream) => {
        for await (const _ of stream) break;
      },
      throw: (stream) =>
        thrown(async () => {
          for await (const _ of stream) throw new Error("consumer");
        }),
      dispose: async (stream) => {
        await stream[Symbol.asyncIterator]().next();
        await stream[Symbol.asyncDispose]();
      },
    };
    for (const way of Object.values(leave)) {
      const source = new Source();
      const from = generator(() => source.sync as Iterable<string>, { join: "text" });
      const stream = from.streamLog("x");
      await stream.next();
      await stream.next();
      expect(source.made).toBe(1);
      await way(stream);
      expect([source.returned, source.wrongs]).toEqual([1, []]);
    }
  });

  it("is of bytes where that is asked for: each patch as JSON, then the end", async () => {
    const bytes = spell.streamLog("ab", { encoding: "text/event-stream", runId: "1" });
    const text = await new Response(bytes).text();
    const frames = text.split("\n\n").filter((frame) => frame !== "");
    expect(frames.at(-1)).toBe("event: end\ndata: {}");
    const patches = frames.slice(0, -1).map((frame) => JSON.parse(frame.replace("event: data\ndata: ", "")) as LogOps);
    const { log } = await logged(spell.streamLog("ab", { runId: "1" }));
    expect(patches).toEqual(sent(log));
  });
});
