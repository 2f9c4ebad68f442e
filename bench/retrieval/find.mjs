import { HashEmbeddings } from "../../dist/index.js";
import { cpu } from "../measure/cpu.mjs";
import { DIMENSIONS, MEANING, VECTORS, WORDS } from "./systems.mjs";
import { corpus } from "./wordnet.mjs";

/** Of cosines that are the same but for their last bits, either may come first. */
const TOLERANCE = 1e-5;

/**
 * CPU in nanoseconds of making an index and of a question; how many of the ten nearest are found (`recall`, of vectors), and
 * for how many questions their answer is among the ten (`answered`).
 */
export default async function measure({ kind, system, size, questions: count }) {
  const { documents, questions } = corpus(size, count);
  const embeddings = new HashEmbeddings({ dimensions: DIMENSIONS });
  const isExact = kind === "vectors";
  const vectors = isExact
    ? await embeddings.embedDocuments(documents.map(({ pageContent }) => pageContent))
    : undefined;
  const asked = isExact ? await embeddings.embedDocuments(questions.map(({ query }) => query)) : [];
  globalThis.gc();
  let before = cpu();
  const find = await { vectors: VECTORS, words: WORDS, meaning: MEANING }[kind][system](documents, vectors);
  const build = cpu() - before;
  for (const [at, { query }] of questions.slice(0, 20).entries()) await find(query, asked[at]);
  globalThis.gc();
  before = cpu();
  const found = [];
  for (const [at, { query }] of questions.entries()) found.push(await find(query, asked[at]));
  const took = (cpu() - before) / questions.length;
  const answered = questions.filter(({ answer }, at) => found[at].includes(answer)).length / questions.length;
  return {
    documents: documents.length,
    build,
    took,
    answered,
    ...(isExact && { recall: recallOf(found, asked, vectors) }),
  };
}

function recallOf(found, asked, vectors) {
  const exact = vectors.map(unit);
  const recalls = asked.map((query, at) => {
    const scores = exact.map((vector) => dot(vector, unit(query)));
    const tenth = scores.toSorted((a, b) => b - a)[9];
    return found[at].filter((id) => scores[id] >= tenth - TOLERANCE).length / 10;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function unit(vector) {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
