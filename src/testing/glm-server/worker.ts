import { parentPort, workerData } from "node:worker_threads";
import { listen } from "./listen.ts";
import type { FromThread, ToThread } from "./thread.ts";

const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);

const server = await listen(workerData, (index, request) => tell({ index, request }));
port.on("message", (word: ToThread) => {
  if (word === "settle") tell({ settled: true });
  else void server.close().then(() => port.close());
});
tell({ url: server.url });
