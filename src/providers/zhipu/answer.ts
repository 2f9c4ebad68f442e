import type { GlmAnswer, GlmAnswerPart } from "./wire.ts";

/** What an event, or a whole answer, has to say. */
export function partOf(answer: GlmAnswer): GlmAnswerPart | undefined {
  const choice = answer.choices?.[0];
  return choice?.delta ?? choice?.message;
}

export function contentOf(part: GlmAnswerPart | undefined): string | undefined {
  return some(part?.content);
}

/** The model's thinking. */
export function reasoningOf(part: GlmAnswerPart | undefined): string | undefined {
  return some(part?.reasoning_content) ?? some(part?.reasoning);
}

/** Text that is there. */
export function some(text: string | null | undefined): string | undefined {
  return typeof text === "string" && text !== "" ? text : undefined;
}
