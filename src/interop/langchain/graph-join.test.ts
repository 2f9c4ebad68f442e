import { expect, it } from "vitest";
import { graphJoin } from "./graph-join.ts";

const joined = (...chunks: readonly unknown[]) => {
  const gather = graphJoin.gather();
  for (const chunk of chunks) gather.add(chunk);
  return gather.value();
};

it("the last state is the output, with all that the graph waits for", () => {
  expect(joined({ a: 1 }, { a: 2 })).toEqual({ a: 2 });
  expect(joined({ a: 1 }, { __interrupt__: ["b"] }, { __interrupt__: ["c"] })).toEqual({
    a: 1,
    __interrupt__: ["b", "c"],
  });
  expect(joined({ __interrupt__: ["b"] })).toEqual({ __interrupt__: ["b"] });
  expect(joined()).toBeUndefined();
});
