import { existsSync } from "node:fs";

const bench = new URL("../../bench/", import.meta.url);
/** Where the benchmarks have LangChain.js, and whether they are installed. */
const LANGCHAIN = new URL(`${bench.href}node_modules/@langchain/`);
export const hasLangChain = existsSync(new URL("langgraph/", LANGCHAIN));

if (!hasLangChain) process.stderr.write("Tests with LangChain.js are skipped: `npm ci --prefix bench` installs it.\n");

/** A module of it: of its core, or of another package, such as `openai`. It is another copy than that of the library's own install. */
export async function langchain(path: string, from = "core"): Promise<any> {
  return import(new URL(`${from}/dist/${path}.js`, LANGCHAIN).href);
}
