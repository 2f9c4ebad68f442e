/** Three plain functions, as the steps of a chain in each system. */
export const trim = (text) => text.trim();
export const words = (text) => text.split(" ");
export const count = (all) => all.length;

/** What the chain is given, each time another text. */
export function inputsOf(length) {
  return Array.from({ length }, (_, index) => ` ${index} parrots in a tree `);
}

/** How many words there are in all. */
export const WORDS = 5;
