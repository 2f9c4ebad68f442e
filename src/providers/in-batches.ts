import { RunnableLambda } from "../runnables/lambda.ts";

/** How a service is asked about many texts. */
interface Batching {
  /** Texts in one request. */
  readonly batchSize: number;
  /** Requests at a time. */
  readonly maxConcurrency: number;
  readonly signal: AbortSignal | undefined;
  /** What errors call the asking. */
  readonly runName: string;
}

/** What `ask` gives for the texts, in their order: it is asked about some at a time, and its first failure ends the others. */
export async function inBatches<T>(
  texts: readonly string[],
  { batchSize, ...config }: Batching,
  ask: (batch: readonly string[], signal: AbortSignal) => Promise<readonly T[]>,
): Promise<T[]> {
  const batches: string[][] = [];
  for (let at = 0; at < texts.length; at += batchSize) batches.push(texts.slice(at, at + batchSize));
  const asking = RunnableLambda.from((batch: string[], { signal }) => ask(batch, signal));
  return (await asking.batch(batches, config)).flat() as T[];
}
