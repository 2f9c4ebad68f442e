import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ALL } from "../../src/auto/services.ts";

const guide = readFileSync(new URL("../../docs/guide.md", import.meta.url), "utf8");
const [, section = ""] = /^## Whichever model there is\n([^]*?)^##/m.exec(guide) ?? [];

it("the guide names the variables that a model is chosen by, and no others", () => {
  const read = ALL.flatMap(([, { keys, bases = [] }]) => [...keys, ...bases]);
  const named = section.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g);
  expect(new Set(Array.from(named, ([, name]) => name))).toEqual(new Set(read));
});

it("the guide names the keys that say which service it is in the order in which they are looked for", () => {
  const keys = ALL.filter(([, { open }]) => !open).flatMap(([, service]) => service.keys);
  expect(keys.toSorted((a, b) => section.indexOf(`\`${a}\``) - section.indexOf(`\`${b}\``))).toEqual(keys);
});
