import { existsSync } from "node:fs";

const bench = new URL("../../bench/", import.meta.url);
/** Where the benchmarks have LangChain.js, and whether they are installed. */
const LANGCHAIN = new URL(`${bench.href}node_modules/@langchain/core/dist/`);
export const hasLangChain = existsSync(LANGCHAIN);

if (!hasLangChain) process.stderr.write("Tests with LangChain.js are skipped: `npm ci --prefix bench` installs it.\n");

/** A module of it. */
export async function langchain(path: string): Promise<any> {
  return import(new URL(`${path}.js`, LANGCHAIN).href);
}
