import { INPUT, tokens } from "./chunks.mjs";
import { chunkOf } from "./runlet.mjs";

/** The floor: one async generator that yields the text of the same chunks. */
export function bare({ count }) {
  const chunks = tokens(count).map(chunkOf);
  return async function* () {
    for (const chunk of chunks) yield chunk.text;
  };
}

/** Prompt, model and parser as three async generators, one inside the other. */
export function nested({ count }) {
  const chunks = tokens(count).map(chunkOf);
  async function* prompt({ topic }) {
    yield `tell me a joke about ${topic}`;
  }
  async function* model(prompts) {
    for await (const _ of prompts) for (const chunk of chunks) yield chunk;
  }
  async function* parser(answer) {
    for await (const chunk of answer) yield chunk.text;
  }
  return () => parser(model(prompt(INPUT)));
}
