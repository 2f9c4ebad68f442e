import type { JsonHandler } from "./handler.ts";

/** Where a value stands: the key or the index in each container around it, outermost first. */
export type JsonPath = readonly (string | number)[];

/** Where in a document the text is that is being read. */
export class JsonPlace implements JsonHandler {
  /** Of each open container, the key or the index of the value that comes next, or is under way. */
  protected readonly path: (string | number)[] = [];

  open(array: boolean): void {
    this.path.push(array ? 0 : "");
  }

  close(): void {
    this.path.pop();
    this.next();
  }

  key(key: string): void {
    this.path[this.path.length - 1] = key;
  }

  scalar(_: string | number | boolean | null): void {
    this.next();
  }

  /** Whether the next value, or the one under way, is at `path`: there, "*" is any key and any index. */
  protected isAt(path: JsonPath): boolean {
    if (path.length !== this.path.length) return false;
    for (let i = 0; i < path.length; i++) {
      if (path[i] !== "*" && String(path[i]) !== String(this.path[i])) return false;
    }
    return true;
  }

  private next(): void {
    const last = this.path.length - 1;
    const index = this.path[last];
    if (typeof index === "number") this.path[last] = index + 1;
  }
}
