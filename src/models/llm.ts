import { text, type Join } from "../engine/join.ts";
import type { Context } from "../engine/context.ts";
import type { Call, Op } from "../engine/op.ts";
import { stepConfig, type RunnableConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { checkTimeout } from "../runs/timeout.ts";
import { STRING, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "../runnables/runnable.ts";
import { inTurn, withinLimits, type ModelOptions } from "./asking.ts";
import { LLM_CALLBACKS } from "./callbacks.ts";
import { MODEL_INPUT, toText, type ModelInput } from "./input.ts";
import { paceOp } from "./pace.ts";
import { answer, type Reply } from "./reply.ts";
import { waitingStep, type Waits } from "./waiting.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    llm: {
      /** Inside a run, the text; of a whole run, what the user gave. */
      input: { readonly prompts: readonly string[] } | ModelInput;
      chunk: { readonly text: string };
      output: string;
    };
  }
}

export const COMPLETION: RunKind = {
  type: "llm",
  chunks: "always",
  input: (input) => ({ prompts: [toText(input as ModelInput)] }),
  chunk: (text) => ({ text }),
  callbacks: LLM_CALLBACKS,
};

/** How the chunks of a completion join. */
export const completionJoin = text as Join;

/** A model that completes text. It streams pieces of text; a class of yours says where they come from, in `complete`. */
export abstract class LLM<Config extends RunnableConfig = RunnableConfig> extends Runnable<
  ModelInput,
  string,
  string,
  Config
> {
  // Private, so that a model that is printed shows what it is.
  readonly #options: ModelOptions;

  /** @throws `config` for a `timeout` that is none */
  constructor({ rateLimiter, timeout }: ModelOptions = {}) {
    super();
    checkTimeout(timeout);
    this.#options = { rateLimiter, timeout };
  }

  override get "~kind"(): RunKind {
    return COMPLETION;
  }

  /** @internal */
  get "~alone"(): boolean {
    return false;
  }

  /** Whether every answer has to be waited for, so that a synchronous run is refused before anything has run; or why. */
  protected get waits(): Waits {
    return false;
  }

  /** Begins to complete `prompt`. `config.signal` aborts when the text is not wanted any more. */
  protected abstract complete(
    prompt: string,
    config: StepConfig & Config,
    step: RunnableStep,
  ): Reply<string> | PromiseLike<Reply<string>>;

  /** The same in a synchronous run, in which nothing may be waited for but by blocking. */
  protected completeSync(
    prompt: string,
    config: StepConfig & Config,
    step: RunnableStep,
    _context: Context,
  ): Reply<string> | PromiseLike<Reply<string>> {
    return this.complete(prompt, config, step);
  }

  override "~takes"(): JsonSchema {
    return MODEL_INPUT;
  }

  override "~gives"(): JsonSchema {
    return STRING;
  }

  "~ops"(given: RunnableStep): readonly Op[] {
    const options = this.#options;
    return withinLimits(given, options, (step) => {
      const call: Call<ModelInput> = {
        sees: "value",
        step,
        waits: waitingStep(step, this.waits),
        answers: true,
        run: (input, context) => {
          const config = stepConfig(context) as StepConfig & Config;
          const prompt = toText(input);
          const begin = () =>
            context.sync ? this.completeSync(prompt, config, step, context) : this.complete(prompt, config, step);
          return inTurn(options, config, context, () => answer(this, begin, completionJoin, config));
        },
      };
      return [call, paceOp(step)];
    });
  }
}
