import type { Op } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { RunnableStep } from "../runs/config.ts";

/** What a program can be made of. */
export interface Compilable {
  readonly name: string;
  "~ops"(step: RunnableStep): readonly Op[];
}

/** By what it can do rather than by its class: it may come from another copy of this package. */
export function isRunnable(value: unknown): value is Compilable {
  return typeof value === "object" && value !== null && typeof (value as Compilable)["~ops"] === "function";
}

/** Makes a program of its own of `runnable`: a run's whole program, or a branch inside the step `parent`. */
export function compile(
  runnable: Compilable,
  parent: RunnableStep | undefined,
  name = runnable.name,
  tag?: string,
): Program {
  const signals = new Set<AbortSignal>();
  const detail = { tags: tag === undefined ? [] : [tag], config: {}, signals };
  const ops = runnable["~ops"]({ name, parent, detail });
  return new Program(ops, [...signals]);
}

/** The ops of `runnable` as a part of the program that `parent` is compiled for. */
export function compilePart(runnable: Compilable, parent: RunnableStep, tag: string): readonly Op[] {
  const detail = { tags: [tag], config: {}, signals: parent.detail.signals };
  return runnable["~ops"]({ name: runnable.name, parent, detail });
}
