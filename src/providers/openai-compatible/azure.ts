import type { Known } from "../../models/known-options.ts";
import { environment } from "../environment.ts";
import { ChatCompletionsModel } from "./chat-models.ts";
import { AZURE } from "./dialects.ts";
import type { ChatCompletionsOptions } from "./options.ts";

export interface AzureChatOpenAIOptions extends ChatCompletionsOptions {
  /** Of the resource: "https://name.openai.azure.com". Default: the environment's `AZURE_OPENAI_ENDPOINT`. */
  readonly azureOpenAIEndpoint?: string | undefined;
  /** What the deployment is called. Default: the environment's `AZURE_OPENAI_API_DEPLOYMENT_NAME`, else the model. */
  readonly azureOpenAIApiDeploymentName?: string | undefined;
  /**
   * Of the interface: "2024-10-21". Default: the environment's `AZURE_OPENAI_API_VERSION` or `OPENAI_API_VERSION`, else none,
   * which is the interface that has no versions (`/openai/v1`).
   */
  readonly azureOpenAIApiVersion?: string | undefined;
}

const OWN: Known<Omit<AzureChatOpenAIOptions, keyof ChatCompletionsOptions>> = {
  azureOpenAIEndpoint: 1,
  azureOpenAIApiDeploymentName: 1,
  azureOpenAIApiVersion: 1,
};

/**
 * Models of OpenAI in Azure. Key from `AZURE_OPENAI_API_KEY`; the model is the name of a deployment.
 *
 * @example
 * const model = new AzureChatOpenAI({ azureOpenAIEndpoint: "https://name.openai.azure.com", model: "my-deployment" });
 */
export class AzureChatOpenAI extends ChatCompletionsModel {
  readonly name = "AzureChatOpenAI";

  constructor(options: AzureChatOpenAIOptions = {}) {
    const deployment =
      options.azureOpenAIApiDeploymentName ??
      environment(options.env, "AZURE_OPENAI_API_DEPLOYMENT_NAME") ??
      options.model;
    super({ ...AZURE, model: deployment, baseURL: addressOf(options, deployment) }, options, OWN);
  }
}

function addressOf(options: AzureChatOpenAIOptions, deployment = ""): string | undefined {
  const endpoint = options.azureOpenAIEndpoint ?? environment(options.env, "AZURE_OPENAI_ENDPOINT");
  if (endpoint === undefined) return undefined;
  const base = `${endpoint.replace(/\/+$/, "")}/openai`;
  const version =
    options.azureOpenAIApiVersion ?? environment(options.env, "AZURE_OPENAI_API_VERSION", "OPENAI_API_VERSION");
  if (version === undefined) return `${base}/v1`;
  return `${base}/deployments/${encodeURIComponent(deployment)}?api-version=${encodeURIComponent(version)}`;
}
