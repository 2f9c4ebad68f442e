import { completionJoin, LLM } from "../../models/llm.ts";
import type { Source } from "../../engine/source.ts";
import type { StepConfig } from "../../runs/config.ts";
import { configOut } from "./config-out.ts";
import { nameOf } from "./runnable.ts";
import type { Theirs } from "./structure.ts";

/** A text-completion model of LangChain's as ours, as `fromLangChain` makes it. */
export class LangChainLLM extends LLM {
  readonly name: string;
  readonly #model: Theirs;

  constructor(model: Theirs) {
    super();
    this.#model = model;
    this.name = nameOf(model);
  }

  protected override get waits(): boolean {
    return true;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected async complete(prompt: string, config: StepConfig): Promise<Source> {
    const chunks = await this.#model.stream(prompt, configOut(config));
    return { kind: "async", iterator: chunks[Symbol.asyncIterator](), join: completionJoin };
  }
}
