import { isPromise } from "../engine/closing.ts";
import type { Chunks, Context } from "../engine/context.ts";
import { Elements } from "../engine/elements.ts";
import { InOrder } from "../engine/in-order.ts";
import { joined } from "../engine/joined.ts";
import type { Flow, Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import type { Source, Upstream, Value } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { configOf, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import { arrayOf, itemsOf, part, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { slotsOf } from "./batch-work.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import type { Parts } from "./parts.ts";

/** How many elements of a stream, which may have no end, are under way where no `maxConcurrency` is given. */
const SLOTS = 16;

/**
 * Runs `bound` for each element of an array, `maxConcurrency` at a time, and gives the outputs in the order of the
 * elements; `runnable.map()` makes one. It streams as arrays of one output each, as soon as that and all before it are
 * complete. An element that fails ends the others.
 *
 * Where its input is a stream of elements (of a generator that joins to a list, a list parser, another `map()`), each is
 * begun as it arrives. Without a `maxConcurrency`, those of an array are begun all at once, of a stream 16 at a time.
 * What a reader that pauses has not read is never more than that.
 */
export class RunnableEach<in In = never, out Out = unknown> extends Runnable<readonly In[], Out[], Out[]> {
  readonly name = "RunnableEach";
  readonly bound: Runnable<In, Out>;

  constructor({ bound }: { readonly bound: Runnable<In, Out, unknown> }) {
    super();
    this.bound = compose.coerce(bound) as Runnable<In, Out>;
  }

  override get "~parts"(): Parts {
    return { how: "sequence", parts: [{ runnable: this.bound }], subgraph: this.name };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return arrayOf(part(this.bound["~takes"](itemsOf(wanted))));
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return arrayOf(part(this.bound["~gives"](itemsOf(given))));
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const program = compile(this.bound, step);
    const flow: Flow = {
      sees: "stream",
      step,
      waits: program.waits,
      run: (input, context) => run(program, input, context),
    };
    return [flow];
  }
}

function run(program: Program, input: Upstream, context: Context): Source | PromiseLike<Source> {
  const { maxConcurrency } = configOf(context.step as RunnableStep, context.settings as RunnableConfig);
  const begin = (value: unknown) => context.branch(program, { kind: "value", value });
  const each = (elements: Elements, slots: number | undefined): Source => ({
    kind: "chunks",
    chunks: new InOrder(elements, begin, slotsOf(slots)),
  });
  const ofArray = ({ value }: Pick<Value, "value">) => each(new Elements(arrayIn(value, context)), maxConcurrency);
  const ofStream = (chunks: Chunks): Source | PromiseLike<Source> => {
    const { elements } = chunks.join;
    if (elements) return each(new Elements([], { chunks, of: elements }), maxConcurrency ?? SLOTS);
    const whole = joined(chunks);
    return isPromise(whole) ? whole.then(ofArray) : ofArray(whole);
  };
  if (input.value) return ofArray(input.value);
  const chunks = input.chunks();
  if (!context.sync) return chunks.first().then(() => ofStream(chunks));
  chunks.firstSync();
  return ofStream(chunks);
}

function arrayIn(value: unknown, context: Context): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  const what = value === null ? "null" : `a value of type ${typeof value}`;
  throw new RunletError("config", `The step "${context.step.name}" needs an array, and was given ${what}.`);
}
