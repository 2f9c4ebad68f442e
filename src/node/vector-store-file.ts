import { readFile } from "node:fs/promises";
import type { Embeddings } from "../embeddings/embeddings.ts";
import { InMemoryVectorStore } from "../vectorstores/in-memory.ts";
import { replaceFile } from "./replace-file.ts";
import { storeError } from "../errors/store-error.ts";

/**
 * Keeps a store in a file, which is written whole or not at all.
 *
 * @throws RunletError `store`, whose `cause` is what the system says; `config` for metadata that JSON cannot hold
 *
 * @example
 * await saveVectorStore(store, "documents.vectors");
 * const same = await loadVectorStore("documents.vectors", embeddings);
 */
export async function saveVectorStore(store: InMemoryVectorStore, path: string): Promise<void> {
  const bytes = store.save();
  try {
    await replaceFile(path, bytes);
  } catch (cause) {
    throw storeError(`The vector store could not be kept in ${path}`, cause);
  }
}

/**
 * A store that was kept in a file, with the embeddings that it was made with.
 *
 * @throws RunletError `store` where the file cannot be read, or is no such store
 */
export async function loadVectorStore(path: string, embeddings: Embeddings): Promise<InMemoryVectorStore> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw storeError(`The vector store in ${path} could not be read`, cause);
  }
  return InMemoryVectorStore.load(bytes, embeddings);
}
