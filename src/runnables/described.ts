import type { Op } from "../engine/op.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import { CHAIN, type RunKind } from "../runs/kind.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { graphOf } from "./graph-of.ts";
import type { Graph } from "./graph.ts";
import type { Parts } from "./parts.ts";

/** What a runnable says of itself, before it runs. */
export abstract class Described {
  /** What errors and events call it, unless a `runName` is given. */
  abstract readonly name: string;

  /**
   * The ops that this runnable is, as `step` of a program.
   * @internal
   */
  abstract "~ops"(step: RunnableStep): readonly Op[];

  /**
   * The config that is bound to it.
   * @internal
   */
  get "~config"(): RunnableConfig {
    return {};
  }

  /**
   * What its runs are to those who watch them.
   * @internal
   */
  get "~kind"(): RunKind {
    return CHAIN;
  }

  /**
   * What it is made of. Undefined for one that is a step by itself.
   * @internal
   */
  get "~parts"(): Parts | undefined {
    return undefined;
  }

  /**
   * What it takes, where `wanted` is wanted of its output.
   * @internal
   */
  "~takes"(_wanted: JsonSchema): JsonSchema {
    return {};
  }

  /**
   * What it gives, where it is given `given`.
   * @internal
   */
  "~gives"(_given: JsonSchema): JsonSchema {
    return {};
  }

  /** Its name, with `suffix` behind it. */
  getName(suffix = ""): string {
    return this.name + suffix;
  }

  /**
   * What it takes, as JSON Schema: the variables of a prompt, the arguments of a tool, what the steps of a chain ask for.
   * What is not known, such as what a function takes, is `{}`: anything.
   *
   * @example
   * ChatPromptTemplate.fromTemplate("a joke about {topic}").pipe(model).getInputJsonSchema();
   * // => { type: "object", properties: { topic: {} }, required: ["topic"] }
   */
  getInputJsonSchema(): JsonSchema {
    return this["~takes"]({});
  }

  /** What `invoke` gives, as JSON Schema. What is not known, such as what a function returns, is `{}`: anything. */
  getOutputJsonSchema(): JsonSchema {
    return this["~gives"](this.getInputJsonSchema());
  }

  /**
   * Its steps, and what is given from one to another. What a function calls, or returns to be run, cannot be known.
   *
   * @example
   * console.log(chain.getGraph().drawMermaid());
   */
  getGraph(): Graph {
    return graphOf(this);
  }
}
