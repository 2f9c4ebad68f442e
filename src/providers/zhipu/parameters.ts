import { RunletError } from "../../errors/error.ts";
import type { GlmRequest } from "./wire.ts";

export interface Sampling {
  /** From 0 (always the likeliest token) to 1. */
  readonly temperature?: number | undefined;
  /** From 0 to 1. */
  readonly topP?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
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
  stop,
}: Sampling): Pick<GlmRequest, "temperature" | "top_p" | "do_sample" | "stop"> {
  const words = typeof stop === "string" ? [stop] : (stop ?? []);
  return {
    ...(temperature !== undefined && { temperature: open("temperature", temperature) }),
    ...(temperature !== undefined && temperature <= 0 && { do_sample: false }),
    ...(topP !== undefined && { top_p: open("topP", topP) }),
    ...(words.length > 0 && { stop: words }),
  };
}

/** The nearest number of two decimals that is greater than 0 and less than 1. */
function open(name: string, value: number): number {
  if (!Number.isFinite(value))
    throw new RunletError("config", `${name} is ${value}: give a number from 0 to 1.`, { phase: "config" });
  return Math.min(Math.max(Math.round(value * 100), 1), 99) / 100;
}
