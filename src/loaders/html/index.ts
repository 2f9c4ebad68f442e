export { HTMLLoader, type HTMLLoaderOptions } from "./html.ts";
