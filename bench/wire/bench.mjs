import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";
import { serve } from "./server.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const FIRST = new URL("./first-token.mjs", import.meta.url);

const CHUNKS = 100_000;
/** Events in one write of the server: some 64 KB, and one by one. */
const WRITES = [
  { eventsPerWrite: 300, says: "300 events per write (some 64 KB)" },
  { eventsPerWrite: 1, says: "one event per write" },
];
/** Peers that take long are given fewer chunks. */
const PEERS = [
  { system: "openai", says: "openai SDK", count: 50_000 },
  { system: "langchain", says: "LangChain, prompt | ChatOpenAI | parser", count: 20_000 },
];

export default async function wire(report, { quick }) {
  for (const { eventsPerWrite, says } of WRITES) await cpu(report, quick, eventsPerWrite, says);
  await firstToken(report, quick);
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
  report.figure("Runlet, prompt | ChatZhipuAI | parser", median(ratios), {
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
  const repeats = quick ? 1 : 3;
  report.section(
    "Added to the first token, beside raw",
    `From the call to the first text in a warm process; medians of ${repeats} processes in turn.`,
  );
  const { urls, close } = await serve([{ count: 5, eventsPerWrite: 1 }]);
  const took = { raw: [], runlet: [], openai: [], langchain: [] };
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const system in took)
      took[system].push(await alone(FIRST, { system, url: urls[0], calls: quick ? 100 : 300 }));
  }
  const floor = median(took.raw);
  const added = (system) => median(took[system]) - floor;
  report.figure("Runlet", added("runlet"), {
    unit: " ms",
    aside: `raw takes ${floor.toFixed(2)} ms (${range(took.raw)})`,
  });
  for (const { system, says } of PEERS) report.figure(says, added(system), { unit: " ms" });
  close();
}
