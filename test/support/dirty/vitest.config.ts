import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/support/dirty/cases.ts"],
    setupFiles: ["test/support/clean.ts"],
    // The rejection is a test's own here, not the run's.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
