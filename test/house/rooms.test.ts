import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const rooms = readdirSync(src, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** What a module imports for its values: types are gone when it runs. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return Array.from(
    text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from "([^"]+)";|^import "([^"]+)";/gm),
    (match) => match[1] ?? match[2]!,
  );
}

/** All that loading a module loads: files of the project, and packages. */
function reach(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) visit(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  };
  visit(join(src, entry));
  return { files: Array.from(files, (file) => relative(src, file)), packages: [...packages] };
}

it("the core depends on nothing, and loads no room that a subpath brings", () => {
  const { files, packages } = reach("index.ts");
  expect(files.length).toBeGreaterThan(60);
  expect(packages).toEqual([]);
  expect(
    files.filter((file) =>
      /^(providers|interop|embedded|stores|loaders|splitters|terminal|node|testing|cli)\//.test(file),
    ),
  ).toEqual([]);
});

it("a subpath depends on what it needs, and only the one for Node on Node", () => {
  expect(reach("providers/zhipu/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("providers/anthropic/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("providers/google/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("providers/ollama/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("providers/openai-compatible/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("providers/openai-responses/index.ts").packages).toEqual(["eventsource-parser"]);
  expect(reach("prompts/mustache.ts").packages).toEqual(["mustache"]);
  expect(reach("schema/checked-json-schema.ts").packages).toEqual(["@cfworker/json-schema"]);
  expect(reach("splitters/index.ts").packages).toEqual([]);
  expect(reach("loaders/index.ts").packages).toEqual([]);
  expect(reach("loaders/html/index.ts").packages).toEqual(["parse5"]);
  expect(reach("loaders/markdown/index.ts").packages.toSorted()).toEqual(["markdown-it", "yaml"]);
  expect(reach("interop/ai-sdk/index.ts").packages).toEqual([]);
  expect(reach("embedded/llama-cpp/index.ts").packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(reach("node/index.ts").packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(reach("terminal/draw-graph.ts").packages).toEqual(["@dagrejs/dagre"]);
  expect(reach("stores/bm25/index.ts").packages).toEqual(["minisearch"]);
  expect(reach("stores/libsql/index.ts").packages).toEqual(["libsql"]);
  for (const name of reach("interop/langchain/index.ts").packages) expect(name).toMatch(/^@langchain\/core\//);
  for (const name of reach("interop/mcp/index.ts").packages)
    expect(name).toMatch(/^(@modelcontextprotocol\/sdk\/|@cfworker\/json-schema$)/);
});

it("the linter knows every room", () => {
  const config = readFileSync(new URL("../../.oxlintrc.json", import.meta.url), "utf8");
  for (const room of rooms) expect(config).toContain(`${room}`);
  const lowest = JSON.parse(config).overrides.find((rule: { files: string[] }) =>
    rule.files.includes("src/errors/*.ts"),
  );
  const pattern = lowest.rules["no-restricted-imports"][1].patterns[0].regex as string;
  for (const room of rooms.filter((name) => name !== "errors")) expect(`../${room}/x.ts`).toMatch(new RegExp(pattern));
});

it("no file is too long to be read in one sitting", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(file),
  );
  const long = files.filter((file) => readFileSync(join(src, file), "utf8").split("\n").length > 320);
  expect(long).toEqual([]);
});

it("nothing in src is called utils, helpers or common", () => {
  const names = readdirSync(src, { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => /(^|\/)(utils?|helpers?|common|misc)(\.ts)?$/.test(name))).toEqual([]);
});
