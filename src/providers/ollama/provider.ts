import type { Provider } from "../../models/refusal.ts";

/** Ollama has no codes: what it says is a sentence. */
export const OLLAMA: Provider = {
  name: "Ollama",
  verdict: (said) =>
    said && /exceed\w* .*context|context .*exceed/i.test(said.message)
      ? { code: "context_length", retryable: false }
      : undefined,
  hints: { not_found: "; a model is there once it was pulled: ollama pull <model>" },
};
