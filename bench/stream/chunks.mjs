/** What a chain is asked for, in every case. */
export const INPUT = { topic: "parrot" };
export const TEMPLATE = "tell me a joke about {topic}";

/** The tokens of an answer: a thousand different ones. */
export function tokens(count) {
  return Array.from({ length: count }, (_, index) => ` tok${index % 1000}`);
}
