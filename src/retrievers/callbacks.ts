import type { CallbackForm } from "../runs/callback-form.ts";
import type { Document } from "./document.ts";

export const RETRIEVER_CALLBACKS: CallbackForm = {
  ignoredBy: "ignoreRetriever",
  start(handler, { serialized, input, runId, parentRunId, tags, metadata, name }) {
    const { query } = (input?.value ?? { query: "" }) as { readonly query: string };
    return handler.handleRetrieverStart?.(serialized, query, runId, parentRunId, tags, metadata, name);
  },
  end(handler, { output, runId, parentRunId, tags }) {
    return handler.handleRetrieverEnd?.([...((output ?? []) as readonly Document[])], runId, parentRunId, tags);
  },
  error(handler, { runId, parentRunId, tags }, error) {
    return handler.handleRetrieverError?.(error, runId, parentRunId, tags);
  },
};
