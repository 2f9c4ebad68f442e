import { expect, it } from "vitest";
import { cutBy, finishReasonIn } from "./finish-reason.ts";

it.each([
  ["length", "limit"],
  ["max_tokens", "limit"],
  ["MAX_TOKENS", "limit"],
  ["max-tokens", "limit"],
  ["model_context_window_exceeded", "limit"],
  ["content_filter", "policy"],
  ["SAFETY", "policy"],
  ["refusal", "policy"],
  ["stop", undefined],
  ["tool_calls", undefined],
  ["constructor", undefined],
  [undefined, undefined],
])("a finish reason %s cuts the answer by: %s", (reason, by) => expect(cutBy(reason)).toBe(by));

it("the reason is told under either name, as a text", () => {
  expect(finishReasonIn({ finish_reason: "stop" })).toBe("stop");
  expect(finishReasonIn({ stop_reason: "end_turn" })).toBe("end_turn");
  expect(finishReasonIn({ finish_reason: 1 })).toBe(undefined);
  expect(finishReasonIn({})).toBe(undefined);
});
