import type { Worker } from "node:worker_threads";
import { patiently } from "./patiently.ts";
import type { Watcher } from "./watch.ts";

/** Threads that were begun and have not ended: Node does not list them among what keeps the process alive. */
export const watchWorkers: Watcher = () => {
  const workers = new Set<Worker>();
  const onWorker = (worker: Worker) => {
    workers.add(worker);
    worker.once("exit", () => workers.delete(worker));
  };
  process.on("worker", onWorker);
  return async () => {
    process.off("worker", onWorker);
    await patiently(() => workers.size === 0);
    return Array.from(workers, () => "still open: a worker thread");
  };
};
