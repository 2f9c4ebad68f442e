import { RunnableLambda, StringPromptValue } from "../dist/index.js";

/** The prompt of every chain of ours that is measured. */
export const prompt = RunnableLambda.from(({ topic }) => new StringPromptValue(`tell me a joke about ${topic}`));
