import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of recorded streams and test suites beside the project, and whether it is there. */
export const SHARED = fileURLToPath(new URL("../../../shared/", import.meta.url));
export const hasShared = existsSync(SHARED);

if (!hasShared) process.stderr.write(`Tests that read ${SHARED} are skipped: the folder is absent.\n`);
