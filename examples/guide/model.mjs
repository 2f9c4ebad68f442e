import { ChatZhipuAI } from "runlet/zhipu";
import { ScriptedChatModel } from "runlet/testing";

/** The guide's model, where there is a key for it; else one that says these tokens. */
export function modelOr(...tokens) {
  if (process.env.ZHIPUAI_API_KEY) return new ChatZhipuAI({ model: "glm-4-plus", temperature: 0 });
  return new ScriptedChatModel({ replies: [tokens] });
}

export const SKY = ["The", " sky", " appears", " blue", " during", " the", " day", "."];
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
