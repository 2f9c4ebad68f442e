import { alone } from "../measure/alone.mjs";
import { median } from "../measure/numbers.mjs";

const CPU = new URL("./cpu.mjs", import.meta.url);
const MEMORY = new URL("./memory.mjs", import.meta.url);

const PEERS = {
  langchain: "LangChain's JsonOutputParser",
  "ai-sdk": "the AI SDK's parsePartialJson",
  "partial-json": "partial-json",
};
const SHAPES = {
  objects: "an array of small objects",
  keys: "an object of very many keys",
  numbers: "an array of numbers",
  string: "one long string",
  levels: "one string below 400 levels",
};
/** LangChain is left after so long: what it is beside it is then at least so much. */
const PATIENCE = 45_000;

export default async function json(report, { quick }) {
  await beside(report, quick);
  await large(report, quick);
  await memory(report, quick);
}

/** One document, beside what others take for it. */
async function beside(report, quick) {
  report.section(
    "JSON in pieces of 4 characters, all values read: CPU, times one JSON.parse in the same process",
    "An array of small objects. Each case alone in its process; the peers once warmed up.",
  );
  const ten = { shape: "objects", length: 10_000 };
  const ours = await alone(CPU, { system: "stream", ...ten, warm: 10, rounds: 10 });
  times(report, "Runlet, 10 kB", ours);
  for (const [system, says] of Object.entries(PEERS))
    times(report, `${says}, 10 kB`, await alone(CPU, { system, ...ten, rounds: 1 }));
  const hundred = { shape: "objects", length: 100_000 };
  const fast = await alone(CPU, { system: "stream", ...hundred, warm: 10, rounds: 10 });
  times(report, "Runlet, 100 kB", fast);
  if (quick) return;
  const slow = await alone(CPU, { system: "langchain", ...hundred, warm: 0, rounds: 1, within: PATIENCE });
  if (slow.took !== undefined) times(report, `${PEERS.langchain}, 100 kB`, slow);
  const took = slow.took ?? PATIENCE * 1e6;
  report.figure(`Runlet's part of what LangChain takes, 100 kB`, fast.took / took, {
    digits: 5,
    atMost: 1 / 500,
    aside:
      slow.took === undefined
        ? `at most: LangChain was left after ${PATIENCE / 1000} s, at value ${slow.unfinished}`
        : `LangChain took ${(took / 1e9).toFixed(1)} s`,
  });
}

/** Ours alone, to 4 MB. */
async function large(report, quick) {
  const rounds = quick ? 2 : 5;
  for (const [system, says, most] of [
    ["stream", "through the stream", 30],
    ["kernel", "the kernel alone", 12],
  ]) {
    report.section(`1 MB in pieces of 4 characters, ${says}`);
    for (const shape in SHAPES) {
      const found = await middle({ system, shape, length: 1_000_000, warm: 6, rounds }, quick ? 1 : 3);
      if (shape === "objects") times(report, SHAPES[shape], found, most);
      else perPiece(report, SHAPES[shape], found, 1);
    }
  }
  if (quick) return;
  report.section("8 times the size, 0.5 MB to 4 MB, through the stream: times the CPU");
  for (const shape in SHAPES) {
    const pairs = [];
    // One after the other, so that both meet the machine as it is at the time.
    while (pairs.length < 3) {
      const small = await alone(CPU, { system: "stream", shape, length: 500_000, warm: 4, rounds: 8 });
      const big = await alone(CPU, { system: "stream", shape, length: 4_000_000, rounds: 2 });
      pairs.push({ growth: big.took / small.took, took: big.took });
    }
    const growth = median(pairs.map((pair) => pair.growth));
    const aside = `${(median(pairs.map((pair) => pair.took)) / 1e6).toFixed(0)} ms`;
    report.figure(SHAPES[shape], growth, { unit: "×", atMost: 10, aside });
  }
}

/** What reading holds at a time, in times the document. */
async function memory(report, quick) {
  report.section(
    "Memory of reading 4 MB, the latest value kept: the most that is held at a time, times the document",
    "At most 3, or a third more than what the value of JSON.parse holds: an object of very many keys takes more than 3 itself.",
  );
  for (const shape of quick ? ["objects"] : Object.keys(SHAPES)) {
    const { most, parse } = await alone(MEMORY, { shape, length: 4_000_000 });
    const aside = `JSON.parse's value: ${parse.toFixed(2)}×`;
    report.figure(SHAPES[shape], most, { unit: "×", atMost: Number(Math.max(3, (parse * 4) / 3).toFixed(1)), aside });
  }
}

/** Of an odd number of processes, the one in the middle, by CPU in times of its own JSON.parse. */
async function middle(options, processes) {
  const found = [];
  while (found.length < processes) found.push(await alone(CPU, options));
  const ratios = found.map(({ took, parse }) => took / parse);
  return found[ratios.indexOf(median(ratios))];
}

function times(report, name, { took, parse, values }, atMost) {
  const aside = `${(took / 1e6).toFixed(1)} ms, ${values} values`;
  const ratio = took / parse;
  report.figure(name, ratio, { unit: "×", digits: ratio < 100 ? 1 : 0, ...(atMost && { atMost }), aside });
}

function perPiece(report, name, { took, parse, chunks, values }, atMost) {
  const aside = `${(took / parse).toFixed(1)}× JSON.parse, ${values} values`;
  report.figure(name, took / chunks / 1000, { unit: " µs", digits: 3, atMost, aside });
}
