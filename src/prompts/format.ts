/** A template's text, parsed once, to be filled in any number of times. */
export interface CompiledTemplate {
  /** Names of the values it takes, in the order of first appearance, each once. */
  readonly variables: readonly string[];
  /**
   * The text with `values` filled in. Values are data: they are never parsed as a template themselves.
   *
   * @throws {RunletError} `config` where a value is missing (if the format asks for all) or cannot be printed.
   */
  render(values: Readonly<Record<string, unknown>>): string;
}

/** A syntax for templates. `name` is the word that a user chooses it by. */
export interface TemplateFormat<Name extends string = string> {
  readonly name: Name;
  /** @throws {RunletError} `config` where the text is not well-formed. */
  compile(text: string): CompiledTemplate;
}
