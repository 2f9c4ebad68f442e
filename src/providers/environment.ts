/** Variables of an environment, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of the variables that is set, and not empty: in `env`, else in the environment of the process, where there is one. */
export function environment(env: Environment | undefined, ...names: readonly string[]): string | undefined {
  const variables = env ?? globalThis.process?.env;
  for (const name of names) if (variables?.[name]) return variables[name];
  return undefined;
}
