import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Calls the default export of a module in a process of its own whose heap has so many MB. Gives what it told last, and
 * whether it came to its end: a process may die of what it keeps.
 */
export async function limited(url, args, megabytes) {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${megabytes}`, fileURLToPath(import.meta.url), url.href, JSON.stringify(args)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  const [code] = await once(child, "close");
  if (code !== 0 && !said.stderr.includes("heap out of memory")) throw new Error(said.stderr);
  const last = said.stdout.trimEnd().split("\n").at(-1);
  return { ...(last && JSON.parse(last)), ended: code === 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , href, args] = process.argv;
  const { default: measure } = await import(href);
  await measure(JSON.parse(args), (told) => writeSync(1, `${JSON.stringify(told)}\n`));
}
