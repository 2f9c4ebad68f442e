import type { CallbackForm, HandledRun } from "./callback-form.ts";
import { asRecord } from "./as-record.ts";

/** Of runs whose kind has no methods of its own, and of chains. */
export const CHAIN_CALLBACKS: CallbackForm = {
  ignoredBy: "ignoreChain",
  start(handler, run) {
    const { serialized, runId, parentRunId, tags, metadata, type, name } = run;
    const { inputs } = known(run);
    const extra = inputs ? undefined : { lc_defers_inputs: true };
    const given = inputs ?? { input: "" };
    return handler.handleChainStart?.(serialized, given, runId, parentRunId, tags, metadata, type, name, extra);
  },
  end(handler, run) {
    const { runId, parentRunId, tags, output } = run;
    return handler.handleChainEnd?.(asRecord("output", output), runId, parentRunId, tags, known(run));
  },
  error(handler, run, error) {
    const { runId, parentRunId, tags } = run;
    return handler.handleChainError?.(error, runId, parentRunId, tags, known(run));
  },
};

function known({ input }: HandledRun): { readonly inputs?: Record<string, unknown> } {
  return input ? { inputs: asRecord("input", input.value) } : {};
}
