import { RunletError } from "../errors/error.ts";
import { checkConfig, type RunnableConfig } from "./config.ts";
import type { EventFilter } from "./event-filter.ts";

/** How `streamEvents` tells what happens, beside the config of the run. */
export interface EventOptions extends EventFilter {
  /** The form of the events. There is one: "v2", LangChain's. */
  readonly version?: "v2";
  /** As a stream of bytes: server-sent events. */
  readonly encoding?: "text/event-stream" | undefined;
}

/** What was given to watch a run: what is for the run, and what is for how it is told, of which the run must not know. */
export interface Watching {
  readonly config: RunnableConfig;
  readonly filter: EventFilter;
  readonly bytes: boolean;
}

/** Takes the options of `streamEvents` apart. `more` goes over the filters that are among them. */
export function watchingOf(options: RunnableConfig & EventOptions, more: EventFilter): Watching {
  checkConfig(options);
  const { version = "v2", encoding, includeNames, includeTypes, includeTags, ...others } = options;
  const { excludeNames, excludeTypes, excludeTags, ...config } = others;
  if (version !== "v2") {
    throw new RunletError(
      "config",
      `streamEvents gives events of version "v2"; there is no "${String(version)}" here.`,
    );
  }
  if (encoding !== undefined && encoding !== "text/event-stream") {
    throw new RunletError("config", `The encoding of events is "text/event-stream", not "${String(encoding)}".`);
  }
  const filter = { includeNames, includeTypes, includeTags, excludeNames, excludeTypes, excludeTags, ...more };
  return { config, filter, bytes: encoding !== undefined };
}
