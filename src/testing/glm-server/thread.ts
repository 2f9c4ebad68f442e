import { once } from "node:events";
import { RunletError } from "../../errors/error.ts";
import { Worker } from "node:worker_threads";
import type { GlmRecordedRequest, Listening } from "./listen.ts";
import type { GlmServiceOptions } from "./service.ts";

/** What the thread says. */
export type FromThread =
  | { readonly url: string }
  | { readonly index: number; readonly request: GlmRecordedRequest }
  | { readonly settled: true };

/** What it is told. */
export type ToThread = "settle" | "close";

/** A server in a thread of its own. */
export interface ThreadListening extends Listening {
  /** Waits until all that the thread has recorded by now has arrived here. */
  settled(): Promise<void>;
}

// Node 20 cannot run TypeScript: from source, the thread runs what was built of it.
const fromSource = import.meta.url.endsWith(".ts");
const entry = fromSource ? "../../../dist/testing/glm-server/worker.js" : "./worker.js";

/**
 * As `listen`, from a worker thread.
 *
 * @throws RunletError `config` where the thread cannot start.
 */
export async function listenInThread(
  options: GlmServiceOptions,
  record: (index: number, request: GlmRecordedRequest) => void,
): Promise<ThreadListening> {
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: options });
  const ended = once(worker, "exit");
  ended.catch(() => {}); // A failure of the thread is told by `close`, or just below.
  const [{ url }] = await once(worker, "message").catch((cause: unknown) => {
    const advice = fromSource ? ": run `npm run build` first" : "";
    throw new RunletError("config", `The thread of glmServer could not start${advice}.`, { cause, phase: "config" });
  });
  // The thread answers in the order it was asked.
  const waiting: (() => void)[] = [];
  const settleAll = (): void => {
    for (const settle of waiting.splice(0)) settle();
  };
  worker.on("message", (message: FromThread) => {
    if ("request" in message) record(message.index, message.request);
    else waiting.shift()?.();
  });
  worker.on("exit", settleAll);
  let open = true;
  const tell = (word: ToThread): void => worker.postMessage(word);
  return {
    url,
    settled: () =>
      open
        ? new Promise((resolve) => {
            waiting.push(resolve);
            tell("settle");
          })
        : Promise.resolve(),
    async close() {
      if (open) tell("close");
      open = false;
      await ended;
    },
  };
}
