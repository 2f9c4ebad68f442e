import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Calls the default export of a module in a process of its own, and gives the JSON that it returns. Alone, since cases
 * that share a process pay for each other's garbage, and spoil each other's inline caches.
 */
export async function alone(url, args) {
  const child = spawn(
    process.execPath,
    ["--expose-gc", fileURLToPath(import.meta.url), url.href, JSON.stringify(args)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${url.pathname} ${JSON.stringify(args)} ended with code ${code}.`);
  return JSON.parse(said);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , href, args] = process.argv;
  const { default: measure } = await import(href);
  const result = JSON.stringify(await measure(JSON.parse(args)));
  // Peers may keep timers or sockets open.
  process.stdout.write(result, () => process.exit());
}
