import { createServer } from "node:net";
import { it } from "vitest";

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
  setTimeout(() => Reflect.deleteProperty(Object.prototype, "polluted"), 200).unref();
});

it("Array.prototype has a changed property at", () => {
  const { at } = Array.prototype;
  Array.prototype.at = () => undefined;
  setTimeout(() => (Array.prototype.at = at), 200).unref();
});

it("still open: a timer", () => {
  setTimeout(() => {}, 60_000);
});

it("still open: TCPServerWrap", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

it("nothing", async () => {
  const controller = new AbortController();
  const listener = () => {};
  controller.signal.addEventListener("abort", listener);
  await new Promise((resolve) => setTimeout(resolve, 1));
  controller.signal.removeEventListener("abort", listener);
  Promise.reject(new Error("handled")).catch(() => {});
});
