import type { Reading } from "../json/document.ts";
import type { JsonTextError } from "../json/error.ts";
import type { JsonHandler } from "../json/handler.ts";
import { depthOf } from "../json/reading.ts";
import { XmlElements } from "./elements.ts";
import { XmlTokens } from "./tokens.ts";

export interface XmlOptions {
  /** How deep elements may nest. Default: 512. `Infinity` is safe: depth costs memory only. */
  readonly maxDepth?: number;
  /** What a text is that ends before its root element does: an error (the default), or the value as far as it goes. */
  readonly incomplete?: "error" | "accept";
  /**
   * What becomes of attributes: they are left out (the default), or stand at the head of their element's list, as
   * `{ "@name": value }`.
   */
  readonly attributes?: "drop" | "keep";
}

/** The reading of the first element in a text. */
export class XmlReading implements Reading {
  readonly cost = 0;
  private readonly elements: XmlElements;
  private readonly tokens: XmlTokens;
  private readonly accept: boolean;

  constructor(handler: JsonHandler, options: XmlOptions) {
    this.elements = new XmlElements(handler, options.attributes === "keep");
    this.tokens = new XmlTokens(this.elements, depthOf(options));
    this.accept = options.incomplete === "accept";
  }

  get complete(): boolean {
    return this.tokens.complete;
  }

  get growing(): boolean {
    return this.elements.growing;
  }

  get shown(): string | undefined {
    return this.elements.shown;
  }

  read(text: string, at: number): number {
    return this.tokens.read(text, at);
  }

  end(): JsonTextError | undefined {
    return this.complete || this.accept ? undefined : this.early();
  }

  early(): JsonTextError {
    return this.tokens.early();
  }
}
