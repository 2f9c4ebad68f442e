import { RunletError } from "../errors/error.ts";
import { checkConfig, type RunnableConfig } from "./config.ts";
import { checkFilter, type EventFilter } from "./event-filter.ts";

/** How `streamLog` tells what happens, beside the config of the run. */
export interface LogOptions extends EventFilter {
  /** As a stream of bytes: server-sent events. */
  readonly encoding?: "text/event-stream" | undefined;
}

/** How `streamEvents` tells what happens, beside the config of the run. */
export interface EventOptions extends LogOptions {
  /** The form of the events. There is one: "v2", LangChain's. */
  readonly version?: "v2";
  /**
   * Also what each message of a model says, block by block, as `streamMessage` tells it: events `on_chat_model_message`,
   * whose `data` is a `MessageStreamEvent`, behind the chunk that each comes of.
   */
  readonly messages?: boolean;
}

/** What was given to watch a run: what is for the run, and how it is to be told, of which the run must not know. */
export interface Watching {
  readonly config: RunnableConfig;
  readonly how: EventOptions;
}

/** Takes the options of `streamEvents` or `streamLog` apart. `more` goes over the filters that are among them. */
export function watchingOf(options: RunnableConfig & EventOptions, more: EventFilter): Watching {
  checkConfig(options);
  const { version = "v2", encoding, messages = false, ...filtered } = options;
  const { includeNames, includeTypes, includeTags, excludeNames, excludeTypes, excludeTags, ...config } = filtered;
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
  checkFilter(filter);
  return { config, how: { encoding, messages, ...filter } };
}
