import type { Each, Op } from "../engine/op.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { RunnableAssign } from "./assign.ts";
import { Runnable } from "./base.ts";
import type { Passing } from "./step.ts";

/**
 * Gives back its input, chunk by chunk. In an object of steps its type is that of what the other steps are given.
 *
 * @example
 * const chain = parallel({ context: retriever, question: new RunnablePassthrough() }).pipe(prompt).pipe(model);
 */
export class RunnablePassthrough<In = unknown> extends Runnable<In, In, In> implements Passing {
  declare readonly "~passes": true;
  readonly name = "RunnablePassthrough";

  /** Gives back its input, an object, with the outputs of `steps` added: see {@link RunnableAssign}. */
  static readonly assign = RunnableAssign.from;

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each = { sees: "chunk", step, open: (out) => out, join: (before) => before };
    return [each];
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return wanted;
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return given;
  }
}
