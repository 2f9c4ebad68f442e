/** What is read beside each other: each makes a function from pieces of text to the values that they come to. */
export const SYSTEMS = {
  stream: async () => {
    const { generator, JsonOutputParser } = await import("../../dist/index.js");
    return (pieces) =>
      generator(() => pieces.values(), { join: "text" })
        .pipe(new JsonOutputParser())
        .stream("");
  },
  kernel: async () => {
    const { JsonParser } = await import("../../dist/json/index.js");
    return function* kernel(pieces) {
      const parser = new JsonParser();
      for (const piece of pieces) {
        const value = parser.feed(piece);
        if (value !== undefined) yield value;
      }
      yield parser.end();
    };
  },
  langchain: async () => {
    const { JsonOutputParser } = await import("@langchain/core/output_parsers");
    return (pieces) => new JsonOutputParser().transform(from(pieces), {});
  },
  "ai-sdk": async () => {
    const { parsePartialJson } = await import("ai");
    return soFar(async (text) => (await parsePartialJson(text)).value);
  },
  "partial-json": async () => {
    const { parse } = await import("partial-json");
    return soFar((text) => parse(text));
  },
};

/** These libraries take the whole text so far, at each piece of it. */
function soFar(parse) {
  return async function* values(pieces) {
    let text = "";
    for (const piece of pieces) {
      text += piece;
      yield await parse(text);
    }
  };
}

async function* from(pieces) {
  yield* pieces;
}
