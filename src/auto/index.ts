export { autoModel, type AutoModelOptions } from "./auto-model.ts";
export type { Server } from "./servers.ts";
export type { ServiceName } from "./services.ts";
