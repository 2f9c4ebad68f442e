import { ChatPromptTemplate } from "../dist/index.js";
import { TEMPLATE } from "./stream/chunks.mjs";

/** The prompt of every chain of ours that is measured. */
export const prompt = ChatPromptTemplate.fromTemplate(TEMPLATE);
