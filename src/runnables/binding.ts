import type { Op } from "../engine/op.ts";
import { mergeConfigs, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { Runnable } from "./base.ts";

/** A runnable with a config bound to it, as `withConfig` makes it. */
export class RunnableBinding<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly bound: Runnable<In, Out, Chunk>;
  readonly config: RunnableConfig;

  constructor(bound: Runnable<In, Out, Chunk>, config: RunnableConfig) {
    super();
    // A binding of a binding is one, with both configs: nothing that was bound before is lost.
    this.bound = bound instanceof RunnableBinding ? bound.bound : bound;
    this.config = mergeConfigs(bound["~config"], config);
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

  "~ops"(step: RunnableStep): readonly Op[] {
    const { signal, ...config } = this.config;
    const { bound } = step.detail;
    if (signal) bound.signals.add(signal);
    if (config.callbacks) bound.observed = true;
    return this.bound["~ops"]({
      ...step,
      detail: { ...step.detail, config: mergeConfigs(config, step.detail.config) },
    });
  }
}
