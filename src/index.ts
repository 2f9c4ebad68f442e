// Errors
export {
  isRunletError,
  RunletError,
  type ErrorCode,
  type ErrorPhase,
  type RunletErrorOptions,
} from "./errors/error.ts";
export { errorInfo, type ErrorInfo } from "./errors/info.ts";

// Schemas
export type { JsonSchema } from "./schema/json-schema.ts";
export type { SchemaError } from "./schema/schema-error.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./schema/standard-schema.ts";

// Runs
export type {
  CallbackHandler,
  HandledDocument,
  HandledGeneration,
  HandledMessage,
  LLMResult,
  SerializedRunnable,
} from "./runs/callback-handler.ts";
export type { Callbacks } from "./runs/callbacks.ts";
export { detached } from "./runs/ambient.ts";
export type { RunnableConfig, StepConfig } from "./runs/config.ts";
export { customEvent, dispatchCustomEvent, type TypedCustomEvent } from "./runs/custom-event.ts";
export type { EventFilter, EventType } from "./runs/event-filter.ts";
export type { EventOptions, LogOptions } from "./runs/event-options.ts";
export { EventStream } from "./runs/event-stream.ts";
export type { CustomEvents, EventError, StreamEvent } from "./runs/events.ts";
export type { RunKinds, RunType } from "./runs/kind.ts";
export type { Listeners, Run } from "./runs/listeners.ts";
export { LogStream } from "./runs/log-stream.ts";
export { merge, MergedStream, type Merged } from "./runs/merge.ts";
export { RunLog, type LogOps } from "./runs/run-log.ts";
export { RunLogPatch } from "./runs/run-log-patch.ts";
export type { LogEntry, RunState } from "./runs/run-state.ts";
export { RunStream } from "./runs/run-stream.ts";
export type { RunTimes, Settled } from "./runs/settled.ts";
export { SyncStream } from "./runs/sync-stream.ts";

// Runnables
export { Runnable } from "./runnables/runnable.ts";
export { RunnableAssign } from "./runnables/assign.ts";
export type { BackoffOptions } from "./runnables/backoff.ts";
export { BatchStream, type Completed } from "./runnables/batch-stream.ts";
export type { BatchOptions } from "./runnables/batch-work.ts";
export { RunnableBinding } from "./runnables/binding.ts";
export { RunnableBranch, type BranchParts } from "./runnables/branch.ts";
export { RunnableEach } from "./runnables/each.ts";
export { RunnableWithFallbacks, type Fallback, type FallbackOptions } from "./runnables/fallbacks.ts";
export {
  RunnableConfigurableAlternatives,
  type Alternatives,
  type AlternativesField,
} from "./runnables/configurable-alternatives.ts";
export {
  RunnableConfigurableFields,
  type CallOptions,
  type ConfigurableField,
  type ConfigurableFields,
} from "./runnables/configurable-fields.ts";
export {
  generator,
  RunnableGenerator,
  type GeneratorOptions,
  type StepInput,
  type StreamFunction,
} from "./runnables/generator.ts";
export { Graph, type GraphEdge, type GraphNode, type Subgraph } from "./runnables/graph.ts";
export { hedge, RunnableHedge, type HedgeOptions } from "./runnables/hedge.ts";
export type { JoinName, JoinOption, TransformConfig } from "./runnables/input.ts";
export { chain, RunnableLambda } from "./runnables/lambda.ts";
// RunnableMap is what LangChain calls it too.
export { parallel, RunnableParallel, RunnableParallel as RunnableMap } from "./runnables/parallel.ts";
export { RunnablePassthrough } from "./runnables/passthrough.ts";
export { RunnablePick } from "./runnables/pick.ts";
export { RouterRunnable, type RouterInput } from "./runnables/router.ts";
export { RunnableRetry, type RetryOptions } from "./runnables/retry.ts";
export { isRetryable } from "./runnables/retryable.ts";
export { RunnableSequence } from "./runnables/sequence.ts";
export type { ChunkOf, InputOf, OutputOf, Step, StepFunction, StepMap, StreamStep } from "./runnables/step.ts";

// Messages
export {
  AIMessage,
  AIMessageChunk,
  type AIMessageChunkFields,
  type AIMessageFields,
  type ToolCallInit,
} from "./messages/ai.ts";
export { getBufferString } from "./messages/buffer-string.ts";
export { ChatMessage, ChatMessageChunk } from "./messages/chat.ts";
export { coerceMessage, type MessageLike } from "./messages/coerce.ts";
export { concatMessages, joinMessages } from "./messages/concat.ts";
export { countTokensApproximately, type CountTokensOptions } from "./messages/count-tokens.ts";
export type { ContentBlock, MessageContent, StandardBlock } from "./messages/content.ts";
export type * from "./messages/events.ts";
export { filterMessages, type FilterMessagesOptions } from "./messages/filter-messages.ts";
export { FunctionMessage, FunctionMessageChunk } from "./messages/function.ts";
export * from "./messages/guards.ts";
export { HumanMessage, HumanMessageChunk } from "./messages/human.ts";
export { messageChunkFromJSON, messageFromJSON, messagesFromJSON } from "./messages/json.ts";
export { mergeMessageRuns } from "./messages/merge-message-runs.ts";
export { BaseMessageChunk } from "./messages/message-chunk.ts";
export { BaseMessage, type MessageFields, type MessageJSON, type MessageType } from "./messages/message.ts";
export type { MessagesInput, MessagesStep } from "./messages/messages-step.ts";
export { ChatPromptValue, StringPromptValue, type PromptValue } from "./messages/prompt-value.ts";
export { RemoveMessage } from "./messages/remove.ts";
export { SystemMessage, SystemMessageChunk } from "./messages/system.ts";
export { ToolMessage, ToolMessageChunk } from "./messages/tool.ts";
export { trimMessages, type TrimMessagesOptions } from "./messages/trim-messages.ts";
export type { InvalidToolCall, ToolCall, ToolCallChunk } from "./messages/tool-calls.ts";
export type { UsageMetadata } from "./messages/usage.ts";
export { usageByModel, type UsageByModel } from "./messages/usage-by-model.ts";

// Histories
export { BaseChatMessageHistory } from "./histories/chat-message-history.ts";
export { InMemoryChatMessageHistory } from "./histories/in-memory.ts";
export type { Said } from "./histories/turn-input.ts";
export { RunnableWithMessageHistory, type RunnableWithMessageHistoryFields } from "./histories/with-message-history.ts";

// Prompts
export { BasePromptTemplate } from "./prompts/base-prompt-template.ts";
export type { ChatPromptPart } from "./prompts/chat-parts.ts";
export { ChatPromptTemplate, type ChatPromptTemplateFields } from "./prompts/chat-prompt-template.ts";
export type { TemplateOptions } from "./prompts/choose-format.ts";
export {
  FewShotChatMessagePromptTemplate,
  type FewShotChatMessagePromptTemplateFields,
} from "./prompts/few-shot-chat-message-prompt-template.ts";
export { FewShotPromptTemplate, type FewShotPromptTemplateFields } from "./prompts/few-shot-prompt-template.ts";
export type { CompiledTemplate, TemplateFormat } from "./prompts/format.ts";
export type { Open } from "./prompts/input.ts";
export type { MessageTemplate } from "./prompts/message-template.ts";
export { MessagesPlaceholder, type MessagesPlaceholderFields } from "./prompts/messages-placeholder.ts";
export { PromptTemplate, type PromptTemplateFields } from "./prompts/prompt-template.ts";
export {
  AIMessagePromptTemplate,
  ChatMessagePromptTemplate,
  HumanMessagePromptTemplate,
  SystemMessagePromptTemplate,
} from "./prompts/role-templates.ts";

// Models
export { ChatModelBinding, ChatRunnable } from "./models/binding.ts";
export type { ChatModelCallOptions, ChatModelConfig, ResponseFormat, ToolChoice } from "./models/call-options.ts";
export type { ModelOptions } from "./models/asking.ts";
export { ChatModel, type ChatModelOptions } from "./models/chat-model.ts";
export type { ModelInput } from "./models/input.ts";
export { MessageStream } from "./models/message-stream.ts";
export type { MessageView } from "./models/message-view.ts";
export { LLM } from "./models/llm.ts";
export { InMemoryRateLimiter, type InMemoryRateLimiterFields, type RateLimiter } from "./models/rate-limiter.ts";
export type { Reply } from "./models/reply.ts";
export { InMemoryCache, type InMemoryCacheFields, type ResponseCache } from "./models/response-cache.ts";
export type {
  RawAndParsed,
  RawAndParsedChunk,
  StructuredModel,
  StructuredOutputMethod,
  StructuredOutputOptions,
} from "./models/structured-output.ts";
export {
  isProviderTool,
  toolDefinition,
  type ProviderTool,
  type ToolDefinition,
  type ToolLike,
} from "./models/tool-definition.ts";

// Embeddings
export { Embeddings, type EmbeddingsConfig } from "./embeddings/embeddings.ts";
export { HashEmbeddings, type HashEmbeddingsFields } from "./embeddings/hash.ts";

export { UsageMetadataCallbackHandler } from "./models/usage-callback.ts";

// Parsers
export type { JsonTextError } from "./json/error.ts";
export type { JsonPatch, JsonPatchOperation, JsonPatchWrite } from "./json/operation.ts";
export type { JsonPath } from "./json/place.ts";
export type { JsonOptions } from "./json/reading.ts";
export type { JsonValue } from "./json/value.ts";
export { BytesOutputParser } from "./parsers/bytes.ts";
export { DatetimeOutputParser } from "./parsers/datetime.ts";
export type { DeepPartial } from "./parsers/deep-partial.ts";
export { EnumOutputParser } from "./parsers/enum.ts";
export { JsonOutputParser, type JsonPair } from "./parsers/json.ts";
export type { JsonExtract } from "./parsers/json-extract.ts";
export {
  CommaSeparatedListOutputParser,
  CustomListOutputParser,
  type CustomListFields,
  ListOutputParser,
  MarkdownListOutputParser,
  NumberedListOutputParser,
} from "./parsers/list.ts";
export { RegexParser, type RegexParserFields } from "./parsers/regex.ts";
export { StringOutputParser } from "./parsers/string.ts";
export { StructuredOutputParser, type StructuredOptions } from "./parsers/structured.ts";
export type { ParsedToolCall } from "./parsers/tool-calls.ts";
export {
  JsonOutputKeyToolsParser,
  type JsonOutputKeyToolsParserFields,
  JsonOutputToolsParser,
} from "./parsers/tools.ts";
export { XMLOutputParser, type XMLOutputParserFields } from "./parsers/xml.ts";
export type { XmlPartial } from "./parsers/xml-partial.ts";
export type { XmlTextError } from "./xml/error.ts";
export type { XmlOptions } from "./xml/reading.ts";
export type { XmlContent, XmlValue } from "./xml/value.ts";

// Tools
export { asTool } from "./tools/as-tool.ts";
export type { ToolArguments, ToolInput, ToolSchema } from "./tools/arguments.ts";
export { errorAnswer } from "./tools/error-answer.ts";
export type { ToolResponseFormat, ToolFields } from "./tools/fields.ts";
export { StructuredTool, tool, type ToolFunction, type ToolOutput } from "./tools/tool.ts";

// Agents
export { Agent, createAgent } from "./agents/agent.ts";
export { AgentTool, type AgentToolFields } from "./agents/agent-tool.ts";
export type {
  AgentChunk,
  AgentEndChunk,
  AgentInsideChunk,
  AgentInterruptsChunk,
  AgentMessageChunk,
  AgentProgressChunk,
  AgentUpdateChunk,
  StopReason,
} from "./agents/chunk.ts";
export type { Decision, DecisionType, Interrupt, InterruptOn, InterruptOptions } from "./agents/decision.ts";
export type { AgentInput, AgentStateInput } from "./agents/input.ts";
export type { AgentModel, AgentOptions, NextStep, PreparedStep } from "./agents/options.ts";
export type { AgentState } from "./agents/state.ts";

// Retrievers
export { Document, type DocumentFields } from "./retrievers/document.ts";
export { EnsembleRetriever, type EnsembleRetrieverFields } from "./retrievers/ensemble.ts";
export { Retriever } from "./retrievers/retriever.ts";

// Vector stores
export type { DocumentFilter, MetadataFilter } from "./vectorstores/filter.ts";
export { InMemoryVectorStore } from "./vectorstores/in-memory.ts";
export { VectorStoreRetriever, type VectorStoreRetrieverOptions } from "./vectorstores/retriever.ts";
export type { Vector } from "./vectorstores/vector.ts";
export {
  VectorStore,
  type MaxMarginalRelevanceOptions,
  type VectorMatch,
  type VectorSearch,
} from "./vectorstores/vector-store.ts";
