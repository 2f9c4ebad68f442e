import { last } from "../engine/join.ts";
import { keyed } from "../engine/keyed.ts";
import type { Call, Op } from "../engine/op.ts";
import { checkCount } from "../errors/check.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { branchesOp, type Branches } from "../runnables/branches.ts";
import { compile } from "../runnables/compile.ts";
import type { Parts } from "../runnables/parts.ts";
import { Runnable } from "../runnables/runnable.ts";
import { STRING, type JsonSchema } from "../schema/json-schema.ts";
import type { Document } from "./document.ts";
import { DOCUMENTS, RETRIEVER } from "./retriever.ts";

export interface EnsembleRetrieverFields {
  /** Whoever finds documents: retrievers, and chains that end in one. */
  readonly retrievers: readonly Runnable<string, readonly Document[], unknown>[];
  /** How much each of them counts. Default: all the same. */
  readonly weights?: readonly number[] | undefined;
  /** How little it counts to be the first rather than the tenth. Default: 60. */
  readonly c?: number | undefined;
  /** How many documents are given, at most. Default: all that were found. */
  readonly k?: number | undefined;
  /** What two documents have in common that are the same. Default: their text. */
  readonly key?: ((document: Document) => unknown) | undefined;
}

/**
 * Asks several retrievers at a time, and gives what they find in one order: by reciprocal rank fusion, in which a document
 * counts `weight / (c + rank)` for each that has found it. With one that knows words and one that knows what they mean, it is
 * a hybrid search. A retriever that fails ends the others.
 *
 * @throws RunletError `config` for no retrievers, and for weights that are not one for each
 *
 * @example
 * const retriever = new EnsembleRetriever({ retrievers: [keywords, store.asRetriever({ k: 10 })], weights: [0.4, 0.6], k: 4 });
 */
export class EnsembleRetriever extends Runnable<string, Document[]> {
  readonly name = "EnsembleRetriever";
  readonly retrievers: EnsembleRetrieverFields["retrievers"];
  readonly weights: readonly number[];
  readonly #c: number;
  readonly #k: number | undefined;
  readonly #key: (document: Document) => unknown;

  constructor(fields: EnsembleRetrieverFields) {
    super();
    const { retrievers, c = 60, k, key = ({ pageContent }) => pageContent } = fields;
    if (!Array.isArray(retrievers) || retrievers.length === 0)
      throw new RunletError("config", "An EnsembleRetriever takes retrievers, in an array.");
    const weights = fields.weights ?? retrievers.map(() => 1 / retrievers.length);
    if (weights.length !== retrievers.length || !weights.every((weight) => weight >= 0 && weight < Infinity))
      throw new RunletError("config", `The weights of ${retrievers.length} retrievers are as many numbers from 0 on.`);
    if (!(c >= 0 && c < Infinity)) throw new RunletError("config", `c is a number from 0 on, not ${c}.`);
    if (k !== undefined) checkCount("k", k);
    this.retrievers = retrievers;
    this.weights = weights;
    this.#c = c;
    this.#k = k;
    this.#key = key;
  }

  override get "~kind"(): RunKind {
    return RETRIEVER;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const keys = this.retrievers.map((_, at) => String(at));
    const branches: Branches = {
      programs: this.retrievers.map((retriever, at) => compile(retriever, step, retriever.name, `retriever:${at}`)),
      wrap: (branch, chunk) => ({ [branch]: chunk }),
      join: (chunks) => keyed({ keys, join: (key) => chunks[Number(key)]?.join ?? last }),
      leads: false,
    };
    const fuse: Call<Readonly<Record<string, readonly Document[]>>> = {
      sees: "value",
      step,
      run: (found) => ({ kind: "value", value: this.#fuse(keys.map((key) => found[key] ?? [])) }),
    };
    return [branchesOp(step, branches), fuse];
  }

  override get "~parts"(): Parts {
    return { how: "parallel", parts: this.retrievers.map((runnable) => ({ runnable })) };
  }

  override "~takes"(): JsonSchema {
    return STRING;
  }

  override "~gives"(): JsonSchema {
    return DOCUMENTS;
  }

  #fuse(lists: readonly (readonly Document[])[]): Document[] {
    const found = new Map<unknown, { readonly document: Document; score: number }>();
    for (const [by, list] of lists.entries()) {
      // One that gives a document twice has found it once, where it came first.
      const counted = new Set<unknown>();
      for (const [at, document] of list.entries()) {
        const key = this.#key(document);
        if (counted.has(key)) continue;
        counted.add(key);
        const score = this.weights[by]! / (this.#c + at + 1);
        const known = found.get(key);
        if (known) known.score += score;
        else found.set(key, { document, score });
      }
    }
    const ranked = [...found.values()].toSorted((one, other) => other.score - one.score);
    return ranked.slice(0, this.#k).map(({ document }) => document);
  }
}
