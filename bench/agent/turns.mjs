/** What each fake model says: turns of tokens, each but the last one ending in the call of a tool. */
export const TURNS = 4;
export const QUESTION = "How is the weather?";
export const TOOL = "weather";

/** The tokens of a turn: a thousand different ones. */
export function tokens(count) {
  return Array.from({ length: count }, (_, index) => ` tok${index % 1000}`);
}

export const argumentsOf = (turn) => JSON.stringify({ city: `city ${turn}` });
export const answerTo = ({ city }) => `sun in ${city}`;
