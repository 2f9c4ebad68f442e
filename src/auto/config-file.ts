import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { RunletError } from "../errors/error.ts";

/** The settings that a config file may have. */
export interface ConfigFile {
  readonly api_key?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly base_url?: string;
  readonly gguf?: string;
}

const TYPES: Readonly<Record<keyof ConfigFile, "string" | "number">> = {
  api_key: "string",
  model: "string",
  temperature: "number",
  base_url: "string",
  gguf: "string",
};

/** Reads settings from a YAML file. What it complains of, it names without quoting: the file may hold a key. */
export function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw wrong(`Cannot read the config file ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown reason"}.`);
  }
  const config = parseFile(path, text);
  if (config === null || config === undefined) return {};
  if (typeof config !== "object" || Array.isArray(config))
    throw wrong(`The config file ${path} is not a list of settings.`);
  for (const [key, value] of Object.entries(config)) {
    if (!Object.hasOwn(TYPES, key)) {
      throw wrong(
        `The config file ${path} has an unknown setting "${key}". Known are ${Object.keys(TYPES).join(", ")}.`,
      );
    }
    const type = TYPES[key as keyof ConfigFile];
    if (typeof value !== type) throw wrong(`In the config file ${path}, ${key} has to be a ${type}.`);
  }
  return config;
}

function parseFile(path: string, text: string): unknown {
  // Pretty errors would quote the line, and with it the key.
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) throw wrong(`The config file ${path} is not valid YAML.`);
  return document.toJS();
}

function wrong(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
