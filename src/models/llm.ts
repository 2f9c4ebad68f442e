import { text, type Join } from "../engine/join.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { Runnable } from "../runnables/runnable.ts";
import { toText, type ModelInput } from "./input.ts";

/** How the chunks of a completion join. */
export const completionJoin = text as Join;

/** A model that completes text. It streams pieces of text; a provider's class says where they come from. */
export abstract class LLM extends Runnable<ModelInput, string, string> {
  /** Whether an answer has to be waited for, so that a synchronous run is refused before anything has run. */
  protected abstract readonly waits: boolean;

  /** Begins to complete `prompt`. The chunks join as text: use {@link completionJoin}. */
  protected abstract complete(prompt: string, config: StepConfig): Source | PromiseLike<Source>;

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<ModelInput> = {
      sees: "value",
      step,
      waits: this.waits ? step : undefined,
      run: (input, context) => this.complete(toText(input), stepConfig(context)),
    };
    return [call];
  }
}
