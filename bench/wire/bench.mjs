import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";
import { serve } from "./server.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const FIRST = new URL("./first-token.mjs", import.meta.url);
const SLOW = new URL("./slow.mjs", import.meta.url);

const CHUNKS = 100_000;
/** Events in one write of the server: some 64 KB, and one by one. */
const WRITES = [
  { eventsPerWrite: 300, says: "300 events per write (some 64 KB)" },
  { eventsPerWrite: 1, says: "one event per write" },
];
const RUNLET = "Runlet, prompt | ChatZhipuAI | parser";
/** Peers that take long are given fewer chunks. */
const PEERS = [
  { system: "openai", says: "openai SDK", count: 50_000 },
  { system: "aisdk", says: "AI SDK, streamText", count: 20_000 },
  { system: "langchain", says: "LangChain, prompt | ChatOpenAI | parser", count: 20_000 },
];

export default async function wire(report, { quick }) {
  for (const { eventsPerWrite, says } of WRITES) await cpu(report, quick, eventsPerWrite, says);
  await firstToken(report, quick);
  await slow(report, quick);
}

async function cpu(report, quick, eventsPerWrite, says) {
  const repeats = quick ? 3 : 7;
  report.section(
    `CPU of the client over loopback HTTP, times raw fetch + eventsource-parser + JSON.parse: ${says}`,
    `Server and each client alone in their processes; medians of ${repeats} processes in turn (smallest–largest).`,
  );
  const counts = [CHUNKS, ...PEERS.map(({ count }) => count)];
  const { urls, close } = await serve(counts.map((count) => ({ count, eventsPerWrite })));
  const measure = (system, at = 0) => alone(CPU, { system, url: urls[at], chunks: counts[at], rounds: quick ? 1 : 2 });

  const took = { raw: [], runlet: [] };
  for (let repeat = 0; repeat < repeats; repeat++) for (const system in took) took[system].push(await measure(system));
  const ratios = took.runlet.map((ns, repeat) => ns / took.raw[repeat]);
  report.figure(RUNLET, median(ratios), {
    unit: "×",
    atMost: 1.2,
    aside: `(${range(ratios)}) ${median(took.runlet).toFixed(0)} ns beside ${median(took.raw).toFixed(0)} (${range(took.raw, 0)})`,
  });
  for (const [index, { system, says: name }] of PEERS.entries()) {
    const ns = await measure(system, index + 1);
    report.figure(name, ns / median(took.raw), { unit: "×", digits: 1, aside: `${ns.toFixed(0)} ns` });
  }
  close();
}

async function firstToken(report, quick) {
  const repeats = quick ? 1 : 5;
  report.section(
    "Added to the first token, beside raw",
    `From the call to the first text, each in turn with raw in one warm process; medians of ${repeats} processes (smallest–largest).`,
  );
  const { urls, close } = await serve([{ count: 5, eventsPerWrite: 1 }]);
  for (const { system, says, atMost } of [{ system: "runlet", says: RUNLET, atMost: 0.1 }, ...PEERS]) {
    const added = [];
    const floor = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const took = await alone(FIRST, { system, url: urls[0], calls: quick ? 200 : 500 });
      added.push(took.system - took.raw);
      floor.push(took.raw);
    }
    const aside = `(${range(added)}) raw takes ${median(floor).toFixed(2)} ms`;
    report.figure(says, median(added), { unit: " ms", atMost, aside });
  }
  close();
}

async function slow(report, quick) {
  const streams = quick ? 200 : 1000;
  report.section(
    `Memory of ${streams} slow streams at a time, times raw`,
    "Heap and external memory per stream, after a collection, when each has given three texts and waits for more.",
  );
  const { urls, close } = await serve([{ count: 4, eventsPerWrite: 1, holds: 600_000 }]);
  const measure = (system) => alone(SLOW, { system, url: urls[0], streams });
  const floor = await measure("raw");
  for (const { system, says, atMost } of [{ system: "runlet", says: RUNLET, atMost: 1.2 }, ...PEERS]) {
    const bytes = await measure(system);
    report.figure(says, bytes / floor, { unit: "×", atMost, aside: `${kB(bytes)} beside ${kB(floor)}` });
  }
  close();
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
