import type { EventFilter } from "../runs/event-filter.ts";
import type { RunType } from "../runs/kind.ts";
import { UsageError } from "./usage-error.ts";

/** The types of the runs that there are when the command asks a model. */
export const TYPES: readonly RunType[] = ["chain", "prompt", "chat_model", "parser"];

/** What the options that say which runs are told of were given: each any number of lists, with commas. */
export interface FilterOptions {
  readonly types?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Whether any of the options was given. */
export function filtered({ types, names, tags }: FilterOptions): boolean {
  return (types ?? names ?? tags) !== undefined;
}

export function filterOf({ types, names, tags }: FilterOptions): EventFilter {
  return {
    includeTypes: words("--types", types)?.map(typeOf),
    includeNames: words("--names", names),
    includeTags: words("--tags", tags),
  };
}

function typeOf(word: string): RunType {
  const type = TYPES.find((each) => each === word);
  if (type === undefined) throw new UsageError(`There is no type "${word}". The types are ${TYPES.join(", ")}.`);
  return type;
}

function words(option: string, lists: readonly string[] | undefined): readonly string[] | undefined {
  const all = lists?.flatMap((list) => list.split(",")).map((word) => word.trim());
  if (all?.includes("")) throw new UsageError(`${option} takes words with commas between them.`);
  return all;
}
