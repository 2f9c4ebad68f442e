import type { Op } from "../engine/op.ts";
import { mergeConfigs, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import type { Observer } from "../runs/observer.ts";
import { timeoutsOf } from "../runs/timeout.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { withDeadline } from "./deadline.ts";
import type { Parts } from "./parts.ts";

/** A runnable with a config bound to it, as `withConfig` makes it, and those who listen to its runs. */
export class RunnableBinding<
  in In = never,
  out Out = unknown,
  out Chunk = Out,
  Config extends RunnableConfig = RunnableConfig,
> extends Runnable<In, Out, Chunk, Config> {
  readonly bound: Runnable<In, Out, Chunk>;
  readonly config: RunnableConfig;
  /** @internal */
  readonly listeners: readonly Observer[];

  /** @internal for `listeners` */
  constructor(bound: Runnable<In, Out, Chunk>, config: RunnableConfig, listeners: readonly Observer[] = []) {
    super();
    // A binding of a binding is one, with both configs and all listeners: nothing that was bound before is lost.
    const before = bound instanceof RunnableBinding ? bound : undefined;
    this.bound = before ? before.bound : bound;
    this.config = mergeConfigs(bound["~config"], config);
    this.listeners = [...(before?.listeners ?? []), ...listeners];
  }

  get name(): string {
    return this.config.runName ?? this.bound.name;
  }

  override get "~config"(): RunnableConfig {
    return this.config;
  }

  override get "~kind"(): RunKind {
    return this.bound["~kind"];
  }

  override get "~parts"(): Parts {
    return { how: "bound", parts: [{ runnable: this.bound, name: this.config.runName }] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.bound["~takes"](wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return this.bound["~gives"](given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { signal, ...config } = this.config;
    const { detail } = step;
    if (signal) detail.bound.signals.add(signal);
    if (config.callbacks?.length || this.listeners.length > 0) detail.bound.observed = true;
    const bound: RunnableStep = {
      ...step,
      detail: {
        ...detail,
        config: mergeConfigs(config, detail.config),
        listeners: [...detail.listeners, ...this.listeners],
      },
    };
    const ops = this.bound["~ops"](bound);
    return timeoutsOf(config).total === undefined ? ops : withDeadline(bound, ops, config);
  }
}
