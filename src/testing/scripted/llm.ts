import type { Source } from "../../engine/source.ts";
import { completionJoin, LLM } from "../../models/llm.ts";
import type { StepConfig } from "../../runs/config.ts";
import { Prompter, type ScriptedOptions } from "./script.ts";

/** What a scripted completion model is told to say, piece by piece. */
export type ScriptedLLMOptions = ScriptedOptions<string, string>;

/** A text-completion model that says what it was told to: the twin of `ScriptedChatModel`. */
export class ScriptedLLM extends LLM {
  readonly name = "ScriptedLLM";
  readonly #prompter: Prompter<string, string>;

  constructor(options: ScriptedLLMOptions) {
    super();
    this.#prompter = new Prompter(options);
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return this.#prompter.waits;
  }

  protected complete(prompt: string, config: StepConfig): Source {
    return this.#prompter.answer(
      prompt,
      () => config.signal,
      (token) => [token],
      completionJoin,
    );
  }
}
