/** A variable of the environment, where there is one. The first of the names that is set, and not empty. */
export function environment(...names: readonly string[]): string | undefined {
  const env = globalThis.process?.env;
  for (const name of names) if (env?.[name]) return env[name];
  return undefined;
}
