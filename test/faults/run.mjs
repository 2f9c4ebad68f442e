// npm run test:faults [-- --long] [-- --runs N] [-- --seed N]
//
// Random programs on real sockets, read and ended in every way, under the faults of a network. A run that does not end
// as it should is printed with its seed: `--seed` and `--first` bring it back.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    runs: { type: "string" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
  },
});
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--config", "test/faults/vitest.config.ts"],
  {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdio: "inherit",
    env: {
      ...process.env,
      FAULTS_RUNS: values.runs ?? (values.long ? "10000" : "1000"),
      FAULTS_SEED: values.seed,
      FAULTS_FIRST: values.first,
    },
  },
);
process.exitCode = status ?? 1;
