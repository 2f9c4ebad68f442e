import type { DocumentInterface } from "@langchain/core/documents";
import type { Document } from "../../retrievers/document.ts";
import { Retriever } from "../../retrievers/retriever.ts";
import type { StepConfig } from "../../runs/config.ts";
import { configOut } from "./config-out.ts";
import { nameOf } from "./runnable.ts";
import type { Theirs } from "./structure.ts";
import { documentIn } from "./values.ts";

/** A retriever of LangChain's as ours, as `fromLangChain` makes it. */
export class LangChainRetriever extends Retriever {
  readonly name: string;
  readonly #retriever: Theirs;

  constructor(retriever: Theirs) {
    super();
    this.#retriever = retriever;
    this.name = nameOf(retriever);
  }

  protected async retrieve(query: string, config: StepConfig): Promise<readonly Document[]> {
    const found = await this.#retriever.invoke(query, configOut(config));
    return (found as readonly DocumentInterface[]).map(documentIn);
  }
}
