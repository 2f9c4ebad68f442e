import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What is kept for a program is for nobody else who uses the machine. */
const OWN_FILE = 0o600;
const OWN_FOLDER = 0o700;

/** Writes a file, whole or not at all, and the folder that it is in: whoever reads it meanwhile sees what was there before. */
export async function replaceFile(path: string, data: string | Uint8Array): Promise<void> {
  const written = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: OWN_FOLDER });
    await writeFile(written, data, { mode: OWN_FILE });
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true }).catch(() => {});
    throw error;
  }
}
