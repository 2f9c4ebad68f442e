import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // An optional peer that only tests have.
  resolve: {
    alias: { "node-llama-cpp": fileURLToPath(new URL("bench/node_modules/node-llama-cpp", import.meta.url)) },
  },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // All cores: by default one is left to whoever watches.
    maxWorkers: "100%",
    setupFiles: ["test/support/clean.ts"],
    // To end a test that hangs. How long the others take is up to the machine, and what else it does.
    testTimeout: 60_000,
  },
});
