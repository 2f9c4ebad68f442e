import type { Provider } from "../../models/refusal.ts";
import type { Said } from "../../models/said.ts";
import type { Verdict } from "../../models/verdict.ts";

/** What `invalid_request_error`, which is nearly all that this service says with status 400, means by its message. */
const MEANINGS: readonly (readonly [RegExp, Verdict])[] = [
  [/prompt is too long|exceed[a-z]* (the )?context/i, { code: "context_length", retryable: false }],
  [/credit balance|usage limit|spend(ing)? limit/i, { code: "quota", retryable: false }],
];

/** https://platform.claude.com/docs/en/api/errors */
export const ANTHROPIC: Provider = {
  name: "Anthropic",
  verdict: (said: Said | undefined): Verdict | undefined =>
    said?.words.includes("invalid_request_error")
      ? MEANINGS.find(([pattern]) => pattern.test(said.message))?.[1]
      : undefined,
  hints: {
    auth: "; check the key, and the workspace that it was made for",
    not_found: "; check the model's name and the baseURL",
  },
};
