import { text, type Join } from "../engine/join.ts";
import type { Call, Op } from "../engine/op.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { Runnable } from "../runnables/runnable.ts";
import { toText, type ModelInput } from "./input.ts";
import { sourceOf, type Reply } from "./reply.ts";

/** How the chunks of a completion join. */
export const completionJoin = text as Join;

/** A model that completes text. It streams pieces of text; a class of yours says where they come from, in `complete`. */
export abstract class LLM extends Runnable<ModelInput, string, string> {
  /** Whether every answer has to be waited for, so that a synchronous run is refused before anything has run. */
  protected get waits(): boolean {
    return false;
  }

  /** Begins to complete `prompt`. `config.signal` aborts when the text is not wanted any more. */
  protected abstract complete(prompt: string, config: StepConfig): Reply<string> | PromiseLike<Reply<string>>;

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<ModelInput> = {
      sees: "value",
      step,
      waits: this.waits ? step : undefined,
      run: (input, context) => sourceOf(this.complete(toText(input), stepConfig(context)), completionJoin),
    };
    return [call];
  }
}
