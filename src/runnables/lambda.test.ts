import { expect, it } from "vitest";
import { RunnableLambda } from "./lambda.ts";

it("takes a function, or LangChain's { func, name }", () => {
  const named = new RunnableLambda({ func: (text: string) => text.length, name: "size" });
  expect([named.name, named.invokeSync("ab")]).toEqual(["size", 2]);
  expect(new RunnableLambda({ func: Number }).name).toBe("Number");
  expect(new RunnableLambda(Number, { name: "count" }).name).toBe("count");
});

it.each([undefined, null, 5, {}, { func: "text" }])("refuses %j", (fn) => {
  expect(() => new RunnableLambda(fn as never)).toThrow(
    expect.objectContaining({ code: "config", message: expect.stringContaining("{ func }") }),
  );
});
