import { RunletError } from "../../errors/error.ts";
import type { ZhipuCallOptions } from "./options.ts";
import type { GlmRequest } from "./wire.ts";

/** The fields of a request's body that only this service has, or has in a way of its own. */
export function ownFields(options: ZhipuCallOptions): Partial<GlmRequest> {
  const { thinking, toolStream: tool_stream, requestId: request_id, userId: user_id } = options;
  return { ...samplingParameters(options), thinking, tool_stream, request_id, user_id } as Partial<GlmRequest>;
}

/**
 * The sampling parameters of a request, as Zhipu's own SDK sends them: temperature 0 becomes `do_sample: false` with
 * 0.01, and temperature and top_p are held within 0.01 and 0.99, with two decimals.
 *
 * Today's specification takes temperatures from 0 to 1 with both ends. Models of 2024 (glm-4, glm-4-plus) refused both
 * ends, and more than two decimals, with codes 1214 and 1210; this form is right on all of them. So 1 is sent as 0.99.
 *
 * @throws RunletError `config` where a number is not finite: JSON has no word for it.
 */
export function samplingParameters({
  temperature,
  topP,
}: Pick<ZhipuCallOptions, "temperature" | "topP">): Pick<GlmRequest, "temperature" | "top_p" | "do_sample"> {
  return {
    ...(temperature !== undefined && { temperature: open("temperature", temperature) }),
    ...(temperature !== undefined && temperature <= 0 && { do_sample: false }),
    ...(topP !== undefined && { top_p: open("topP", topP) }),
  };
}

/** The nearest number of two decimals that is greater than 0 and less than 1. */
function open(name: string, value: number): number {
  if (!Number.isFinite(value))
    throw new RunletError("config", `${name} is ${value}: give a number from 0 to 1.`, { phase: "config" });
  return Math.min(Math.max(Math.round(value * 100), 1), 99) / 100;
}
