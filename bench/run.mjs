// npm run bench [stream] [lazy] [batch] [events] [wire] [json] [memory] [size] [retrieval] [agent] [-- --quick]
//
// What Runlet costs, beside a bare async generator, LangChain.js and other peers in the same run. Figures are ratios
// and exact counts; nanoseconds are given in passing only. Exit code 1 where one misses its target.
import { execSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { Report } from "./measure/report.mjs";

const BENCHES = ["stream", "lazy", "batch", "events", "wire", "json", "memory", "size", "retrieval", "agent"];

const root = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv.slice(2);
const quick = given.includes("--quick");
const names = given.filter((word) => word !== "--quick");
const unknown = names.find((name) => !BENCHES.includes(name));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}". There are: ${BENCHES.join(", ")}, and --quick for a short run.`);
  process.exit(2);
}

prepare("bench/node_modules", "npm ci --prefix bench");
prepare("dist/index.js", "npm run build");

const report = new Report();
console.log(
  `Node ${process.version}, ${cpus().length} cores${quick ? ", --quick: fewer rounds, so rougher figures" : ""}`,
);
for (const name of names.length > 0 ? names : BENCHES) {
  const bench = await import(`./${name}/bench.mjs`);
  await bench.default(report, { quick });
}
process.exitCode = report.end();

function prepare(path, command) {
  if (existsSync(new URL(`../${path}`, import.meta.url))) return;
  console.log(`${path} is not there: ${command}`);
  execSync(command, { cwd: root, stdio: "inherit" });
}
