import { pause } from "../../engine/pause.ts";
import { RunletError } from "../../errors/error.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import type { ChatModelConfig } from "../../models/call-options.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { replayFetch } from "./replay-fetch.ts";
import { ReplayedChatModel } from "./replay-model.ts";
import { readTakes, type Asked, type Take, type TapeEvent } from "./tape.ts";

export interface ReplayOptions {
  /** How many times as fast as it was recorded. Default: Infinity, without any wait. */
  readonly speed?: number;
}

/** What was recorded, to be had again. `Config` is that of the model, with its call options. */
export interface Replay<Config extends RunnableConfig = ChatModelConfig> {
  /** Answers each request as it was answered. */
  readonly fetch: typeof globalThis.fetch;
  /** Answers each list of messages as the model did, whatever the call options are. */
  readonly model: ChatModel<Config>;
}

/**
 * Plays a recording of {@link record}: the same pieces in the same order, and at `speed` 1 at the same times. What is asked
 * has to be what was asked then (of a request, its method, address and body, without secrets); where that was asked several
 * times, the answers come in their order, and the last one again and again.
 *
 * @throws RunletError `store` where the file is no recording; when asked, `config` where nothing like it was recorded
 * @example
 * const model = new ChatZhipuAI({ apiKey: "any.key", fetch: replay("answer.jsonl").fetch });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export function replay<Config extends RunnableConfig = ChatModelConfig>(
  file: string,
  { speed = Infinity }: ReplayOptions = {},
): Replay<Config> {
  if (!(speed > 0)) throw new RunletError("config", `A recording is played at a speed above 0, not ${speed}.`);
  const takes = new Takes(file, readTakes(file));
  const wait: Wait = (event, signal) => pause(speed === Infinity ? 0 : (event.after ?? 0) / speed, signal);
  return {
    fetch: replayFetch(takes, speed === Infinity ? undefined : wait),
    model: new ReplayedChatModel(takes, speed === Infinity ? undefined : wait),
  };
}

/** Waits as long as there was to wait for the event. */
export type Wait = (event: TapeEvent, signal: AbortSignal) => Promise<void>;

/** The takes of a file, of which each is given once, but the last of equal ones. */
export class Takes {
  private readonly file: string;
  private readonly left: Take[];

  constructor(file: string, takes: Take[]) {
    this.file = file;
    this.left = takes;
  }

  take(same: (asked: Asked) => boolean, what: string): readonly TapeEvent[] {
    const at = this.left.findIndex(({ asked }) => same(asked));
    const found = this.left[at];
    if (!found) throw new RunletError("config", `The recording ${this.file} has no answer to ${what}.`);
    if (this.left.some(({ asked }, later) => later > at && same(asked))) this.left.splice(at, 1);
    return found.events;
  }
}
