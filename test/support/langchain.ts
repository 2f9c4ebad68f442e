import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where the benchmarks have LangChain.js, and whether they are installed. */
export const LANGCHAIN = fileURLToPath(new URL("../../bench/node_modules/@langchain/core/", import.meta.url));
export const hasLangChain = existsSync(LANGCHAIN);

if (!hasLangChain) process.stderr.write("Tests with LangChain.js are skipped: `npm ci --prefix bench` installs it.\n");

/** A module of it. */
export async function langchain(path: string): Promise<any> {
  return import(createRequire(LANGCHAIN).resolve(`@langchain/core/${path}`));
}
