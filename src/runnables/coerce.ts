import { RunletError } from "../errors/error.ts";
import type { Runnable } from "./base.ts";
import { isRunnable } from "./compile.ts";
import { RunnableLambda } from "./lambda.ts";
import { RunnableParallel } from "./parallel.ts";

/**
 * A step as a runnable: a runnable is itself, a function becomes a lambda, an object literal a parallel step.
 *
 * @throws `config` for anything else, and for a bare generator function, which could mean two things
 */
export function coerce(step: unknown): Runnable {
  if (isRunnable(step)) return step as Runnable;
  if (typeof step === "function") {
    const tag = (step as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
    if (tag !== "GeneratorFunction" && tag !== "AsyncGeneratorFunction")
      return new RunnableLambda(step as () => unknown);
    throw new RunletError(
      "config",
      `A bare generator function${step.name && ` (${step.name})`} could mean two things as a step. Write generator(fn) for one ` +
        "that sees the stream (stream in, stream out), or RunnableLambda.from(fn) for one that sees the value (value in, stream out).",
    );
  }
  if (isLiteral(step)) return new RunnableParallel({ steps: step as object }) as Runnable;
  throw new RunletError(
    "config",
    `A step is a runnable, a function, a generator(fn), or an object literal of those; ${describe(step)} is none.`,
  );
}

function isLiteral(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (typeof value === "string") return "a string";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : `an object of class ${value.constructor?.name ?? "unknown"}`;
}
