import { describe, expect, it } from "vitest";
import { at, last, list, text, type Join } from "./join.ts";
import { keyed } from "./keyed.ts";

const texts = { keys: ["b", "a"], join: (key: string) => (key === "b" ? last : (text as Join)) };

function joinAll(join: Join, chunks: readonly object[], limit?: { text: number; chunks: number }) {
  const gather = join.gather(limit);
  for (const chunk of chunks) gather.add(chunk);
  return gather;
}

describe("a keyed join", () => {
  it("joins the values of each key in their own way, in the order of its keys", () => {
    const value = joinAll(keyed(texts) as Join, [{ a: "x" }, { b: 1 }, { a: "y", b: 2 }]).value();
    expect(Object.entries(value as object)).toEqual([
      ["b", 2],
      ["a", "xy"],
    ]);
    expect(joinAll(keyed(texts) as Join, []).value()).toEqual({ b: undefined, a: "" });
  });

  it("leaves all other keys to the rest, where there is one", () => {
    const join = keyed({ ...texts, keys: ["a"], rest: last }) as Join;
    expect(joinAll(join, [{ c: 1 }, { a: "x" }, { c: 2, d: 3 }, { a: "y" }]).value()).toEqual({
      c: 2,
      d: 3,
      a: "xy",
    });
    expect(at(join, "c")).not.toBe(at(join, "a"));
  });

  it("takes a key of any name", () => {
    const chunk = Object.fromEntries([["__proto__", "x"]]);
    const join = keyed({ keys: [], join: () => text as Join }) as Join;
    const value = joinAll(join, [chunk, chunk, { constructor: "c", toString: "t" }]).value() as object;
    expect(Object.entries(value)).toEqual([
      ["__proto__", "xx"],
      ["constructor", "c"],
      ["toString", "t"],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("keeps the limit key by key, and says that something was cut", () => {
    const join = keyed({ keys: ["a", "b"], join: (key) => (key === "a" ? (text as Join) : list) }) as Join;
    const gather = joinAll(join, [{ a: "xy" }, { b: 1 }, { b: 2 }], { text: 2, chunks: 2 });
    expect([gather.cut, gather.empty]).toEqual([false, false]);
    gather.add({ b: 3 });
    gather.add({ a: "z" });
    expect([gather.cut, gather.value()]).toEqual([true, { a: "xy", b: [1, 2] }]);
  });

  it("of one key may be asked for before it is known", () => {
    let known: Join = last;
    const join = keyed({ keys: ["a"], join: () => known }) as Join;
    const one = at(join, "a");
    known = text as Join;
    const gather = one.gather();
    gather.add("x");
    gather.add("y");
    expect(gather.value()).toBe("xy");
  });
});
