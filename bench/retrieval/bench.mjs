import { alone } from "../measure/alone.mjs";

const FIND = new URL("./find.mjs", import.meta.url);

const VECTORS = {
  memory: "Runlet's InMemoryVectorStore",
  libsql: "Runlet's LibSQLVectorStore, in a file",
  langchain: "LangChain's MemoryVectorStore",
  orama: "Orama, vectors",
};
const WORDS = {
  bm25: "Runlet's BM25Retriever",
  "bm25-stems": "the same, of stems",
  minisearch: "MiniSearch, as it comes",
  orama: "Orama, words, as it comes",
};

export default async function retrieval(report, { quick }) {
  await vectors(report, quick);
  await words(report, quick);
  await meaning(report, quick);
}

/** Of vectors: which of the nearest are found, and what that takes. */
async function vectors(report, quick) {
  const size = quick ? 5000 : 10_000;
  report.section(
    `Vectors: ${size} senses of WordNet, 384 numbers each: the part of the ten nearest that is missed`,
    "Beside exact search. CPU for each question, and of building the index of vectors that are there.",
  );
  const found = {};
  for (const [system, says] of Object.entries(VECTORS)) {
    found[system] = await alone(FIND, { kind: "vectors", system, size, questions: quick ? 50 : 100 });
    const { recall } = found[system];
    const isOurs = system === "memory" || system === "libsql";
    report.figure(says, 1 - recall, { digits: 3, ...(isOurs && { atMost: 0 }), aside: costOf(found[system]) });
  }
  report.figure("InMemoryVectorStore's part of MemoryVectorStore's CPU", found.memory.took / found.langchain.took, {
    atMost: 0.5,
  });
  if (quick) return;
  report.section("100,000 of them");
  for (const system of ["memory", "libsql"]) {
    const large = await alone(FIND, { kind: "vectors", system, size: 100_000, questions: 20 });
    report.figure(VECTORS[system], 1 - large.recall, { digits: 3, atMost: 0, aside: costOf(large) });
  }
}

/** Of words: how often the sense is found that a sentence is an example of. */
async function words(report, quick) {
  const size = quick ? 5000 : 10_000;
  report.section(
    `Words: ${size} senses, each asked for by a sentence that its word is used in: questions without their answer`,
    "The part of them whose sense is not among the ten documents found.",
  );
  const found = {};
  for (const [system, says] of Object.entries(WORDS)) {
    found[system] = await alone(FIND, { kind: "words", system, size, questions: quick ? 100 : 300 });
    report.figure(says, 1 - found[system].answered, { digits: 3, aside: costOf(found[system]) });
  }
  report.figure("BM25Retriever's misses beside MiniSearch's", missed(found.bm25) / missed(found.minisearch), {
    atMost: 1,
  });
}

/** Of vectors of words and of meaning, and of both ways together. */
async function meaning(report, quick) {
  const systems = { hashed: "HashEmbeddings", "bm25-stems": "BM25Retriever, of stems", hybrid: "both, fused" };
  const encoder = { model: "Universal Sentence Encoder", "model-hybrid": "it and BM25Retriever, fused" };
  const size = quick ? 2000 : 1000;
  report.section(
    `Both: ${size} senses, the same questions`,
    "HashEmbeddings knows words only. The encoder is a model, out of a package, that knows sentences; it takes its time.",
  );
  const found = {};
  for (const [system, says] of Object.entries(quick ? systems : { ...systems, ...encoder })) {
    const kind = system === "bm25-stems" ? "words" : "meaning";
    found[system] = await alone(FIND, { kind, system, size, questions: 200 });
    report.figure(says, missed(found[system]), { digits: 3, aside: costOf(found[system]) });
  }
  report.figure("misses of both beside those of vectors alone", missed(found.hybrid) / missed(found.hashed), {
    atMost: 1,
  });
}

const missed = ({ answered }) => 1 - answered;

function costOf({ took, build }) {
  return `${(1e9 / took).toFixed(0)} questions a second of CPU, built in ${(build / 1e9).toFixed(2)} s`;
}
