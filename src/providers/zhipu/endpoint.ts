import { RunletError } from "../../errors/error.ts";

/** The service in China, pay as you go. The international one is `https://api.z.ai/api/paas/v4`. */
export const DEFAULT_BASE_URL = "https://open.bigmodel.cn/api/paas/v4";

const PATH = "/chat/completions";

/**
 * The address to post to. `baseURL` may end with `/chat/completions` or not, and with slashes or not; a query stays.
 *
 * @throws RunletError `config` where `baseURL` is not an http(s) address, or carries a user and password (fetch
 * refuses those).
 */
export function chatCompletionsUrl(baseURL: string = DEFAULT_BASE_URL): string {
  let url: URL;
  try {
    url = new URL(baseURL.trim());
  } catch {
    throw invalid(baseURL, "is not an address");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw invalid(baseURL, "is not an http or https address");
  if (url.username !== "" || url.password !== "")
    throw new RunletError("config", "The baseURL contains a user or password: give the key as apiKey instead.", CONFIG);

  let end = url.pathname.length;
  while (url.pathname[end - 1] === "/") end--;
  const path = url.pathname.slice(0, end);
  url.pathname = path.endsWith(PATH) ? path : path + PATH;
  url.hash = "";
  return url.href;
}

const CONFIG = { phase: "config" } as const;

function invalid(baseURL: string, what: string): RunletError {
  // A text without a slash may well be an API key in the wrong place, and an address may carry one in its query.
  const shown = baseURL.includes("/") ? ` "${baseURL.replace(/[?#].*/s, "").slice(0, 100)}"` : "";
  return new RunletError("config", `The baseURL${shown} ${what}: give one such as "${DEFAULT_BASE_URL}".`, CONFIG);
}
