import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { median, range } from "../measure/numbers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What a program imports, here and there. */
const PROGRAMS = [
  {
    says: "only RunnableLambda",
    runlet: `export { RunnableLambda } from "../../dist/index.js"`,
    langchain: `export { RunnableLambda } from "@langchain/core/runnables"`,
  },
  {
    says: "a chain: prompt, class of models, parser",
    runlet: `export { prompt } from "../prompt.mjs"; export { ChatModel, StringOutputParser } from "../../dist/index.js"`,
    langchain: `export { ChatPromptTemplate } from "@langchain/core/prompts";
      export { BaseChatModel } from "@langchain/core/language_models/chat_models";
      export { StringOutputParser } from "@langchain/core/output_parsers"`,
  },
  {
    says: "that chain, with a provider",
    runlet: `export { prompt } from "../prompt.mjs"; export { StringOutputParser } from "../../dist/index.js";
      export { ChatZhipuAI } from "../../dist/providers/zhipu/index.js"`,
    langchain: `export { ChatPromptTemplate } from "@langchain/core/prompts"; export { ChatOpenAI } from "@langchain/openai";
      export { StringOutputParser } from "@langchain/core/output_parsers"`,
  },
];

export default async function size(report, { quick }) {
  report.section("Bundled, minified and compressed (esbuild, gzip), times LangChain's equivalent");
  for (const { says, runlet, langchain } of PROGRAMS) {
    const [ours, theirs] = [await bytes(runlet), await bytes(langchain)];
    const aside = `${kB(ours)} beside ${kB(theirs)} kB`;
    report.figure(says, ours / theirs, { unit: "×", digits: 3, atMost: 0.15, aside });
  }
  startUp(report, quick ? 5 : 15);
}

async function bytes(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

function kB(count) {
  return (count / 1000).toFixed(1);
}

function startUp(report, rounds) {
  report.section(
    "A process that imports the chain with a provider, times one that is empty",
    `Wall time; medians of ${rounds} rounds in turn (smallest–largest).`,
  );
  const { runlet, langchain } = PROGRAMS.at(-1);
  const took = { empty: [], runlet: [], langchain: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, program] of Object.entries({ empty: "", runlet, langchain })) {
      const milliseconds = start(program);
      // The first round fills the caches of the file system.
      if (round > 0) took[name].push(milliseconds);
    }
  }
  const show = (name, says, atMost) => {
    const ratios = took[name].map((milliseconds, round) => milliseconds / took.empty[round]);
    const aside = `(${range(ratios)}) ${median(took[name]).toFixed(0)} ms beside ${median(took.empty).toFixed(0)}`;
    report.figure(says, median(ratios), { unit: "×", atMost, aside });
  };
  show("runlet", "Runlet", 2.5);
  show("langchain", "LangChain");
}

function start(program) {
  const began = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: here });
  return performance.now() - began;
}
