/** What is measured, each loaded only where it is. */
export const SYSTEMS = {
  model: async (options) => (await import("./runlet.mjs")).model(options),
  runlet: async (options) => (await import("./runlet.mjs")).runlet(options),
  langchain: async (options) => (await import("./langchain.mjs")).langchain(options),
  aisdk: async (options) => (await import("./aisdk.mjs")).aisdk(options),
};
