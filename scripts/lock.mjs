// Completes package-lock.json. A registry that does not have a tool's packages for every platform leaves those out of the
// lock, and `npm ci` then refuses it, though it would not install them. They are written in by name and platform.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const { packages } = lock;
let added = 0;

for (const info of Object.values({ ...packages })) {
  for (const [name, version] of Object.entries(info.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform = /-(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name);
    if (packages[path] || !platform) continue;
    const [, os, cpu, abi] = platform;
    const libc = os === "linux" && abi?.startsWith("musl") ? ["musl"] : os === "linux" ? ["glibc"] : undefined;
    packages[path] = { version, cpu: [cpu], ...(libc && { libc }), dev: true, optional: true, os: [os] };
    added++;
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added.`);
