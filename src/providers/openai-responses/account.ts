import { addressOf } from "../address.ts";
import { environment, type Environment } from "../environment.ts";
import { checkKey } from "../key.ts";
import type { Provider } from "../../models/refusal.ts";

const NO_KEY = "No API key for OpenAI: set OPENAI_API_KEY in the environment, or give one as apiKey.";

const OPENAI_BASE_URL = "https://api.openai.com/v1";

/** Who asks, and whom: OpenAI, or a service that speaks as it does. */
export interface OpenAIAccountOptions {
  /**
   * Default: the environment's `OPENAI_API_KEY`, when a call is made; that goes to OpenAI, or to the environment's
   * `OPENAI_BASE_URL`, and to no `baseURL` that is given here. Other services may need no key.
   */
  readonly apiKey?: string | undefined;
  /** Default: the environment's `OPENAI_BASE_URL`, else `https://api.openai.com/v1`. */
  readonly baseURL?: string | undefined;
  /** Whom it is charged to, where the key is of several. Default: the environment's `OPENAI_ORG_ID`. */
  readonly organization?: string | undefined;
  /** Default: the environment's `OPENAI_PROJECT_ID`. */
  readonly project?: string | undefined;
  readonly env?: Environment | undefined;
}

export interface OpenAIAccount {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly provider: Provider;
}

/**
 * The address to post to, and the headers that say who asks.
 *
 * @throws RunletError `auth` where OpenAI is asked without a key, `config` where the address is none
 */
export function openAIAccount(options: OpenAIAccountOptions): OpenAIAccount {
  const { env, baseURL = environment(env, "OPENAI_BASE_URL") ?? OPENAI_BASE_URL } = options;
  const url = addressOf(baseURL, "/responses", OPENAI_BASE_URL);
  const { host, hostname } = new URL(url);
  const isOpenAI = hostname === "api.openai.com" || hostname.endsWith(".api.openai.com");
  // What the environment holds for OpenAI is nobody else's business.
  const known = (name: string) => (isOpenAI || options.baseURL === undefined ? environment(env, name) : undefined);
  const apiKey = options.apiKey ?? known("OPENAI_API_KEY");
  const organization = options.organization ?? known("OPENAI_ORG_ID");
  const project = options.project ?? known("OPENAI_PROJECT_ID");
  const key = apiKey === undefined && !isOpenAI ? undefined : checkKey(apiKey, NO_KEY);
  return {
    url,
    headers: {
      ...(organization && { "openai-organization": organization }),
      ...(project && { "openai-project": project }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    provider: { name: isOpenAI ? "OpenAI" : `The service at ${host}` },
  };
}
