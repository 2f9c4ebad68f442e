import type { TokenDetails, UsageMetadata } from "../messages/usage.ts";

/**
 * The usage of one answer, as chunks tell it. Providers send what has been used so far, some of them with every event; of
 * chunks the usages are added up. So what is told is what has been added since.
 */
export class UsageTold {
  private before: UsageMetadata | undefined = undefined;

  /** What is to be told of the usage so far; undefined where that is nothing new. */
  tell(now: UsageMetadata): UsageMetadata | undefined {
    const { before } = this;
    this.before = now;
    if (!before) return now;
    const added: UsageMetadata = {
      input_tokens: now.input_tokens - before.input_tokens,
      output_tokens: now.output_tokens - before.output_tokens,
      total_tokens: now.total_tokens - before.total_tokens,
      ...detailsAdded("input_token_details", before, now),
      ...detailsAdded("output_token_details", before, now),
    };
    const counts = [added, added.input_token_details ?? {}, added.output_token_details ?? {}].flatMap(Object.values);
    return counts.some((count) => typeof count === "number" && count !== 0) ? added : undefined;
  }
}

type Details = "input_token_details" | "output_token_details";

function detailsAdded(which: Details, before: UsageMetadata, now: UsageMetadata): Partial<UsageMetadata> {
  const earlier: TokenDetails = before[which] ?? {};
  const later: TokenDetails = now[which] ?? {};
  const kinds = new Set([...Object.keys(earlier), ...Object.keys(later)]);
  if (kinds.size === 0) return {};
  return {
    [which]: Object.fromEntries(Array.from(kinds, (kind) => [kind, (later[kind] ?? 0) - (earlier[kind] ?? 0)])),
  };
}

/** The counts of one kind of tokens that are not 0, where there are any. */
export function details(counts: Readonly<Record<string, number | null | undefined>>): TokenDetails | undefined {
  const some = Object.entries(counts).filter((entry): entry is [string, number] => Boolean(entry[1]));
  return some.length > 0 ? Object.fromEntries(some) : undefined;
}
