import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a browser would load for this code, minified and compressed, in bytes. */
async function bytes(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]!.contents).length;
}

// Ceilings a little above what it is today: whoever passes one says why.
describe("what a page has to load", () => {
  it.each([
    ["a lambda", 'export { RunnableLambda } from "./src/runnables/lambda.ts"', 22_350],
    [
      "prompt, ChatZhipuAI and parser",
      'export { ChatPromptTemplate, StringOutputParser } from "./src/index.ts"; export { ChatZhipuAI } from "./src/providers/zhipu/index.ts"',
      72_650,
    ],
    [
      "an agent, a tool and ChatZhipuAI",
      'export { createAgent, tool } from "./src/index.ts"; export { ChatZhipuAI } from "./src/providers/zhipu/index.ts"',
      77_500,
    ],
    ["all of the core", 'export * from "./src/index.ts"', 84_600],
  ])("%s", async (_, code, ceiling) => {
    expect(await bytes(code)).toBeLessThanOrEqual(ceiling);
  });
});
