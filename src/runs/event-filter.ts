import { RunletError } from "../errors/error.ts";
import type { RunType } from "./kind.ts";

/** What a filter may call a type: that of a run, or `custom_event`. */
export type EventType = RunType | "custom_event";

/** Which runs are told of. What is included by any of the three is; then what is excluded by any of them is not. */
export interface EventFilter {
  readonly includeNames?: readonly string[] | undefined;
  readonly includeTypes?: readonly EventType[] | undefined;
  readonly includeTags?: readonly string[] | undefined;
  readonly excludeNames?: readonly string[] | undefined;
  readonly excludeTypes?: readonly EventType[] | undefined;
  readonly excludeTags?: readonly string[] | undefined;
}

/** Whether something of this name, type and tags is told of. */
export function passes(filter: EventFilter, name: string, type: EventType, tags: readonly string[]): boolean {
  const { includeNames, includeTypes, includeTags, excludeNames, excludeTypes, excludeTags } = filter;
  const all = !includeNames && !includeTypes && !includeTags;
  const included = all || matches(includeNames, includeTypes, includeTags, name, type, tags);
  return included && !matches(excludeNames, excludeTypes, excludeTags, name, type, tags);
}

/** Refuses what is no list of words: of a string alone, each part of it would pass. */
export function checkFilter(filter: EventFilter): void {
  for (const [name, words] of Object.entries(filter)) {
    if (words === undefined || (Array.isArray(words) && words.every((word) => typeof word === "string"))) continue;
    throw new RunletError("config", `${name} is an array of words, such as ["chat_model"].`);
  }
}

type Words = readonly string[] | undefined;

function matches(
  names: Words,
  types: Words,
  tagged: Words,
  name: string,
  type: string,
  tags: readonly string[],
): boolean {
  return (
    (names?.includes(name) ?? false) ||
    (types?.includes(type) ?? false) ||
    (tagged?.some((tag) => tags.includes(tag)) ?? false)
  );
}
