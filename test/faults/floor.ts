import { closed } from "./closed.ts";
import type { Site } from "./run.ts";

/**
 * How long it takes on this machine, busy as it is, until an answer is closed that a bare `fetch` was reading when it
 * was aborted: measured as the runs are.
 */
export async function bareClosing(name: string, { server, proxy }: Site): Promise<readonly number[]> {
  const crossings = proxy.begin(() => ({}));
  const controller = new AbortController();
  const response = await fetch(`http://127.0.0.1:${proxy.port}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer id.secret", "content-type": "application/json", "x-run": name },
    body: JSON.stringify({ model: "glm-4-plus", stream: true, messages: [{ role: "user", content: "birds" }] }),
    signal: controller.signal,
  });
  const reader = response.body!.getReader();
  await reader.read();
  controller.abort();
  const wrongs: string[] = [];
  const closings = await closed(server, name, crossings, performance.now(), wrongs);
  if (wrongs.length > 0) throw new Error(wrongs.join("; "));
  return closings;
}
