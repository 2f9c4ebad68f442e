import { addressOf } from "../address.ts";

/** The service in China, pay as you go. The international one is `https://api.z.ai/api/paas/v4`. */
export const DEFAULT_BASE_URL = "https://open.bigmodel.cn/api/paas/v4";

/** The address to post to. */
export function chatCompletionsUrl(baseURL: string = DEFAULT_BASE_URL): string {
  return addressOf(baseURL, "/chat/completions", DEFAULT_BASE_URL);
}
