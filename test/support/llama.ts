import { existsSync } from "node:fs";

/** Where the benchmarks have node-llama-cpp, with what it needs on this machine; vitest.config.ts has it found there. */
const BENCH = new URL("../../bench/node_modules/@node-llama-cpp/", import.meta.url);
const HERE = `${process.platform === "darwin" ? "mac" : process.platform}-${process.arch}`;

export const hasLlama = existsSync(new URL(`${HERE}/bins`, BENCH));

if (!hasLlama)
  process.stderr.write("Tests with llama.cpp are skipped: `npm ci --prefix bench` installs it for Linux on x64.\n");
