import type { Dialect } from "../openai-compatible/dialect.ts";
import { verdict } from "./codes.ts";
import { ownFields } from "./parameters.ts";

export const ZHIPU = {
  name: "Zhipu",
  /** The service in China, pay as you go. The international one is `https://api.z.ai/api/paas/v4`. */
  baseURL: "https://open.bigmodel.cn/api/paas/v4",
  model: "glm-4-plus",
  keyNames: ["ZHIPUAI_API_KEY"],
  baseNames: ["ZHIPUAI_API_BASE"],
  needsKey: true,
  /** The language of its errors. */
  headers: { "accept-language": "en-US,en" },
  asksUsage: false,
  names: false,
  // A schema for the answer is taken, and then ignored.
  lacks: ["json_schema", "parallelToolCalls"],
  fields: ownFields,
  videoPart: "video_url",
  filePart: "file_url",
  verdict,
  about: ({ json }) => {
    const filtered = json["contentFilter"];
    if (!Array.isArray(filtered)) return undefined;
    return `in the text of: ${filtered.map((item: { role?: string } | null) => item?.role).join(", ")}`;
  },
  hints: {
    auth: "; check the key, and that it was made for this address (bigmodel.cn and z.ai do not take each other's)",
    quota: "; a Coding Plan key gets this at the standard address, and a standard key at the plan's",
    not_found: "; check the model's name, the baseURL, and which models the account may use",
  },
} as const satisfies Dialect;
