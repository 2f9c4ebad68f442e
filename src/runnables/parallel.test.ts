import { expect, it } from "vitest";
import { parallel, RunnableParallel } from "./parallel.ts";
import "./runnable.ts";

const size = (text: string) => text.length;

it("is made of its steps by parallel(), and of { steps, name } by new", () => {
  const made = new RunnableParallel({ steps: { size }, name: "sizes" });
  expect([made.name, made.invokeSync("ab")]).toEqual(["sizes", { size: 2 }]);
  expect(new RunnableParallel({ steps: { size } }).name).toBe("RunnableParallel<size>");
  expect(parallel({ steps: size }).invokeSync("ab")).toEqual({ steps: 2 });
});

it.each([undefined, null, {}, { size }])("new without steps is refused: %j", (fields) => {
  expect(() => new RunnableParallel(fields as never)).toThrow(
    expect.objectContaining({ code: "config", message: expect.stringContaining("parallel({ … })") }),
  );
});
