import { AIMessageChunk } from "runlet";
import { ChatZhipuAI } from "runlet/zhipu";
import { ScriptedChatModel } from "runlet/testing";

/** The guide's model, where there is a key for it; else one that says these tokens. */
export function modelOr(...tokens) {
  if (process.env.ZHIPUAI_API_KEY) return new ChatZhipuAI({ model: "glm-4-plus", temperature: 0 });
  return new ScriptedChatModel({ replies: [tokens] });
}

export const SKY = ["The", " sky", " appears", " blue", " during", " the", " day", "."];
export const THOUGHTFUL_SKY = [
  new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: "Air scatters" } }),
  new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: " blue light most." } }),
  ...SKY,
  new AIMessageChunk({ content: "", usage_metadata: { input_tokens: 9, output_tokens: 15, total_tokens: 24 } }),
];
export const HELLO = ["Hello", "!", " How", " can", " I", " assist", " you", " today", "?"];
export const JOKE = [
  "Why",
  " did",
  " the",
  " parrot",
  " cross",
  " the",
  " road",
  "?",
  " To",
  " repeat",
  " itself",
  ".",
];
export const KENSHO = ["Harrison", " worked", " at", " Kensho", "."];

/** Three countries, as JSON. */
export const COUNTRIES = (
  '{¦\n  ¦"¦countries¦":¦ [¦\n    ¦{¦\n      ¦"¦name¦":¦ "¦France¦",¦\n      ¦"¦population¦":¦ ¦67¦413¦000¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Spain¦",¦\n      ¦"¦population¦":¦ ¦47¦351¦567¦\n    ¦}¦,¦' +
  '\n    ¦{¦\n      ¦"¦name¦":¦ "¦Japan¦",¦\n      ¦"¦population¦":¦ ¦125¦584¦000¦\n    ¦}¦\n  ¦]¦\n¦}'
).split("¦");
export const ASK_COUNTRIES =
  "List the countries France, Spain and Japan and their populations as JSON: an object with the key countries, a list of " +
  "objects with the keys name and population.";

/** Two films, as XML in a fence. */
export const FILMS = (
  "Here they are:\n\n```¦xml¦\n<¦films¦>\n  ¦<film¦>\n    ¦<title¦>Alien¦</title¦>\n    ¦<cast¦>S¦. Weaver¦ &¦amp;¦ J. Hurt¦</¦cast¦>\n" +
  "  ¦</film¦>\n  ¦<film¦>\n    ¦<title¦>Big¦</title¦>\n  ¦</film¦>\n</¦films¦>\n```"
).split("¦");
export const ASK_FILMS =
  "Name the films Alien and Big as XML: an element films, in it elements film, each with a title, and a cast if you know it.";
