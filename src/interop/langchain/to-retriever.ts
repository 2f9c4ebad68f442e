import type { CallbackManagerForRetrieverRun } from "@langchain/core/callbacks/manager";
import type { Document as TheirDocument } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import type { RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import type { Document } from "../../retrievers/document.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import { runIn } from "./config-in.ts";
import { documentOut } from "./values.ts";

/** A retriever of ours, or one with a config bound to it. */
export type OurRetriever = Runnable<string, Document[]>;

/** A retriever of ours as LangChain's, as `toLangChain` makes it. */
export class RunletRetriever extends BaseRetriever {
  override lc_namespace = ["runlet"];
  override name: string;
  readonly #retriever: OurRetriever;
  readonly #config: TheirConfig | undefined;

  /** `config` is that of one call: LangChain does not hand it to what retrieves. */
  constructor(retriever: OurRetriever, config?: TheirConfig) {
    super();
    this.#retriever = retriever;
    this.#config = config;
    this.name = retriever.name;
  }

  /** By which its events are named. */
  override get lc_id(): string[] {
    return ["runlet", this.name];
  }

  override invoke(query: string, options: TheirConfig = {}): Promise<TheirDocument[]> {
    if (this.#config) return super.invoke(query, options) as Promise<TheirDocument[]>;
    return new RunletRetriever(this.#retriever, options).invoke(query, options);
  }

  override async _getRelevantDocuments(
    query: string,
    manager?: CallbackManagerForRetrieverRun,
  ): Promise<TheirDocument[]> {
    const run = runIn(this.#config, manager);
    try {
      const found = await run.begin(() => this.#retriever.invoke(query, run.config));
      return found.map(documentOut);
    } finally {
      await run.told();
    }
  }
}
