import { describe, expect, it } from "vitest";
import { ChatLlamaCpp } from "../embedded/llama-cpp/chat-model.ts";
import { ChatAnthropic } from "../providers/anthropic/chat-model.ts";
import { ChatGoogle } from "../providers/google/chat-model.ts";
import { ChatOllama } from "../providers/ollama/chat-model.ts";
import { Ollama } from "../providers/ollama/completion.ts";
import { AzureChatOpenAI } from "../providers/openai-compatible/azure.ts";
import { ChatGroq, ChatOpenAI } from "../providers/openai-compatible/chat-models.ts";
import { ChatOpenAICompatible } from "../providers/openai-compatible/chat-openai-compatible.ts";
import { OllamaEmbeddings } from "../providers/ollama/embeddings.ts";
import { OpenAIEmbeddings } from "../providers/openai-compatible/embeddings.ts";
import { OpenAI, OpenAICompatible } from "../providers/openai-compatible/completion.ts";
import { ChatOpenAIResponses } from "../providers/openai-responses/chat-model.ts";
import { ChatZhipuAI } from "../providers/zhipu/chat-model.ts";

const MODELS = [
  ChatAnthropic,
  ChatGoogle,
  ChatOllama,
  Ollama,
  AzureChatOpenAI,
  ChatOpenAI,
  ChatGroq,
  ChatOpenAICompatible,
  OpenAI,
  OpenAICompatible,
  ChatOpenAIResponses,
  ChatZhipuAI,
  OllamaEmbeddings,
  OpenAIEmbeddings,
] as readonly (new (options: never) => object)[];

/** What is said to who makes a model with this. */
function said(Model: new (options: never) => object, options: object): string {
  try {
    new Model(options as never);
  } catch (error) {
    expect(error).toMatchObject({ code: "config", phase: "config" });
    return (error as Error).message;
  }
  return "nothing";
}

describe("an option that a model does not have", () => {
  it.each(MODELS)("is refused where it is made: %o", (Model) => {
    expect(said(Model, { model: "m", modelName: "m" })).toBe('A model has no option "modelName": take model.');
    expect(said(Model, { model: "m", apiKey: "k", baseURL: "http://a", maxRetries: 0, none: undefined })).toBe(
      "nothing",
    );
  });

  it.each([
    ["configuration", "take baseURL, headers, fetch"],
    ["openAIApiKey", "take apiKey"],
    ["anthropicApiKey", "take apiKey"],
    ["anthropicApiUrl", "take baseURL"],
    ["baseUrl", "take baseURL"],
    ["maxOutputTokens", "take maxTokens"],
    ["max_tokens", "take maxTokens"],
    ["stopSequences", "take stop"],
    ["temprature", "take temperature"],
    ["streaming", "every model streams, leave it out"],
    ["tags", "take withConfig"],
    ["organization", "there are "],
    ["constructor", "there are "],
  ])("%s has another name", (name, remedy) => {
    expect(said(ChatZhipuAI, { [name]: 1 })).toContain(`A model has no option "${name}": ${remedy}`);
  });

  it("of one class may be one of another", () => {
    expect(said(ChatOpenAI, { organization: "o" })).toBe("nothing");
    expect(said(ChatGroq, { organization: "o" })).toContain("there are ");
    expect(said(ChatLlamaCpp, { model: "m.gguf" })).toContain("take modelPath");
    expect(said(ChatOpenAI, { dialect: "groq" })).toContain('no option "dialect"');
    expect(said(ChatOpenAICompatible, { dialect: "groq" })).toBe("nothing");
  });
});
