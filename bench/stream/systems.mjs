/** What is measured, each loaded only where it is: LangChain alone takes a third of a second and 60 MB. */
export const SYSTEMS = {
  bare: async (options) => (await import("./bare.mjs")).bare(options),
  nested: async (options) => (await import("./bare.mjs")).nested(options),
  runlet: async (options) => (await import("./runlet.mjs")).runlet(options),
  langchain: async (options) => (await import("./langchain.mjs")).langchain(options),
};
