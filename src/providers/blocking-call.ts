import { isPromise, letGo } from "../engine/closing.ts";
import type { Deadline, Limit } from "../engine/clock.ts";
import type { Context } from "../engine/context.ts";
import type { Join } from "../engine/join.ts";
import { asyncStep } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import type { Waits } from "../models/waiting.ts";
import type { RunnableStep, StepConfig } from "../runs/config.ts";
import { limitOf } from "../runs/timeout.ts";
import { until, type Block } from "./blocking/block.ts";
import { BlockingBody } from "./blocking/body.ts";
import { blockingFetch, type BlockingResponse } from "./blocking/fetch.ts";
import { REPLACED } from "./blocking/layout.ts";
import { INSTEAD_OF_THREAD, SOURCE, threadsFor } from "./blocking/possible.ts";
import type { Threads } from "./blocking/thread.ts";

import { reading, type Call, type HttpModelOptions } from "./http-call.ts";
import { isFormat, LONGEST_REFUSAL, PATIENCE_MS, unreachable, written } from "./http.ts";
import { resendingSync } from "./resending.ts";

/** Why a model that sends by this `fetch` cannot answer a synchronous run, here; false where it can. */
export function waitsFor(fetch: HttpModelOptions["fetch"]): Waits {
  const threads = threadsFor(fetch);
  return typeof threads === "string" && threads;
}

/**
 * As `answerOver`, in a synchronous run: another thread fetches, and this one blocks until there is something.
 *
 * @throws RunletError `async_step` where the call takes a promise to be made
 */
export function answerBlocking<Chunk>(
  call: Call<Chunk> | PromiseLike<Call<Chunk>>,
  options: HttpModelOptions,
  config: StepConfig,
  context: Context,
  join: Join,
): Source {
  if (isPromise(call)) {
    letGo(call);
    throw asyncStep({ ...context.step, why: TAKES_A_PROMISE });
  }
  const threads = threadsFor(options.fetch);
  if (typeof threads === "string") throw asyncStep({ ...context.step, why: threads });
  const { format = "sse" } = call;
  const block: Block = (wait) => context.block(wait);
  const limit = limitOf("connect", config);
  const response = resendingSync(options, block, () => {
    const response = sent(threads, call, limit ? until(deadline(limit), block) : block, context);
    try {
      options.onResponse?.({ status: response.status, headers: response.headers });
      if (isFormat(response, format)) return response;
      throw call.refuse({ status: response.status, headers: response.headers, body: readText(response, block) });
    } catch (error) {
      response.close();
      throw error;
    }
  });
  const body = new BlockingBody(response, block);
  const step = context.step as RunnableStep;
  return { kind: "program", program: reading(call, format, body, step, join), input: body.reads };
}

const TAKES_A_PROMISE = "Its request, or its key, takes a promise to be made. Use stream() or invoke().";

function sent(
  threads: Threads,
  { request, format = "sse" }: Call<unknown>,
  block: Block,
  context: Context,
): BlockingResponse {
  try {
    return blockingFetch(threads, { url: request.url, source: SOURCE, ...written(request, format) }, block);
  } catch (error) {
    if (error instanceof Error && error.name === REPLACED) throw asyncStep({ ...context.step, why: INSTEAD_OF_THREAD });
    throw unreachable(request, error);
  }
}

const SLOW = new Error("The body of a refusal is slow.");

/** The text of a response that is not what was asked for: the beginning, where it is long. */
function readText(response: BlockingResponse, block: Block): string {
  const soon = until(deadline({ ms: PATIENCE_MS, error: () => SLOW }), block);
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < LONGEST_REFUSAL) {
      const bytes = response.read(soon);
      if (!bytes) return text + decoder.decode();
      text += decoder.decode(bytes, { stream: true });
    }
  } catch (error) {
    // The status says enough.
    if (error !== SLOW) throw error;
  }
  response.close();
  return text;
}

function deadline({ ms, error }: Limit): Deadline {
  return { at: performance.now() + ms, error };
}
