import type { Call, Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { PromptValue } from "../messages/prompt-value.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { objectOf, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { NameOf, Without } from "./input.ts";
import { addPartials, kind, readValues, type Values } from "./values.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    prompt: { input: unknown; chunk: never; output: PromptValue };
  }
}

export const PROMPT: RunKind = { type: "prompt", chunks: "never" };

/** What every prompt template is: a runnable that takes an object with the values of its variables, and never waits. */
export abstract class BasePromptTemplate<in In, out Value extends PromptValue> extends Runnable<In, Value> {
  /** Names of the variables that have to be given, in the order of first appearance. */
  readonly inputVariables: readonly string[];
  /** What was given beforehand, by name: values, or functions that are called for the value. */
  readonly partialVariables: Values;

  /** `variables` are those of the template, also the ones that `partialVariables` has. */
  constructor(variables: readonly string[], partialVariables: Values | undefined) {
    super();
    this.partialVariables = { ...partialVariables };
    this.inputVariables = [...new Set(variables)].filter((name) => !Object.hasOwn(this.partialVariables, name));
  }

  /**
   * The same prompt with some variables given beforehand, by value or by a function that is called at each format. A
   * value in the input goes over them.
   *
   * @example
   * const dated = prompt.partial({ date: () => new Date().toDateString() });
   */
  abstract partial<K extends NameOf<In>>(values: { readonly [Name in K]: unknown }): BasePromptTemplate<
    Without<In, K>,
    Value
  >;

  /** The template filled in. */
  protected abstract fill(values: Values): Value;

  /**
   * The prompt for these values, as `invoke` gives it.
   *
   * @throws {RunletError} `config` where a value is missing or cannot be printed
   */
  formatPromptValue(values: In): Value {
    return this.fill(addPartials(readValues(values, this.name, this.inputVariables), this.partialVariables));
  }

  override get "~kind"(): RunKind {
    return PROMPT;
  }

  override "~takes"(): JsonSchema {
    return objectOf(Object.fromEntries(this.inputVariables.map((name) => [name, {}])));
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<In> = {
      sees: "value",
      step,
      run: (input) => ({ kind: "value", value: this.formatPromptValue(input) }),
    };
    return [call];
  }

  /** The partial variables with `values` added. */
  protected partialsWith(values: unknown): Values {
    if (typeof values === "object" && values !== null && !Array.isArray(values))
      return { ...this.partialVariables, ...values };
    throw new RunletError("config", `Partial variables are an object of values by name, and not ${kind(values)}.`);
  }
}
