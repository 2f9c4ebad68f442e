/** How long what is being closed may take. */
const PATIENCE_MS = 1000;
const STEP_MS = 5;

/** Waits until `done`, but not for ever. */
export async function patiently(done: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!done() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
}
