import { RunletError } from "../errors/error.ts";
import type { EventFilter } from "./event-filter.ts";

/** How `streamEvents` tells what happens, beside the config of the run. */
export interface EventOptions extends EventFilter {
  /** The form of the events. There is one: "v2", LangChain's. */
  readonly version?: "v2";
  /** As a stream of bytes: server-sent events. */
  readonly encoding?: "text/event-stream" | undefined;
  /**
   * Also what each message of a model says, block by block, as `streamMessage` tells it: events `on_chat_model_message`,
   * whose `data` is a `MessageStreamEvent`, behind the chunk that each comes of.
   */
  readonly messages?: boolean;
}

export function checkEventOptions({ version = "v2", encoding }: EventOptions): void {
  if (version !== "v2") {
    throw new RunletError(
      "config",
      `streamEvents gives events of version "v2"; there is no "${String(version)}" here.`,
    );
  }
  if (encoding !== undefined && encoding !== "text/event-stream") {
    throw new RunletError("config", `The encoding of events is "text/event-stream", not "${String(encoding)}".`);
  }
}
