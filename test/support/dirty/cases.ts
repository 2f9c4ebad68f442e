import { createServer } from "node:net";
import { Worker } from "node:worker_threads";
import { it, onTestFinished } from "vitest";

// Each leaves one trace, named by its test; run by clean.test.ts, which expects every one of them to fail.

it("unhandled rejection: Error: nobody", () => {
  void Promise.reject(new Error("nobody"));
});

it("warning: Warning: beware", () => {
  process.emitWarning("beware");
});

it("console.log: hello", () => {
  console.log("hello");
});

it("console.count: hello", () => {
  console.count("hello");
});

it("stdout: hello", () => {
  process.stdout.write("hello\n");
});

it("stderr: hello", () => {
  process.stderr.write("hello\n");
});

it("a listener left on a signal", () => {
  new AbortController().signal.addEventListener("abort", () => {});
});

it("Object.prototype has a new property polluted", () => {
  Object.defineProperty(Object.prototype, "polluted", { value: true, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(Object.prototype, "polluted"));
});

it("Array.prototype has a changed property at", () => {
  const { at } = Array.prototype;
  Array.prototype.at = () => undefined;
  onTestFinished(() => void (Array.prototype.at = at));
});

it("%IteratorPrototype% has a new property map2", () => {
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object;
  Object.defineProperty(prototype, "map2", { value: true, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(prototype, "map2"));
});

it("AbortSignal has a changed property any", () => {
  const { any } = AbortSignal;
  AbortSignal.any = any.bind(AbortSignal);
  onTestFinished(() => void (AbortSignal.any = any));
});

it("globalThis has a new property left", () => {
  Object.assign(globalThis, { left: true });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, "left"));
});

it("globalThis has a changed property structuredClone", () => {
  const { structuredClone } = globalThis;
  globalThis.structuredClone = ((value: unknown) => value) as never;
  onTestFinished(() => void (globalThis.structuredClone = structuredClone));
});

it("still open: a timer", () => {
  setTimeout(() => {}, 60_000);
});

it("still open: TCPServerWrap", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

it("still open: a worker thread", () => {
  const worker = new Worker("setInterval(() => {}, 1000)", { eval: true });
  onTestFinished(() => void worker.terminate());
});

it("nothing", async () => {
  const controller = new AbortController();
  const listener = () => {};
  controller.signal.addEventListener("abort", listener);
  await new Promise((resolve) => setTimeout(resolve, 1));
  controller.signal.removeEventListener("abort", listener);
  Promise.reject(new Error("handled")).catch(() => {});
});
