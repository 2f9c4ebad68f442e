import { describe, expect, it, vi } from "vitest";
import { copiedSlots } from "../../test/support/copied-slots.ts";
import { deepFreeze } from "../../test/support/json-values.ts";
import type { JsonPatch } from "./operation.ts";
import { JsonPatcher } from "./patcher.ts";

describe("many patches cost what they say", () => {
  it("100,000 elements, added one by one, copy nothing but what was there", () => {
    const patcher = new JsonPatcher(frozen({ id: "1", streamed_output: ["first"] }));
    const counted = copiedSlots(() => {
      for (let i = 0; i < 100_000; i++) patcher.apply([{ op: "add", path: "/streamed_output/-", value: i }]);
    });
    expect(counted).toEqual({ containers: 2, slots: 3 });
    const { streamed_output } = patcher.value() as { streamed_output: unknown[] };
    expect(streamed_output).toHaveLength(100_001);
    expect(streamed_output[0]).toBe("first");
    expect(streamed_output[100_000]).toBe(99_999);
  });

  it("nor do patches to several places in turn, or keys of one object", () => {
    const patcher = new JsonPatcher();
    const counted = copiedSlots(() => {
      patcher.apply([{ op: "replace", path: "", value: { streamed_output: [], logs: {} } }]);
      patcher.apply([{ op: "add", path: "/logs/Model", value: { streamed_output: [], streamed_output_str: [] } }]);
      for (let i = 0; i < 20_000; i++) {
        patcher.apply([
          { op: "add", path: "/logs/Model/streamed_output/-", value: { content: `${i}` } },
          { op: "add", path: "/logs/Model/streamed_output_str/-", value: `${i}` },
        ]);
        patcher.apply([{ op: "add", path: "/streamed_output/-", value: i }]);
        patcher.apply([{ op: "add", path: `/logs/Model:${i}`, value: {} }]);
      }
    });
    // The root, the logs, the model and its two lists, and the list of the root.
    expect(counted.containers).toBe(6);
    expect(counted.slots).toBeLessThanOrEqual(6);
    expect(Object.keys((patcher.value() as { logs: object }).logs)).toHaveLength(20_001);
  });

  it("a string that grows deep inside is found without the way there", () => {
    const split = vi.spyOn(String.prototype, "split");
    const path = "/a".repeat(500);
    let document: object = { a: "" };
    for (let i = 1; i < 500; i++) document = { a: document };
    const patcher = new JsonPatcher(document);
    for (let i = 0; i < 10_000; i++) patcher.apply([{ op: "replace", path, value: i }]);
    expect(split).toHaveBeenCalledTimes(1);
    split.mockRestore();
  });
});

describe("a value that was asked for", () => {
  it("does not change later, and what has not changed since is in the next one too", () => {
    const patcher = new JsonPatcher();
    patcher.apply([{ op: "replace", path: "", value: { list: [], other: {} } }]);
    const values: any[] = [];
    for (let i = 0; i < 5; i++) {
      patcher.apply([{ op: "add", path: "/list/-", value: i }]);
      values.push(frozen(patcher.value()));
    }
    expect(values.map(({ list }) => list.length)).toEqual([1, 2, 3, 4, 5]);
    expect(values[4].other).toBe(values[0].other);
    expect(patcher.value()).toBe(values[4]);
  });

  it("is undefined as long as there is none", () => {
    const patcher = new JsonPatcher();
    expect(patcher.value()).toBeUndefined();
    expect(() => patcher.apply([{ op: "add", path: "/a", value: 1 }])).toThrow('there is nothing at ""');
    patcher.apply([{ op: "add", path: "", value: 1 }]);
    expect(patcher.value()).toBe(1);
  });
});

describe("what is copied", () => {
  it("has two places, of which each is written alone", () => {
    const patcher = new JsonPatcher({ a: { list: [1] } });
    patcher.apply([{ op: "add", path: "/a/list/-", value: 2 }]);
    patcher.apply([{ op: "copy", from: "/a", path: "/b" }]);
    patcher.apply([{ op: "add", path: "/a/list/-", value: 3 }]);
    patcher.apply([{ op: "remove", path: "/b/list/0" }]);
    expect(patcher.value()).toEqual({ a: { list: [1, 2, 3] }, b: { list: [2] } });
  });

  it("may be where it was written last", () => {
    const patcher = new JsonPatcher({});
    patcher.apply([
      { op: "add", path: "/x", value: 1 },
      { op: "copy", from: "", path: "/y" },
      { op: "copy", from: "", path: "/z" },
    ]);
    expect(patcher.value()).toEqual({ x: 1, y: { x: 1 }, z: { x: 1, y: { x: 1 } } });
  });
});

describe("a patch that fails", () => {
  const fails = { op: "test", path: "", value: "fails" } as const;

  it.each<[string, JsonPatch]>([
    ["adds", [{ op: "add", path: "/x", value: 1 }]],
    [
      "adds to what it has added",
      [
        { op: "add", path: "/x", value: [] },
        { op: "add", path: "/x/-", value: 1 },
      ],
    ],
    [
      "adds in the middle",
      [
        { op: "add", path: "/list/1", value: 1 },
        { op: "add", path: "/list/0", value: 1 },
      ],
    ],
    [
      "replaces",
      [
        { op: "replace", path: "/deep/er", value: 1 },
        { op: "add", path: "/list", value: 1 },
      ],
    ],
    ["replaces the whole", [{ op: "replace", path: "", value: 1 }]],
    [
      "removes",
      [
        { op: "remove", path: "/list/0" },
        { op: "remove", path: "/list" },
        { op: "remove", path: "/deep" },
      ],
    ],
    ["removes the whole", [{ op: "remove", path: "" }]],
    [
      "moves",
      [
        { op: "move", from: "/list/0", path: "/deep/x" },
        { op: "move", from: "/deep", path: "/list/0" },
      ],
    ],
    ["moves to where nothing can be", [{ op: "move", from: "/list/0", path: "/list/7" }]],
    [
      "copies what it has written to, and writes again",
      [
        { op: "add", path: "/deep/x", value: 1 },
        { op: "copy", from: "/deep", path: "/y" },
        { op: "add", path: "/deep/z", value: 2 },
      ],
    ],
  ])("%s, and nothing has happened", (_, patch) => {
    const patcher = new JsonPatcher();
    const document = { list: [1, 2, 3], deep: { er: { a: null } } };
    patcher.apply([{ op: "add", path: "", value: frozen(structuredClone(document)) }]);
    // Once before anything is copied, and once after.
    for (let round = 0; round < 2; round++) {
      expect(() => patcher.apply([...patch, fails])).toThrow("JSON Patch");
      expect(patcher.value()).toEqual(document);
      patcher.apply([
        { op: "add", path: "/list/-", value: 4 },
        { op: "add", path: "/deep/er/b", value: 5 },
        { op: "remove", path: "/deep/er/b" },
        { op: "remove", path: "/list/3" },
      ]);
    }
    expect(() => patcher.apply([...patch, fails])).toThrow("JSON Patch");
    expect(patcher.value()).toEqual(document);
    patcher.apply([{ op: "add", path: "/list/3", value: 4 }]);
    expect(patcher.value()).toEqual({ ...document, list: [1, 2, 3, 4] });
  });
});

it("after a failure, what is written is written to what is there", () => {
  const patcher = new JsonPatcher({ a: [] });
  expect(() =>
    patcher.apply([
      { op: "replace", path: "/a", value: [1] },
      { op: "add", path: "/a/-", value: 2 },
      { op: "remove", path: "/a/7" },
    ]),
  ).toThrow('there is nothing at "/a/7"');
  patcher.apply([{ op: "add", path: "/a/-", value: 3 }]);
  expect(patcher.value()).toEqual({ a: [3] });
});

/** The value itself, frozen: whoever writes to it fails. */
function frozen<T>(value: T): T {
  deepFreeze(value);
  return value;
}
