import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { COUNTRIES, SKY } from "../support/guide-tokens.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const PROGRAM = `
  import { generator, JsonOutputParser } from "./src/index.ts";
  import { ChatZhipuAI } from "./src/providers/zhipu/index.ts";

  const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: process.argv[2] });
  const names = generator(function* (values) {
    let known = 0;
    for (const { countries = [] } of values)
      for (; known < countries.length && countries[known].name; known++) yield countries[known].name;
  });
  let printed = "";
  for (const { text } of model.streamSync("what color is the sky?")) if (text) printed += text + "|";
  for (const name of model.pipe(new JsonOutputParser()).pipe(names).streamSync("countries")) printed += name + "|";
  for (const { text } of model.streamSync("for ever")) {
    printed += text;
    break;
  }
  console.log(printed);
`;

/** Node, and what RUNTIMES names: the paths of Bun and Deno, say, with a comma between them. */
const RUNTIMES = [process.execPath, ...(process.env["RUNTIMES"]?.split(",") ?? [])];

describe("a synchronous run over HTTP, bundled and minified, in a process that ends by itself", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "runlet-"));
    await build({
      stdin: { contents: PROGRAM, resolveDir: root, loader: "ts" },
      bundle: true,
      minify: true,
      // Adds calls of a helper to every function.
      keepNames: true,
      platform: "node",
      format: "esm",
      outfile: join(folder, "program.mjs"),
      logLevel: "error",
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(RUNTIMES)("on %s", async (runtime) => {
    await using server = await glmServer({ replies: [SKY, COUNTRIES, ["a", 3_600_000]] });
    const flags = runtime.endsWith("deno") ? ["run", "--allow-net", "--allow-env"] : [];
    const { stdout, stderr } = await promisify(execFile)(runtime, [...flags, join(folder, "program.mjs"), server.url]);
    expect(stderr).toBe("");
    expect(stdout).toBe(`${[...SKY, "France", "Spain", "Japan", "a"].join("|")}\n`);
    while (server.requests[2]!.closed === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests.map(({ closed }) => closed)).toEqual(["finished", "finished", "aborted"]);
  });
});
