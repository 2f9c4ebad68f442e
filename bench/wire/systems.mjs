/** The clients, each loaded only where it is measured. */
export const SYSTEMS = {
  raw: async (options) => (await import("./raw.mjs")).raw(options),
  runlet: async (options) => (await import("./runlet.mjs")).runlet(options),
  openai: async (options) => (await import("./openai.mjs")).openai(options),
  langchain: async (options) => (await import("./langchain.mjs")).langchain(options),
  aisdk: async (options) => (await import("./aisdk.mjs")).aisdk(options),
};
