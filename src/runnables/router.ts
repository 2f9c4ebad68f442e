import type { Call, Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import { objectOf, part, propertyOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { giveAny, takeAny } from "./alternatives.ts";
import { Runnable } from "./base.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import { labelled, type Parts } from "./parts.ts";
import { objectChunk } from "./pick.ts";
import type { ChunkOf, GivenMap, OutputOf, ParallelInput } from "./step.ts";

/** What a router takes: an input, and the key of the runnable that it is for. */
export interface RouterInput<In = unknown> {
  readonly key: string;
  readonly input: In;
}

/** What one of the steps gives. */
type OneOf<M extends object> = M[keyof M];

/**
 * Runs one of several runnables, that which the input names, on the input for it, and streams its output. The key is
 * known when the input is complete, so that is awaited.
 *
 * @throws (when run) `config` for a key that is none of its own
 * @example
 * const router = new RouterRunnable({ runnables: { joke: jokeChain, poem: poemChain } });
 * for await (const text of router.stream({ key: "poem", input: { topic: "parrot" } })) process.stdout.write(text);
 */
export class RouterRunnable<M extends object> extends Runnable<
  RouterInput<ParallelInput<M>>,
  OutputOf<OneOf<M>, ParallelInput<M>>,
  ChunkOf<OneOf<M>, ParallelInput<M>>
> {
  readonly name: string;
  readonly runnables: Readonly<Record<string, Runnable>>;

  constructor(fields: { readonly runnables: GivenMap<M, never, never>; readonly name?: string }) {
    super();
    const { runnables, name = "RouterRunnable" } = fields ?? {};
    if (typeof runnables !== "object" || runnables === null)
      throw new RunletError("config", "new RouterRunnable takes { runnables: { … } }, each under its key.");
    this.runnables = Object.fromEntries(
      Object.entries(runnables).map(([key, runnable]) => [key, compose.coerce(runnable)]),
    );
    this.name = name;
  }

  override get "~parts"(): Parts {
    return { how: "alternatives", parts: labelled(this.runnables) };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return objectOf({ key: STRING, input: part(takeAny(Object.values(this.runnables), wanted)) });
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return giveAny(Object.values(this.runnables), propertyOf(given, "input"));
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const programs = new Map(
      Object.entries(this.runnables).map(([key, runnable]) => [key, compile(runnable, step)] as const),
    );
    const call: Call = {
      sees: "value",
      step,
      run: (given, context) => {
        const { key, input } = objectChunk(given, context) as RouterInput;
        const program = programs.get(key);
        if (program) return { kind: "program", program, input: { kind: "value", value: input } };
        throw new RunletError(
          "config",
          `There is no runnable "${String(key)}" in the router "${step.name}", but these: ${[...programs.keys()].join(", ")}.`,
        );
      },
    };
    return [call];
  }
}
