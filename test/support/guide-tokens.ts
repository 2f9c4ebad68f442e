/** What the scripted model of the guide says, token by token. */
export const SKY = ["The", " sky", " appears", " blue", " during", " the", " day", "."];
export const HELLO = ["Hello", "!", " How", " can", " I", " assist", " you", " today", "?"];
export const COUNTRIES = (
  '{¦\n  ¦"¦countries¦":¦ [¦\n    ¦{¦\n      ¦"¦name¦":¦ "¦France¦",¦\n      ¦"¦population¦":¦ ¦67¦413¦000¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Spain¦",¦\n      ¦"¦population¦":¦ ¦47¦351¦567¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Japan¦",¦\n      ¦"¦population¦":¦ ¦125¦584¦000¦\n    ¦}¦\n  ¦]¦\n¦}'
).split("¦");

const france = { name: "France", population: 67413000 };
const spain = { name: "Spain", population: 47351567 };
const japan = { name: "Japan", population: 125584000 };

/** What one country is seen to be, one after the other. */
const grows = (name: string, ...populations: number[]) => [
  {},
  { name: "" },
  { name },
  ...populations.map((population) => ({ name, population })),
];

/** What the tokens of the countries say so far, each time that it changes. */
export const SO_FAR = [
  {},
  { countries: [] },
  ...grows("France", 67, 67413, 67413000).map((last) => ({ countries: [last] })),
  ...grows("Spain", 47, 47351, 47351567).map((last) => ({ countries: [france, last] })),
  ...grows("Japan", 125, 125584, 125584000).map((last) => ({ countries: [france, spain, last] })),
];
export const WHOLE = { countries: [france, spain, japan] };

/** The tokens that change what is known of the value. */
const CAUSES = /^(\{| \[| "|France|Spain|Japan|\d+)$/;
const values = SO_FAR.values();
/** Each token of the countries, and the value that comes of it, where one does. */
export const CAUSED = COUNTRIES.map((token) => ({
  token,
  values: CAUSES.test(token) ? [values.next().value as object] : [],
}));
