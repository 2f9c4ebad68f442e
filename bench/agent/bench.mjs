import { alone } from "../measure/alone.mjs";
import { median, range } from "../measure/numbers.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);

/** Peers that take long are given fewer tokens: what a token costs them does not fall with their number. */
const SYSTEMS = {
  model: { says: "Runlet, the model alone, asked as often", count: 25_000, rounds: 10 },
  runlet: { says: "Runlet, createAgent", count: 25_000, rounds: 10 },
  langchain: { says: "LangChain, createAgent", count: 500, rounds: 1 },
  aisdk: { says: "AI SDK, ToolLoopAgent", count: 1000, rounds: 2 },
};
const PEERS = ["langchain", "aisdk"];
/** Of what each peer takes a twentieth at most. */
const AT_MOST = 0.05;

export default async function agent(report, { quick }) {
  const repeats = quick ? 1 : 5;
  report.section(
    "CPU per token of an agent: four answers of a model that has them ready, three of which call a tool",
    `All text read as it comes. Each system alone in its process, garbage collection included; medians of ${repeats} processes in turn (smallest–largest).`,
  );
  const took = Object.fromEntries(Object.keys(SYSTEMS).map((system) => [system, []]));
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const [system, { count, rounds }] of Object.entries(SYSTEMS))
      took[system].push(await alone(CPU, { system, count, rounds }));
  for (const [system, { says }] of Object.entries(SYSTEMS))
    report.figure(says, median(took[system]) / 1000, {
      unit: " µs",
      digits: 3,
      aside: `(${range(
        took[system].map((ns) => ns / 1000),
        3,
      )})`,
    });
  for (const peer of PEERS) {
    const parts = took.runlet.map((ns, repeat) => ns / took[peer][repeat]);
    const options = { unit: "×", digits: 4, atMost: AT_MOST, aside: `(${range(parts, 4)})` };
    report.figure(`Runlet's part of what ${SYSTEMS[peer].says} takes`, median(parts), options);
  }
}
