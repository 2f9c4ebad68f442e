import { detached } from "../../runs/ambient.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { RunsOutside, type TheirRun } from "./runs-outside.ts";

/** What is LangChain's to look after, and what is for the one run. */
const KEPT: ReadonlySet<string> = new Set(["timeout", "callbacks", "runName", "runId"]);

/** How a runnable of ours is run inside of LangChain. */
export interface Run {
  readonly config: RunnableConfig;
  /**
   * Begins it. Where LangChain tells of it, it is no part of the run of ours whose function has called LangChain: there it is
   * told as LangChain's run already.
   */
  begin<T>(work: () => T): T;
  /** Those who watch out there have been told of all that has happened so far. Nothing, where nobody does. */
  told(): Promise<void> | undefined;
}

/**
 * The config of LangChain's for a run of ours: all that goes down, call options too. Where somebody watches `run`, with a
 * handler that tells them of the runs inside; the run itself has the id that it has out there.
 */
export function runIn(options: object | undefined, run: TheirRun | undefined): Run {
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options ?? {})) if (!KEPT.has(key)) config[key] = value;
  if (!run) return { config, begin: (work) => work(), told: () => undefined };
  const outside = new RunsOutside(run);
  config["runId"] = run.runId;
  config["callbacks"] = [outside];
  return { config, begin: detached, told: () => outside.told };
}
