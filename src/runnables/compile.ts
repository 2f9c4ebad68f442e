import type { Op } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { Step } from "../engine/step.ts";
import { configInside, type Bound, type RunnableStep, type StepDetail } from "../runs/config.ts";
import { CHAIN, type RunKind } from "../runs/kind.ts";

/** What a program can be made of. */
export interface Compilable {
  readonly name: string;
  readonly "~kind"?: RunKind;
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
  const bound: Bound = { signals: new Set(), observed: false };
  const ops = runnable["~ops"]({ name, parent, detail: detailOf(runnable, parent, bound, tag) });
  // A branch is a program of its own, of which the one around it knows nothing else.
  if (bound.observed && parent) parent.detail.bound.observed = true;
  return new Program(ops, [...bound.signals], bound.observed);
}

/** Makes a program of `runnable` that takes the place of `step`, with all that is bound to that. */
export function compileInPlace(runnable: Compilable, step: RunnableStep, name = runnable.name): Program {
  const bound: Bound = { signals: new Set(), observed: false };
  const detail = { ...step.detail, kind: runnable["~kind"] ?? CHAIN, replaced: false, bound };
  const ops = runnable["~ops"]({ name, parent: step.parent, detail });
  return new Program(ops, [...bound.signals], bound.observed);
}

/** The ops of `runnable` as a part of the program that `parent` is compiled for. */
export function compilePart(runnable: Compilable, parent: RunnableStep, tag: string): readonly Op[] {
  const detail = detailOf(runnable, parent, parent.detail.bound, tag);
  return runnable["~ops"]({ name: runnable.name, parent, detail });
}

/** A step that is known to wait, of any of these programs: which of them are run is known only while they are. */
export function waitsOf(programs: readonly Program[]): Step | undefined {
  return programs.find((program) => program.waits)?.waits;
}

function detailOf(runnable: Compilable, parent: RunnableStep | undefined, bound: Bound, tag?: string): StepDetail {
  return {
    tags: tag === undefined ? [] : [tag],
    config: parent ? configInside(parent.detail.config) : {},
    // A runnable from another copy of this package may say nothing of it.
    kind: runnable["~kind"] ?? CHAIN,
    listeners: [],
    configure: parent?.detail.configure,
    bound,
  };
}
