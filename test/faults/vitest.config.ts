import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/faults/faults.ts"],
    disableConsoleIntercept: true,
    // Rejections are counted by the test itself.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
