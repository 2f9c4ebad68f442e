import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { glmServer } from "../../src/testing/glm-server/server.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

describe("the README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = Array.from(readme.matchAll(/```ts\n([^]*?)```/g), (match) => match[1]!);

  it("is at most 120 lines", () => expect(readme.split("\n").length).toBeLessThanOrEqual(120));

  it("has code that compiles and runs", { timeout: 60_000 }, async () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
    // Inside the project, where its own name leads to its own build.
    const folder = join(root, "test/.generated");
    await mkdir(folder, { recursive: true });
    await using server = await glmServer({ replies: [["Why", " not", "?"]] });
    try {
      await writeFile(join(folder, "readme.ts"), program(blocks));
      await run(join(root, "node_modules/.bin/tsc"), [...COMPILER, join(folder, "readme.ts")], { cwd: folder });

      const { code } = await transform(program(blocks), { loader: "ts", format: "esm" });
      await writeFile(join(folder, "readme.mjs"), code);
      const env = { ...process.env, ZHIPUAI_API_KEY: "id.secret", ZHIPUAI_API_BASE: server.url };
      const { stdout, stderr } = await run(process.execPath, ["readme.mjs"], { cwd: folder, env });
      expect(stderr).toBe("");
      expect(stdout).toContain("Why not?");
      // Of the chain, of its events, and of the agent.
      expect(stdout.match(/The sky/g)).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it("links from page to page lead somewhere", () => {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...docs.map((page) => join("docs", page))].filter(
    (page) => page.endsWith(".md"),
  );
  const links = pages.flatMap((page) =>
    Array.from(
      readFileSync(join(root, page), "utf8").matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g),
      ([, to, anchor]) => ({
        page,
        to: to === "" ? page : join(dirname(page), to!),
        anchor,
      }),
    ),
  );
  expect(links.length).toBeGreaterThan(30);
  const dead = links.filter(({ to, anchor }) => {
    if (!existsSync(join(root, to))) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(join(root, to), "utf8")).includes(anchor);
  });
  expect(dead).toEqual([]);
});

/** What the headings of a page are called in links. */
function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

it("the other code of the guide compiles", { timeout: 60_000 }, async () => {
  const guide = readFileSync(join(root, "docs/guide.md"), "utf8");
  const blocks = Array.from(guide.matchAll(/```ts\n([^]*?)```/g), (match) => match[1]!);
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  const folder = join(root, "test/.generated-guide");
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(join(folder, "guide.ts"), program(blocks));
    const compiled = await run(join(root, "node_modules/.bin/tsc"), [...COMPILER, join(folder, "guide.ts")], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error);
    expect(compiled.stdout).toBe("");
  } finally {
    await rm(folder, { recursive: true });
  }
});

const COMPILER =
  "--ignoreConfig --noEmit --strict --target es2023 --lib es2023,dom,dom.iterable,esnext.disposable --module nodenext --skipLibCheck --types node".split(
    " ",
  );

/** All blocks as one program: each in a scope of its own, around what the README takes as given. */
function program(codes: readonly string[]): string {
  const imports = new Set<string>();
  const bodies = codes.map((code) =>
    code.replace(/^import .*;\n/gm, (line) => {
      imports.add(line);
      return "";
    }),
  );
  const names = new Map<string, Set<string>>();
  for (const line of [...imports, GIVEN_IMPORTS]) {
    for (const [, list, from] of line.matchAll(/import \{ (.*?) \} from "(.*?)";/g)) {
      const known = names.get(from!) ?? new Set();
      for (const name of list!.split(", ")) known.add(name);
      names.set(from!, known);
    }
  }
  const head = Array.from(names, ([from, list]) => `import { ${[...list].join(", ")} } from "${from}";`).join("\n");
  return `${head}\n${GIVEN}\n${bodies.map((body) => `await (async () => {\n${body}\n})();`).join("\n")}\n`;
}

const GIVEN_IMPORTS =
  'import { AIMessageChunk, type BaseMessage, ChatModel, ChatPromptTemplate, type StepConfig, StringOutputParser } from "runlet";import { ScriptedChatModel, ScriptedRetriever } from "runlet/testing";import { toAISDK } from "runlet/ai-sdk";';
const GIVEN = `
const model = new ScriptedChatModel({ replies: [["The", " sky"]] });
const languageModel = toAISDK(model);
declare function streamText(options: { model: object; prompt: string }): { textStream: AsyncIterable<string> };
const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho"] });
const search = retriever;
const prompt = ChatPromptTemplate.fromTemplate("{context} {question}");
const chain = ChatPromptTemplate.fromTemplate("{topic}").pipe(model).pipe(new StringOutputParser());
`;
