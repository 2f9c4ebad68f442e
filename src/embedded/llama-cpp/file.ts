import { open, type FileHandle } from "node:fs/promises";
import { RunletError } from "../../errors/error.ts";

const MAGIC = "GGUF";

/**
 * Looks whether a file is there, and begins as GGUF files do.
 *
 * @throws RunletError `config` where it does not
 */
export async function checkFile(path: string): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length));
    if (buffer.toString("latin1", 0, bytesRead) === MAGIC) return;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : (code ?? message);
    throw wrongFile(`Cannot read the model ${path}: ${why}.`, cause);
  } finally {
    await file?.close();
  }
  throw wrongFile(`${path} is no GGUF file.`);
}

export function wrongFile(message: string, cause?: unknown): RunletError {
  return new RunletError("config", message, { phase: "config", cause });
}
