import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";
import { SOURCES } from "../stream/sources.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const PROMISES = new URL("./promises.mjs", import.meta.url);
const READ_TEN = new URL("./read-ten.mjs", import.meta.url);

const TARGETS = {
  ready: { promises: 6, cpu: 5 },
  batches: { promises: 6.3, cpu: 5 },
  awaited: { promises: 10, cpu: 8 },
};

export default async function events(report, { quick }) {
  await promises(report);
  await cpu(report, quick);
  await linear(report, quick);
  await lazy(report);
}

async function promises(report) {
  report.section(
    "Promises per chunk of prompt | model | parser under streamEvents: three events a chunk",
    "Exact: the slope between 1,600 and 4,800 chunks.",
  );
  for (const source in TARGETS) {
    const figure = await alone(PROMISES, { system: "runlet", source });
    report.figure(`Runlet, ${SOURCES[source].says}`, figure, { atMost: TARGETS[source].promises });
  }
  report.figure("LangChain", await alone(PROMISES, { system: "langchain" }));
}

async function cpu(report, quick) {
  const repeats = quick ? 3 : 5;
  const rounds = quick ? 8 : 16;
  report.section(
    "CPU per chunk under streamEvents, times a bare async generator over the same chunks",
    `Each case alone in its process, garbage collection included; medians of ${repeats} processes in turn (smallest–largest).`,
  );
  const measure = (options) => alone(CPU, { chunks: 100_000, rounds, ...options });
  const took = { bare: [], langchain: [], ready: [], batches: [], awaited: [] };
  for (let repeat = 0; repeat < repeats; repeat++) {
    took.bare.push(await measure({ system: "bare" }));
    for (const source in TARGETS) took[source].push(await measure({ system: "runlet", source }));
    if (repeat === 0) took.langchain.push(await measure({ system: "langchain", chunks: 5_000, rounds: 2 }));
  }
  const ratios = (name) => took[name].map((ns, repeat) => ns / took.bare[repeat]);
  for (const source in TARGETS) {
    report.figure(`Runlet, ${SOURCES[source].says}`, median(ratios(source)), {
      unit: "×",
      atMost: TARGETS[source].cpu,
      aside: `(${range(ratios(source))}) ${median(took[source]).toFixed(0)} ns`,
    });
  }
  const aside = `${median(took.langchain).toFixed(0)} ns`;
  report.figure("LangChain, chunks are there", median(ratios("langchain")), { unit: "×", digits: 0, aside });
}

async function linear(report, quick) {
  report.section("Ten times as many chunks, under streamEvents: times the CPU a chunk");
  for (const source in TARGETS) {
    const few = await alone(CPU, { system: "runlet", source, chunks: 100_000, rounds: quick ? 4 : 8 });
    const many = await alone(CPU, { system: "runlet", source, chunks: 1_000_000, rounds: 1 });
    const aside = `${few.toFixed(0)} and ${many.toFixed(0)} ns a chunk at 100,000 and 1,000,000`;
    report.figure(`Runlet, ${SOURCES[source].says}`, many / few, { unit: "×", atMost: 1.5, aside });
  }
}

async function lazy(report) {
  report.section("10 events of 200,000 chunks read, then a pause: chunks that the model has made; then break");
  let open = 0;
  for (const source in TARGETS) {
    const found = await alone(READ_TEN, { system: "runlet", source });
    open += found.open;
    report.figure(`Runlet, ${SOURCES[source].says}`, found.made, { digits: 0, atMost: 16 });
  }
  report.figure("Runlet, sources still open after break", open, { digits: 0, atMost: 0 });
  const log = await alone(READ_TEN, { system: "runlet", method: "streamLog" });
  report.figure("Runlet, streamLog", log.made, { digits: 0, atMost: 16 });
  report.figure("LangChain", (await alone(READ_TEN, { system: "langchain" })).made, { digits: 0 });
  const theirs = await alone(READ_TEN, { system: "langchain", method: "streamLog" });
  report.figure("LangChain, streamLog", theirs.made, { digits: 0 });
}
