import type { Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { Configure, RunnableConfig, RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import type { Parts } from "./parts.ts";

/** A setting that is given at run time, in `configurable`. */
export interface ConfigurableField {
  /** Its key in `configurable`. */
  readonly id: string;
  /** What people call it. */
  readonly name?: string;
  readonly description?: string;
}

/** The call options of a runnable: what its config has beyond that of any run. */
export type CallOptions<Config extends RunnableConfig> = {
  readonly [K in keyof Config as Exclude<K, keyof RunnableConfig>]?: Config[K];
} & NothingElse;

/** Call options of a runnable, each with the setting that it is taken from. */
export type ConfigurableFields<Config extends RunnableConfig> = {
  readonly [K in keyof Config as Exclude<K, keyof RunnableConfig>]?: ConfigurableField;
} & NothingElse;

/** Of a runnable without call options the types above would be `{}`, which takes everything. */
type NothingElse = { readonly [K in keyof RunnableConfig]?: never };

/**
 * A runnable of which call options are taken from `configurable` at run time, as `configurableFields` makes it. To those who
 * watch it is that runnable.
 */
export class RunnableConfigurableFields<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<
  In,
  Out,
  Chunk
> {
  readonly bound: Runnable<In, Out, Chunk>;
  /** The setting of each call option. */
  readonly fields: Readonly<Record<string, ConfigurableField>>;

  constructor(bound: Runnable<In, Out, Chunk>, fields: Readonly<Record<string, ConfigurableField>>) {
    super();
    for (const [option, field] of Object.entries(fields)) checkField(field, `The configurable field ${option}`);
    this.bound = bound;
    this.fields = fields;
  }

  get name(): string {
    return this.bound.name;
  }

  override get "~config"(): RunnableConfig {
    return this.bound["~config"];
  }

  override get "~kind"(): RunKind {
    return this.bound["~kind"];
  }

  override get "~parts"(): Parts {
    return { how: "bound", parts: [{ runnable: this.bound }] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.bound["~takes"](wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return this.bound["~gives"](given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const fields = Object.entries(this.fields);
    return this.bound["~ops"](
      configured(step, (config) => {
        const options = fields.map(([option, { id }]) => [option, settingOf(config, id)] as const);
        return { ...config, ...Object.fromEntries(options.filter(([, value]) => value !== undefined)) };
      }),
    );
  }
}

/** `step` with a config of which `configure` makes another one, behind all that does so already. */
export function configured(step: RunnableStep, configure: Configure): RunnableStep {
  const before = step.detail.configure;
  const both: Configure = before ? (config) => configure(before(config)) : configure;
  return { ...step, detail: { ...step.detail, configure: both } };
}

/** What `configurable` has under `id`. */
export function settingOf({ configurable = {} }: RunnableConfig, id: string): unknown {
  return Object.hasOwn(configurable, id) ? configurable[id] : undefined;
}

export function checkField(field: ConfigurableField, what: string): void {
  if (typeof field?.id !== "string" || field.id === "")
    throw new RunletError("config", `${what} needs an id: the key in configurable that it is taken from.`);
}
