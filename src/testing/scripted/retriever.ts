import { pause } from "../../engine/pause.ts";
import { Document } from "../../retrievers/document.ts";
import { Retriever } from "../../retrievers/retriever.ts";
import type { StepConfig } from "../../runs/config.ts";

export interface ScriptedRetrieverOptions {
  /** What is found: documents, or their texts; or a function of the query that gives them. */
  readonly documents: readonly (Document | string)[] | ((query: string) => readonly (Document | string)[]);
  /** A pause before they are found, in milliseconds. */
  readonly delayMs?: number;
}

/**
 * A retriever that finds what it was told to. Without a pause it is synchronous.
 *
 * @example
 * const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho", "harrison likes spicy food"] });
 */
export class ScriptedRetriever extends Retriever {
  readonly name = "ScriptedRetriever";
  readonly #options: ScriptedRetrieverOptions;

  constructor(options: ScriptedRetrieverOptions) {
    super();
    this.#options = options;
  }

  protected retrieve(query: string, config: StepConfig): readonly Document[] | Promise<readonly Document[]> {
    const { documents, delayMs } = this.#options;
    const found = (typeof documents === "function" ? documents(query) : documents).map((each) =>
      typeof each === "string" ? new Document({ pageContent: each }) : each,
    );
    return delayMs === undefined ? found : pause(delayMs, config.signal).then(() => found);
  }
}
