import { Worker } from "node:worker_threads";
import { patiently } from "./patiently.ts";
import type { Watcher } from "./watch.ts";

/**
 * Threads that were begun, have not ended, and keep the process alive: Node does not list them among what does, nor does a
 * thread say whether it is one of them.
 */
export const watchWorkers: Watcher = () => {
  const workers = new Set<Worker>();
  const idle = new WeakSet<Worker>();
  const onWorker = (worker: Worker) => {
    workers.add(worker);
    worker.once("exit", () => workers.delete(worker));
  };
  const { ref, unref } = Worker.prototype;
  Worker.prototype.ref = function () {
    idle.delete(this);
    return ref.call(this);
  };
  Worker.prototype.unref = function () {
    idle.add(this);
    return unref.call(this);
  };
  process.on("worker", onWorker);
  const left = () => [...workers].filter((worker) => !idle.has(worker));
  return async () => {
    process.off("worker", onWorker);
    Object.assign(Worker.prototype, { ref, unref });
    await patiently(() => left().length === 0);
    return left().map(() => "still open: a worker thread");
  };
};
