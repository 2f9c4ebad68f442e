import { JsonSlot } from "../json-slot.ts";
import { contentOf, partOf, reasoningOf } from "./answer.ts";
import type { GlmDelta } from "./events.ts";
import type { GlmAnswer } from "./wire.ts";

/** How often in a row an event may be looked at in vain: looking costs as much as parsing the event once more. */
const ATTEMPTS = 3;

/**
 * Reads events that differ from an earlier one in their text only: in a streamed answer nearly all of them do. The
 * earlier one must say text and nothing else, since to read that is to note nothing.
 */
export class Repeat {
  private slot: JsonSlot | undefined = undefined;
  private earlier: GlmDelta | undefined = undefined;
  private attempts = 0;

  /** What the event adds; undefined where it has to be parsed. */
  read(data: string): GlmDelta | undefined {
    const said = this.slot?.read(data);
    // Without text, the event may say something that the earlier one did not.
    if (!said) return undefined;
    this.attempts = 0;
    const { id, model, created, content, reasoning } = this.earlier!;
    return {
      id,
      model,
      created,
      content: content && said,
      reasoning: reasoning && said,
      toolCalls: undefined,
      finishReason: undefined,
      usage: undefined,
      webSearch: undefined,
    };
  }

  /** Looks at an event that was parsed, and at what it adds. */
  learn(data: string, answer: GlmAnswer, delta: GlmDelta): void {
    const text = onlyText(answer, delta);
    if (text === undefined || this.attempts === ATTEMPTS) return;
    this.attempts++;
    this.earlier = delta;
    const textOf = delta.content ? contentOf : reasoningOf;
    this.slot = JsonSlot.find(data, text, (value) => textOf(partOf(value as GlmAnswer)));
  }
}

/** The text of an event that has one, and nothing else that is looked at. */
function onlyText(answer: GlmAnswer, { content, reasoning }: GlmDelta): string | undefined {
  if (answer.usage || answer.web_search || answer.choices?.[0]?.finish_reason) return undefined;
  if (partOf(answer)?.tool_calls || (content && reasoning)) return undefined;
  return content ?? reasoning;
}
