import { HashEmbeddings } from "runlet";
import { OllamaEmbeddings } from "runlet/ollama";
import { OpenAIEmbeddings } from "runlet/openai-compatible";

/** Embeddings out of what there is: OpenAI's, where there is a key; a model of Ollama on this machine; else those that need none. */
export async function someEmbeddings(say) {
  if (process.env.OPENAI_API_KEY) {
    say("Embeddings: OpenAI's text-embedding-3-small, with 512 dimensions (OPENAI_API_KEY is set).");
    return new OpenAIEmbeddings({ dimensions: 512 });
  }
  const model = await embeddingModelOfOllama();
  if (model) {
    say(`Embeddings: ${model}, of Ollama on this machine.`);
    return new OllamaEmbeddings({ model });
  }
  say(
    "Embeddings: hashes of words, of no model. They find passages with the words of the question, not those that mean the same.",
  );
  return new HashEmbeddings();
}

async function embeddingModelOfOllama() {
  try {
    const response = await fetch("http://127.0.0.1:11434/api/tags", { signal: AbortSignal.timeout(300) });
    const { models } = await response.json();
    return models.map(({ name }) => name).find((name) => name.includes("embed"));
  } catch {
    return undefined;
  }
}
