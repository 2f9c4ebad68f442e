import type { Flow, Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import { sourceOf } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { configOf, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { watchBound } from "../runs/watch.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { compileInPlace, isRunnable } from "./compile.ts";
import { checkField, configured, settingOf, type ConfigurableField } from "./configurable-fields.ts";
import type { Parts } from "./parts.ts";

/** The setting by which one of several runnables is chosen. */
export interface AlternativesField extends ConfigurableField {
  /** The key of the runnable itself: it is run where `configurable` names none. Default: `"default"`. */
  readonly defaultKey?: string;
  /**
   * The settings of each alternative have a prefix: those of the alternative `gpt` of `llm` are given as
   * `"llm==gpt/temperature"`. For alternatives that would share a setting otherwise.
   */
  readonly prefixKeys?: boolean;
}

/** Other runnables, each under its key: there already, or made when it is chosen first. */
export type Alternatives<In = never> = Readonly<Record<string, Alternative<In>>>;
type Alternative<In> = Runnable<In, unknown, unknown> | (() => Runnable<In, unknown, unknown>);

/** The runnables among which is chosen. */
export type AlternativeOf<A> = A extends () => infer R ? R : A;

/**
 * A runnable, and others of which one takes its place where `configurable` says so at run time, as
 * `configurableAlternatives` makes it. The input is passed to that one as it comes; to those who watch, it is that one.
 */
export class RunnableConfigurableAlternatives<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<
  In,
  Out,
  Chunk
> {
  readonly default: Runnable;
  readonly which: AlternativesField;
  readonly alternatives: Alternatives;
  readonly #made = new Map<string, Runnable>();

  constructor(standard: Runnable, which: AlternativesField, alternatives: Alternatives) {
    super();
    checkField(which, "A choice of alternatives");
    const { id, defaultKey = "default" } = which;
    if (Object.hasOwn(alternatives, defaultKey))
      throw new RunletError(
        "config",
        `The key "${defaultKey}" of "${id}" is that of the default: give the other alternative another key, or a defaultKey.`,
      );
    this.default = standard;
    this.which = which;
    this.alternatives = alternatives;
    this.#made.set(defaultKey, standard);
  }

  get name(): string {
    return this.default.name;
  }

  override get "~kind"(): RunKind {
    return this.default["~kind"];
  }

  /** One that is not made yet is shown by its key. */
  override get "~parts"(): Parts {
    const { defaultKey = "default" } = this.which;
    const others = Object.entries(this.alternatives).map(([key, other]) => ({
      label: key,
      runnable: typeof other === "function" ? (this.#made.get(key) ?? { name: key }) : other,
    }));
    return { how: "alternatives", parts: [{ label: defaultKey, runnable: this.default }, ...others] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.default["~takes"](wanted);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { id, defaultKey = "default", prefixKeys } = this.which;
    const programs = new Map<string, Program>();
    const programOf = (key: string): Program => {
      let program = programs.get(key);
      if (!program) {
        const chosen = this.#alternative(key);
        const place = prefixKeys ? configured(step, (config) => withoutPrefix(config, `${id}==${key}/`)) : step;
        // A name that was given to the choice is that of whichever is chosen.
        program = compileInPlace(chosen, place, step.name === this.name ? chosen.name : step.name);
        programs.set(key, program);
      }
      return program;
    };
    const flow: Flow = {
      sees: "stream",
      step: { ...step, detail: { ...step.detail, replaced: true } } as RunnableStep,
      run: (upstream, context) => {
        const config = configOf(step, context.settings as RunnableConfig);
        const program = programOf(String(settingOf(config, id) ?? defaultKey));
        const input = sourceOf(upstream);
        return { kind: "program", program: watchBound(program, context, input), input };
      },
    };
    return [flow];
  }

  #alternative(key: string): Runnable {
    const known = this.#made.get(key);
    if (known) return known;
    if (!Object.hasOwn(this.alternatives, key)) throw this.#unknown(key);
    const given = this.alternatives[key]!;
    const made = typeof given === "function" ? given() : given;
    if (!isRunnable(made))
      throw new RunletError(
        "config",
        `The alternative "${key}" of "${this.which.id}" is no runnable, nor a function that gives one.`,
      );
    this.#made.set(key, made as Runnable);
    return made as Runnable;
  }

  #unknown(key: string): RunletError {
    const { id, defaultKey = "default" } = this.which;
    const keys = [defaultKey, ...Object.keys(this.alternatives)].join(", ");
    return new RunletError("config", `There is no alternative "${key}" of "${id}", but these: ${keys}.`);
  }
}

/** The settings with this prefix, without it, go over those of all. */
function withoutPrefix(config: RunnableConfig, prefix: string): RunnableConfig {
  const own = Object.entries(config.configurable ?? {}).filter(([key]) => key.startsWith(prefix));
  const settings = own.map(([key, value]) => [key.slice(prefix.length), value] as const);
  return { ...config, configurable: { ...config.configurable, ...Object.fromEntries(settings) } };
}
