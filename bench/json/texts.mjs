const PIECE = 4;

/** Documents of about `length` units, by their shape. */
export const TEXTS = {
  objects: (length) =>
    JSON.stringify(
      Array.from({ length: Math.round(length / 62) }, (_, i) => ({
        id: 10_000 + i,
        name: `Country number ${10_000 + i}`,
        population: 1_000_000 + i,
      })),
    ),
  keys: (length) => {
    const count = Math.round(length / 24);
    return JSON.stringify(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${10_000 + i}`, 1_000_000 + i])),
    );
  },
  numbers: (length) => JSON.stringify(Array.from({ length: Math.round(length / 4) }, (_, i) => 100 + (i % 900))),
  string: (length) => JSON.stringify({ text: "Some text. ".repeat(length / 11) }),
  levels: (length) => `${'{"a":['.repeat(200)}"${"x".repeat(length)}"${"]}".repeat(200)}`,
};

/** The text as a model says it: pieces of four units. */
export function pieces(text) {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, (i + 1) * PIECE));
}
