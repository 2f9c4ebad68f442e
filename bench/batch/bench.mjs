import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const PROMISES = new URL("./promises.mjs", import.meta.url);

const INPUTS = 10_000;
const SAYS = {
  bare: "bare async function",
  awaited: "bare, each step awaited",
  batch: "Runlet, batch",
  invoke: "Runlet, each invoked",
  asCompleted: "Runlet, batchAsCompleted, 16 at a time",
  "langchain.batch": "LangChain, batch",
  "langchain.invoke": "LangChain, each invoked",
};
/** Of LangChain's CPU a twentieth at most. */
const AT_MOST = 0.05;

export default async function batch(report, { quick }) {
  await promises(report);
  await cpu(report, quick);
}

async function promises(report) {
  report.section(
    "Promises per input: a chain of three functions, for many inputs",
    "Exact: the slope between 1,000 and 3,000 inputs.",
  );
  for (const system in SAYS) {
    const target = system === "batch" ? { atMost: 0 } : {};
    report.figure(SAYS[system], await alone(PROMISES, { system }), target);
  }
}

async function cpu(report, quick) {
  const repeats = quick ? 2 : 5;
  report.section(
    "CPU per input of 10,000: a chain of three functions, times LangChain's batch",
    `Each system alone in its process, garbage collection included; medians of ${repeats} processes in turn (smallest–largest).`,
  );
  const took = Object.fromEntries(Object.keys(SAYS).map((system) => [system, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const system in SAYS) {
      const slow = system.startsWith("langchain");
      const rounds = slow ? { warm: 1, rounds: 2 } : { warm: 10, rounds: 20 };
      took[system].push(await alone(CPU, { system, length: INPUTS, ...rounds }));
    }
  }
  for (const system in SAYS) {
    const ratios = took[system].map((ns, repeat) => ns / took["langchain.batch"][repeat]);
    const target = system === "batch" ? { atMost: AT_MOST } : {};
    const aside = `(${range(ratios, 4)}) ${median(took[system]).toFixed(0)} ns`;
    report.figure(SAYS[system], median(ratios), { unit: "×", digits: 4, aside, ...target });
  }
}
