import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";
import { SOURCES } from "./sources.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const PROMISES = new URL("./promises.mjs", import.meta.url);
const HTTP_PROMISES = new URL("./http-promises.mjs", import.meta.url);

const TARGETS = {
  ready: { promises: 2, cpu: 1.5 },
  batches: { promises: 2.3, cpu: 1.5 },
  awaited: { promises: 6, cpu: 3 },
};
const STEPS = 8;

export default async function stream(report, { quick }) {
  await promises(report);
  await cpu(report, quick);
}

async function promises(report) {
  report.section("Promises per chunk: prompt | model | parser", "Exact: the slope between 1,600 and 4,800 chunks.");
  for (const source in TARGETS) {
    const figure = await alone(PROMISES, { system: "runlet", source });
    report.figure(`Runlet, ${SOURCES[source].says}`, figure, { atMost: TARGETS[source].promises });
  }
  report.figure("one bare async generator", await alone(PROMISES, { system: "bare" }));
  report.figure("prompt, model, parser as nested async generators", await alone(PROMISES, { system: "nested" }));
  report.figure("LangChain", await alone(PROMISES, { system: "langchain" }));
  for (const [eventsPerWrite, says] of [
    [300, "300 events per write"],
    [1, "one event per write"],
  ]) {
    const figure = await alone(HTTP_PROMISES, { eventsPerWrite });
    report.figure(`Runlet over loopback HTTP, ${says}`, figure, { aside: "fetch's own included" });
  }
}

async function cpu(report, quick) {
  const repeats = quick ? 3 : 5;
  const rounds = quick ? 16 : 24;
  for (const storage of [false, true]) {
    report.section(
      `CPU per chunk, times a bare async generator over the same chunks, AsyncLocalStorage ${storage ? "in use" : "not in use"}`,
      `Each case alone in its process, garbage collection included; medians of ${repeats} processes in turn (smallest–largest).`,
    );
    const measure = (options) => alone(CPU, { chunks: 100_000, rounds, storage, ...options });
    const took = { bare: [], steps: [], langchain: [], ready: [], batches: [], awaited: [] };
    for (let repeat = 0; repeat < repeats; repeat++) {
      took.bare.push(await measure({ system: "bare" }));
      for (const source in TARGETS) took[source].push(await measure({ system: "runlet", source }));
      took.steps.push(await measure({ system: "runlet", source: "ready", steps: STEPS }));
      if (repeat === 0) took.langchain.push(await measure({ system: "langchain", chunks: 10_000, rounds: 2 }));
    }
    const ratios = (name) => took[name].map((ns, repeat) => ns / took.bare[repeat]);
    const aside = (name) => `(${range(ratios(name))}) ${median(took[name]).toFixed(0)} ns`;
    for (const source in TARGETS) {
      const options = { unit: "×", atMost: TARGETS[source].cpu, aside: aside(source) };
      report.figure(`Runlet, ${SOURCES[source].says}`, median(ratios(source)), options);
    }
    report.figure("LangChain, chunks are there", median(ratios("langchain")), {
      unit: "×",
      digits: 0,
      aside: `${median(took.langchain).toFixed(0)} ns`,
    });
    const step = took.steps.map((ns, repeat) => (ns - took.ready[repeat]) / STEPS / 1000);
    report.figure(`each of ${STEPS} further parsing steps`, median(step), {
      unit: " µs",
      digits: 3,
      atMost: 0.03,
      aside: `(${range(step, 3)})`,
    });
  }
}
