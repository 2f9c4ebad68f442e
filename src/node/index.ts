export { FileChatMessageHistory, type FileChatMessageHistoryFields } from "./file-chat-message-history.ts";
