// npm run test:frozen
//
// Runs the contract suite where the built-ins are frozen and `__proto__` is gone, as hardened programs have it. vitest does
// not start there: the tests are bundled with what takes its place, and run by node:test.
import { build } from "esbuild";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

const FLAGS = [
  "--frozen-intrinsics",
  "--disable-proto=throw",
  "--disable-warning=ExperimentalWarning",
  "--enable-source-maps",
];

/** No fake clock can be set up there. */
const LEFT_OUT = new Set(["timeouts.test.ts"]);

const root = fileURLToPath(new URL("../", import.meta.url));
const contract = `${root}test/contract`;
const instead = new Map(["vitest", "fast-check"].map((name) => [name, `${root}test/frozen/${name}.ts`]));

const folder = await mkdtemp(join(tmpdir(), "frozen-"));
try {
  process.exitCode = (await passes(await bundle())) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

/** The bundled tests, one file for each. */
async function bundle() {
  const names = (await readdir(contract)).filter((name) => name.endsWith(".test.ts") && !LEFT_OUT.has(name));
  const { metafile } = await build({
    entryPoints: names.map((name) => join(contract, name)),
    absWorkingDir: root,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    metafile: true,
    // Tests tell steps by the names of their functions.
    keepNames: true,
    sourcemap: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    plugins: [{ name: "instead", setup: takeThePlace }],
  });
  return Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) => (entryPoint ? [join(root, path)] : []));
}

function takeThePlace({ onResolve }) {
  onResolve({ filter: /^(vitest|fast-check)$/ }, ({ path, importer }) =>
    importer === instead.get(path) ? undefined : { path: instead.get(path) },
  );
}

/** Prints each test that fails, and how many there are. */
async function passes(files) {
  // Only the tests' own processes: where errors are frozen, Node prints them as {}.
  process.env.NODE_OPTIONS = FLAGS.join(" ");
  let [passed, failed] = [0, 0];
  for await (const { type, data } of run({ files, concurrency: true })) {
    if (type === "test:stderr") process.stderr.write(data.message);
    if (data.details?.type === "suite") continue;
    if (type === "test:pass") passed++;
    if (type !== "test:fail") continue;
    failed++;
    const { cause, message } = data.details.error;
    console.error(`FAIL  ${data.name}\n${inspect(cause ?? message)}\n`);
  }
  console.log(`The contract suite under frozen intrinsics: ${passed} tests passed, ${failed} failed.`);
  return failed === 0 && passed > files.length;
}
