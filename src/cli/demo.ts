import type { GlmMessage } from "../providers/zhipu/wire.ts";
import { glmServer, type GlmServer } from "../testing/glm-server/server.ts";

/** How long the demo thinks before each token, in milliseconds: about as long as a model does. */
const PACE_MS = 25;

export const DEMO_LINE =
  "This is the demo: a written answer, over real HTTP, from a server on this machine. For real answers set ZHIPUAI_API_KEY (a key from https://open.bigmodel.cn).\n";

export const NO_KEY_LINES =
  "runlet: there is no API key. Set ZHIPUAI_API_KEY (a key from https://open.bigmodel.cn), or name a YAML file with api_key by --config.\n" +
  "To see a demo that needs no key, add --demo.\n";

const PARROT_JOKE =
  "Why did the parrot wear a raincoat to the meeting? Because it had heard there would be a storm of repeated remarks!";
const OTHER =
  "I am only a demo and know one joke, about a parrot. With a key, a real model would answer this question here, " +
  "piece by piece, just as these words came.";

/** The server of the demo: it speaks the same wire as the real one. */
export function demoServer(): Promise<GlmServer> {
  return glmServer({
    slow: PACE_MS,
    replies: (messages) => tokens(/parrot/i.test(questionOf(messages)) ? PARROT_JOKE : OTHER),
  });
}

function questionOf(messages: readonly GlmMessage[]): string {
  const content = messages.at(-1)?.content;
  return typeof content === "string" ? content : "";
}

/** Words and marks, each with the space before it, as models cut text. */
function tokens(text: string): string[] {
  return text.match(/\s?[\w']+|[^\w\s]/g) ?? [];
}
