import { describe, expect, it } from "vitest";
import { copiedSlots } from "../../test/support/copied-slots.ts";
import { deepFreeze } from "../../test/support/json-values.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { RunLog, type LogOps } from "./run-log.ts";
import { RunLogPatch } from "./run-log-patch.ts";
import type { LogEntry, RunState } from "./run-state.ts";

const state: RunState = {
  id: "1",
  name: "RunnableSequence",
  type: "chain",
  streamed_output: [],
  final_output: undefined,
  logs: {},
};
const entry: LogEntry = {
  id: "2",
  name: "Model",
  type: "chat_model",
  tags: [],
  metadata: {},
  start_time: "2026-01-01T00:00:00.000Z",
  streamed_output: [],
  streamed_output_str: [],
  final_output: undefined,
  end_time: undefined,
};

deepFreeze(state);
deepFreeze(entry);

const add = (path: string, value: unknown) => new RunLogPatch({ ops: [{ op: "add", path, value }] });
const first = () => new RunLogPatch({ ops: [{ op: "replace", path: "", value: state }] });
const model = () => add("/logs/Model", entry);

/** The patches of a run in which a model says so many tokens. */
function* said(tokens: number): Generator<RunLogPatch> {
  yield first();
  yield model();
  for (let at = 0; at < tokens; at++) {
    yield new RunLogPatch({
      ops: [
        { op: "add", path: "/logs/Model/streamed_output/-", value: { content: `${at}` } },
        { op: "add", path: "/logs/Model/streamed_output_str/-", value: `${at}` },
      ],
    });
    yield add("/streamed_output/-", at);
  }
}

/** As they come over a wire. */
const sent = (patches: readonly RunLogPatch[]): LogOps[] => JSON.parse(JSON.stringify(patches));

describe("200,000 patches cost what they say", { timeout: 60_000 }, () => {
  const TOKENS = 100_000;
  // The root, the logs, the model and its two lists, and the list of the root.
  const COPIED = { containers: 6 };

  const isWhole = (log: RunLog) => {
    expect(log.ops).toHaveLength(2 + 3 * TOKENS);
    expect(log.state?.streamed_output).toHaveLength(TOKENS);
    expect(log.state?.logs["Model"]?.streamed_output).toHaveLength(TOKENS);
    expect(log.state?.logs["Model"]?.streamed_output_str.at(-1)).toBe(`${TOKENS - 1}`);
  };

  it("given at once", () => {
    let log = RunLog.from([]);
    expect(copiedSlots(() => (log = RunLog.from(said(TOKENS))))).toMatchObject(COPIED);
    isWhole(log);
  });

  it("and added one by one", () => {
    let log = RunLog.from([]);
    const counted = copiedSlots(() => {
      for (const patch of said(TOKENS)) log = log.concat(patch);
    });
    expect(counted).toMatchObject(COPIED);
    isWhole(log);
  });
});

describe("a log", () => {
  it("says nothing before the first patch", () => {
    expect(RunLog.from([]).state).toBe(undefined);
    expect(RunLog.from([]).ops).toEqual([]);
  });

  it("is what a patch and another one give", () => {
    const log = first().concat(model());
    expect(log).toBeInstanceOf(RunLog);
    expect(log.state).toEqual({ ...state, logs: { Model: entry } });
    expect(log.concat(add("/streamed_output/-", "a")).state?.streamed_output).toEqual(["a"]);
    expect(first().concat(log).state).toEqual(log.state);
  });

  it("does not change when patches are added, whenever it is asked", () => {
    const patches = [...said(5)];
    const logs: RunLog[] = [RunLog.from([])];
    for (const patch of patches) logs.push(logs.at(-1)!.concat(patch));
    const expected = logs.map((_, at) => RunLog.from(patches.slice(0, at)).state);
    expect(logs.toReversed().map((log) => log.state)).toEqual(expected.toReversed());
    expect(logs.map((log) => log.ops.length)).toEqual([0, 1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17]);
    let log = RunLog.from([]);
    const asked = patches.map((patch) => (log = log.concat(patch)).state);
    expect(asked).toEqual(expected.slice(1));
  });

  it("can be gone on with in two ways", () => {
    const log = RunLog.from([first()]);
    const [one, two] = ["a", "b"].map((value) => log.concat(add("/streamed_output/-", value)));
    const more = one!.concat(add("/streamed_output/-", "c"));
    expect([log, one!, two!, more].map((each) => each.state?.streamed_output)).toEqual([[], ["a"], ["b"], ["a", "c"]]);
  });

  it("is as it was after a patch that does not fit", () => {
    const log = RunLog.from([first()]);
    const wrong = new RunLogPatch({
      ops: [
        { op: "add", path: "/streamed_output/-", value: "a" },
        { op: "add", path: "/logs/Nobody/streamed_output/-", value: "a" },
      ],
    });
    const protocol = expect.objectContaining({ code: "protocol" });
    expect(() => log.concat(wrong)).toThrow(protocol);
    expect(log.state).toEqual(state);
    expect(log.concat(add("/streamed_output/-", "b")).state?.streamed_output).toEqual(["b"]);
    for (const none of [null, {}, { ops: 1 }, { ops: [null] }, { ops: [{ op: "add" }] }])
      expect(() => log.concat(none as never)).toThrow(protocol);
  });

  it("writes to nothing that it was given, and to no instance of a class", () => {
    const chunk = new AIMessageChunk("a");
    const log = RunLog.from([first(), model(), add("/logs/Model/streamed_output/-", Object.freeze(chunk))]);
    expect(log.state?.logs["Model"]?.streamed_output[0]).toBe(chunk);
    expect(() => log.concat(add("/logs/Model/streamed_output/0/content", "b"))).toThrow(/no object and no array/);
  });

  it("has run names as keys, whatever they are", () => {
    const names = ["__proto__", "constructor", "toString", "a/b", "~", "~1", "", "-", "0"];
    const key = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
    const patches = [first()];
    for (const name of names) {
      patches.push(add(`/logs/${key(name)}`, { ...entry, name }));
      patches.push(add(`/logs/${key(name)}/streamed_output/-`, name));
      patches.push(add(`/logs/${key(name)}/assign`, name));
    }
    for (const log of [RunLog.from(patches), RunLog.from(sent(patches))]) {
      const { logs } = log.state!;
      expect(Object.keys(logs).toSorted()).toEqual(names.toSorted());
      expect(Object.getPrototypeOf(logs)).toBe(Object.prototype);
      for (const name of names)
        expect(Object.getOwnPropertyDescriptor(logs, name)?.value).toMatchObject({ name, streamed_output: [name] });
    }
  });

  it.each([
    "/constructor/assign",
    "/__proto__/isAdmin",
    "/logs/constructor/prototype/isAdmin",
    "/logs/__proto__/isAdmin",
    "/streamed_output/constructor/from",
    "/streamed_output/length",
    "/logs/Model/tags/__proto__/isAdmin",
  ])("has no way to a prototype: %s", (path) => {
    expect(() => RunLog.from([first(), model(), add(path, "wrong")])).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
    expect(Object.assign).toBeTypeOf("function");
    expect(({} as { isAdmin?: unknown }).isAdmin).toBe(undefined);
  });
});

describe("the JSON of patches", () => {
  it("says null for what is undefined, so that every operation has its value and its place", () => {
    const patches = [
      first(),
      model(),
      add("/logs/Model/streamed_output/-", undefined),
      add("/logs/Model/final_output", undefined),
      new RunLogPatch({ ops: [{ op: "replace", path: "/final_output", value: undefined }] }),
    ];
    expect(sent(patches).map(({ ops }) => ops)).toEqual([
      [{ op: "replace", path: "", value: { ...state, final_output: null } }],
      [{ op: "add", path: "/logs/Model", value: { ...entry, final_output: null, end_time: null } }],
      [{ op: "add", path: "/logs/Model/streamed_output/-", value: null }],
      [{ op: "add", path: "/logs/Model/final_output", value: null }],
      [{ op: "replace", path: "/final_output", value: null }],
    ]);
    expect(RunLog.from(sent(patches)).state).toEqual({
      ...state,
      final_output: null,
      logs: { Model: { ...entry, streamed_output: [null], final_output: null, end_time: null } },
    });
  });

  it("leaves a value that a user has made to JSON", () => {
    const value = { kept: 1, left: undefined };
    expect(JSON.stringify(add("/streamed_output/-", value))).toBe(
      '{"ops":[{"op":"add","path":"/streamed_output/-","value":{"kept":1}}]}',
    );
  });

  it("is that of the log that they give", () => {
    const patches = [...said(3), add("/logs/Model/final_output", undefined), add("/error", { name: "Error" })];
    const log = RunLog.from(patches);
    const wire = RunLog.from(sent(patches));
    expect(JSON.parse(JSON.stringify(log))).toEqual(JSON.parse(JSON.stringify(wire)));
    expect(JSON.parse(JSON.stringify(log)).state).toEqual(wire.state);
  });

  it("is there for operations of every kind", () => {
    const log = RunLog.from([
      first(),
      { ops: [{ op: "copy", from: "/name", path: "/error" }] },
      { ops: [{ op: "remove", path: "/error" }] },
      { ops: [{ op: "replace", path: "", value: null }] },
    ]);
    const { ops, state: last } = JSON.parse(JSON.stringify(log));
    expect(ops.slice(1, 3)).toEqual([
      { op: "copy", from: "/name", path: "/error" },
      { op: "remove", path: "/error" },
    ]);
    expect(last).toBe(null);
  });
});
