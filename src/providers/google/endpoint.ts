import { addressOf } from "../address.ts";

export const DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com/v1beta";

/** The address to post to. A model that is named by a path, such as `tunedModels/a`, is at that. */
export function streamUrl(model: string, baseURL: string = DEFAULT_BASE_URL): string {
  const path = `/${model.includes("/") ? model : `models/${model}`}:streamGenerateContent`;
  const url = new URL(addressOf(baseURL, path, DEFAULT_BASE_URL));
  url.searchParams.set("alt", "sse");
  return url.href;
}
