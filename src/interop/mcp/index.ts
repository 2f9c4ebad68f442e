export { mcpTools, type McpTools, type McpToolsOptions } from "./mcp-tools.ts";
export type { McpTool, McpToolOptions } from "./mcp-tool.ts";
export type { McpArtifact } from "./result.ts";
export type { McpAddress, McpCommand, McpServerLike } from "./connect.ts";
