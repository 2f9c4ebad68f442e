import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { computingOn } from "./computing.ts";
import { checkFile, wrongFile } from "./file.ts";
import type { LlamaCppLoadOptions } from "./options.ts";
import type { Llama, LlamaChat, LlamaModel } from "./peer.ts";
import { Seats } from "./seats.ts";

/** The default limit of a context: the memory that it takes grows with it, and many models could have a hundred thousand. */
const CONTEXT = 4096;

/** A model in memory. */
export interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly contextSize: number;
  /** Where calls are answered. */
  readonly seats: Seats<LlamaChat>;
  /** Frees its memory. */
  dispose(): Promise<void>;
}

/**
 * Loads a model.
 *
 * @throws RunletError `config` where the peer or the file is missing, or the file cannot be loaded
 */
export async function load(options: LlamaCppLoadOptions): Promise<Loaded> {
  const { modelPath, sequences = 1, gpu = "auto", threads = threadsFor(availableParallelism()) } = options;
  await checkFile(modelPath);
  const { peer, llama, complaints } = await computingOn(gpu, threads);
  complaints.length = 0;
  let model: LlamaModel | undefined;
  try {
    model = await llama.loadModel({ modelPath });
    const contextSize = options.contextSize ?? { max: CONTEXT };
    const context = await model.createContext({ contextSize, sequences, threads });
    const chats = Array.from(
      { length: sequences },
      () => new peer.LlamaChat({ contextSequence: context.getSequence() }),
    );
    const dispose = async () => {
      await context.dispose();
      await model!.dispose();
    };
    return { llama, model, contextSize: context.contextSize, seats: new Seats(chats), dispose };
  } catch (cause) {
    await model?.dispose();
    // What was complained of comes from another thread, and is told a turn later.
    await setImmediate();
    const why = complaints[0] ?? (cause as Error).message;
    throw wrongFile(`The model ${modelPath} cannot be loaded: ${why.replace(/\.$/, "")}.`, cause);
  }
}

/** One core is left to the program: where it has to share its last one, a model takes a thousand times as long. */
export function threadsFor(cores: number): number {
  return Math.max(1, cores - 1);
}
