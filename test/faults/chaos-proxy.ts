import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Link, type Crossing } from "./link.ts";
import type { Weather } from "./weather.ts";

/**
 * A TCP proxy on 127.0.0.1 between a client and a server, under whose weather answers come late, in pieces, cut off or
 * not at all, and which tells when each connection was opened and closed. It knows nothing of what it carries.
 *
 * @example
 * await using proxy = await ChaosProxy.to(port);
 * const crossings = proxy.begin(() => ({ strike: { how: "reset", after: 500 } }));
 */
export class ChaosProxy implements AsyncDisposable {
  private readonly server: Server;
  private readonly links = new Set<Link>();
  private plan: (nth: number) => Weather = () => ({});
  private crossings: Crossing[] = [];
  private asked = new Set<Link>();

  static async to(port: number): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(port);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  private constructor(port: number) {
    // A client's end is not an end of the answer to it, unless it says so.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const link = new Link(client, port, (link) => this.ask(link));
      this.links.add(link);
      void link.closed.then(() => this.links.delete(link));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections there are. */
  get open(): number {
    return this.links.size;
  }

  /**
   * From now on, the n-th connection (from 0) that a client sends something on is under the weather that `plan` gives for
   * n, and its bytes are counted from there. The list grows as they come.
   */
  begin(plan: (nth: number) => Weather): readonly Crossing[] {
    this.plan = plan;
    this.asked = new Set();
    return (this.crossings = []);
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, "close");
    this.server.close();
    for (const link of this.links) link.destroy();
    await closed;
    await Promise.all(Array.from(this.links, (link) => link.closed));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private ask(link: Link): void {
    if (this.asked.has(link)) return;
    this.asked.add(link);
    this.crossings.push(link.under(this.plan(this.crossings.length)));
  }
}
