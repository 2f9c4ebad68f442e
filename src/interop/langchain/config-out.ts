import type { RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import { enclosingOf, type StepConfig } from "../../runs/config.ts";
import { makeRunId } from "../../runs/run-id.ts";
import { RunsInside } from "./runs-inside.ts";

/** What is ours to look after, and what is for the one run. */
const KEPT: ReadonlySet<string> = new Set(["timeout", "keepLimit", "callbacks", "runName", "runId", "onReset"]);

/**
 * The config of a step for what it runs of LangChain's: all that goes down, call options too. Where somebody watches, with a
 * handler that tells them; that knows LangChain's own run of the step by its id, which is that of ours.
 */
export function configOut(config: StepConfig): TheirConfig {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(config)) if (!KEPT.has(key)) out[key] = config[key as keyof StepConfig];
  out["tags"] = [...config.tags];
  const watched = enclosingOf(config)?.observed;
  if (watched) {
    out["runId"] = watched.runId ||= makeRunId();
    out["callbacks"] = [new RunsInside(watched)];
  }
  return out;
}
