import { dot } from "./vector.ts";

/**
 * The `k` of `candidates` that are each like the query, and unlike those chosen before it: maximal marginal relevance.
 * `lambda` says which counts: at 1 only the query, at 0 only the difference. All are units; the answer is their numbers.
 */
export function mostRelevant(
  query: Float32Array,
  candidates: readonly Float32Array[],
  k: number,
  lambda: number,
): number[] {
  const relevance = candidates.map((candidate) => dot(candidate, 0, query));
  const likeness = candidates.map(() => 0);
  const left = new Set(candidates.keys());
  const chosen: number[] = [];
  while (chosen.length < k && left.size > 0) {
    let best = -1;
    let highest = -Infinity;
    for (const at of left) {
      const score = lambda * relevance[at]! - (1 - lambda) * likeness[at]!;
      if (score <= highest) continue;
      best = at;
      highest = score;
    }
    chosen.push(best);
    left.delete(best);
    for (const at of left) {
      const like = dot(candidates[at]!, 0, candidates[best]!);
      likeness[at] = chosen.length === 1 ? like : Math.max(likeness[at]!, like);
    }
  }
  return chosen;
}
