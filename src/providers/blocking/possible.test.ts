import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** As it is found where the library is loaded now. */
const found = async (): Promise<unknown> => (await import("./possible.ts")).threadsFor();

it("a thread can fetch, and this one block, here", async () => {
  expect(await found()).toHaveProperty("Worker");
});

it("not where there are no threads, as in a browser", async () => {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  expect(await found()).toMatch(/^There are no worker threads here.* Use stream\(\) or invoke\(\)\.$/);
});

it("not where a thread must not block, as in a page", async () => {
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
  expect(await found()).toMatch(/this thread must not block/);
});

it("not by a fetch that only this thread has", async () => {
  const { threadsFor } = await import("./possible.ts");
  expect(threadsFor(async () => new Response())).toMatch(/^It has a fetch of its own/);
  vi.stubGlobal("fetch", async () => new Response());
  expect(threadsFor()).toMatch(/^The global fetch has been replaced/);
});

it("a thread that may not be started is an error that says so", async () => {
  const { threadOf } = await import("./thread.ts");
  const denied = new Error("Access to this API has been restricted");
  const Worker = vi.fn(function () {
    throw denied;
  });
  expect(() => threadOf({ Worker: Worker as never })).toThrow(
    expect.objectContaining({ code: "async_step", cause: denied, message: expect.stringContaining("Use stream()") }),
  );
});
