import { read } from "../../src/engine/execute.ts";
import { list } from "../../src/engine/join.ts";
import type { Each } from "../../src/engine/op.ts";
import { Program } from "../../src/engine/program.ts";

/** Runs `each` ops alone through the engine, over `chunks`: what comes out is given, and thrown, as it comes. */
export function* runOps<Out>(ops: readonly Each<never, unknown>[], chunks: Iterable<unknown>): Generator<Out, void> {
  const root = { name: "test", parent: undefined };
  const options = { sync: true, root, signals: [], recursionLimit: 0, settings: {} };
  const reader = read(new Program(ops), { kind: "sync", iterator: chunks[Symbol.iterator](), join: list }, options);
  try {
    for (let result = reader.nextSync(); !result.done; result = reader.nextSync()) yield result.value as Out;
  } finally {
    void reader.leave();
  }
}
