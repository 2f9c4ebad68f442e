import Mustache from "mustache";
import { printValue } from "./print.ts";

/** Names of a template looked up in data, and in nothing else. */
export class DataContext extends Mustache.Context {
  declare readonly parent: DataContext | undefined;

  override push(view: unknown): DataContext {
    return new DataContext(view, this);
  }

  /**
   * The value of a name: its first part in the innermost section that has it, the others inside that value (Mustache's
   * rule). Functions, which Mustache would call, are no data.
   */
  override lookup(name: string): unknown {
    const value = name === "." ? this.view : this.walk(name.split("."));
    return typeof value === "function" ? undefined : value;
  }

  private walk([first, ...rest]: string[]): unknown {
    let own = this.find(first!);
    for (const part of rest) own = ownData(own?.value, part);
    return own?.value;
  }

  private find(name: string): PropertyDescriptor | undefined {
    return ownData(this.view, name) ?? this.parent?.find(name);
  }
}

/** The property, if it is the object's own, can be seen when listing it, and holds a value instead of computing one. */
function ownData(object: unknown, key: string): PropertyDescriptor | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(object, key);
  return own?.enumerable && "value" in own ? own : undefined;
}

/** Mustache's writer with values printed as {@link printValue} does, and no cache: a compiled template keeps its tokens. */
export class DataWriter extends Mustache.Writer {
  // Mustache's own switch for its cache, which its types do not know.
  readonly templateCache = undefined;
  private readonly escape: (text: string) => string;

  constructor(escape: (text: string) => string) {
    super();
    this.escape = escape;
  }

  override escapedValue(token: string[], context: Mustache.Context): string {
    return this.escape(this.unescapedValue(token, context));
  }

  override unescapedValue([, name = ""]: string[], context: Mustache.Context): string {
    const value: unknown = context.lookup(name);
    return value === undefined || value === null ? "" : printValue(value, name);
  }
}
