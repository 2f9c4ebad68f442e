import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Appends `bytes` to a file, which is made where it is not there, and comes back when they are on the disk. They are
 * handed over in one write, so that what several processes append is in the file one behind the other.
 *
 * Throws what the system says. The file may then end in a part of `bytes`.
 */
export async function append(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openToAppend(path);
  try {
    // What is in a file is only found by its name. An earlier process may have ended between the two.
    if ((await file.stat()).size === 0) await syncFolder(dirname(path));
    const { bytesWritten } = await file.write(bytes);
    // The rest may not be sent after it: another process may have written meanwhile.
    if (bytesWritten < bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written. The disk may be full`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function openToAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a", OWN_FILE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    return open(path, "a", OWN_FILE);
  }
}

/** What people say to a model is for nobody else who uses the machine. */
const OWN_FILE = 0o600;
const OWN_FOLDER = 0o700;

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) await syncFolder(dirname(at));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing.
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
