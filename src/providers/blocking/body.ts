import { list } from "../../engine/join.ts";
import type { Iteration } from "../../engine/source.ts";
import type { Block } from "./block.ts";
import type { BlockingResponse } from "./fetch.ts";

/** As `Readable`, the body of a response that this thread blocks for, while it is read. */
export class BlockingBody implements Iterator<Uint8Array> {
  /** The end mark has come: what is left of it is nothing but its end. */
  complete = false;
  private readonly response: BlockingResponse;
  private readonly block: Block;

  constructor(response: BlockingResponse, block: Block) {
    this.response = response;
    this.block = block;
  }

  get reads(): Iteration {
    return { kind: "sync", iterator: this, join: list };
  }

  /** What broke the connection, if something did. */
  get broken(): unknown {
    return this.response.broken;
  }

  next(): IteratorResult<Uint8Array> {
    const value = this.response.read(this.block);
    return value ? { value, done: false } : { value: undefined, done: true };
  }

  return(): IteratorResult<Uint8Array> {
    if (this.complete) this.response.complete();
    else this.response.close();
    return { value: undefined, done: true };
  }
}
