import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";

/** How long the demo thinks before each token, in milliseconds: about as long as a model does. */
const PACE_MS = 25;

const PARROT_JOKE =
  "Why did the parrot wear a raincoat to the meeting? Because it had heard there would be a storm of repeated remarks!";
const OTHER =
  "I am only a demo and know one joke, about a parrot. With a key, a real model would answer this question here, " +
  "piece by piece, just as these words came.";

/** Written answers, word by word. Nothing is asked. */
export function demoModel(): ScriptedChatModel {
  return new ScriptedChatModel({
    delayMs: PACE_MS,
    replies: (messages) => tokens(/parrot/i.test(messages.at(-1)?.text ?? "") ? PARROT_JOKE : OTHER),
  });
}

/** Words and marks, each with the space before it, as models cut text. */
function tokens(text: string): string[] {
  return text.match(/\s?[\w']+|[^\w\s]/g) ?? [];
}
