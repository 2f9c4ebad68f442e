// Puts the programs that the documentation shows, and what they print, into it: `<!-- run: FILE -->` … `<!-- end -->`.
// With --check it changes nothing, and fails where a page does not show what the program prints today.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const PAGES = ["docs/guide.md"];
const check = process.argv.includes("--check");
const root = new URL("../", import.meta.url);
const stale = [];

for (const page of PAGES) {
  const file = new URL(page, root);
  const before = await readFile(file, "utf8");
  const after = await filled(before);
  if (after === before) continue;
  if (check) stale.push(page);
  else await writeFile(file, after);
}

if (stale.length > 0) {
  console.error(`Not what the programs print: ${stale.join(", ")}. Run npm run docs.`);
  process.exitCode = 1;
}

async function filled(text) {
  const parts = text.split(/<!-- run: (\S+) -->(?:\n(?:(?!<!-- run)[^])*?<!-- end -->)?/);
  let page = parts[0];
  for (let at = 1; at < parts.length; at += 2) page += (await shown(parts[at])) + parts[at + 1];
  return page;
}

async function shown(name) {
  const code = await readFile(new URL(`examples/guide/${name}`, root), "utf8");
  const printed = await run(name);
  return `<!-- run: ${name} -->\n\n\`\`\`js\n${code.trimEnd()}\n\`\`\`\n\nprints\n\n\`\`\`text\n${printed.trimEnd()}\n\`\`\`\n\n<!-- end -->`;
}

async function run(name) {
  const { ZHIPUAI_API_KEY: _, ...env } = process.env;
  const options = { cwd: root, env: { ...env, NO_COLOR: "1", FORCE_COLOR: "0" } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [`examples/guide/${name}`], options);
  if (stderr !== "") throw new Error(`${name} wrote to stderr: ${stderr}`);
  // Ids are other ones each time.
  return stdout.replace(/(run-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "$1…");
}
