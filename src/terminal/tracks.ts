/** A line from a column above to a column below, with one level bit between that it may change column in. */
export interface Wire {
  readonly from: number;
  readonly to: number;
}

/** Wires that are drawn as one line, which may part and meet. */
export interface Net {
  readonly wires: readonly Wire[];
  /** The row in which they change their column, if they do. */
  readonly row: number;
}

type Open = Pick<Net, "wires"> & { readonly left: number; readonly right: number };

/**
 * Finds a row for each net, in as few rows as come easily: two share one where they do not touch, and a net that comes
 * down where another goes down from is above it, as far as they do not want that of each other.
 */
export function tracksOf(wires: readonly Wire[]): { readonly rows: number; readonly nets: readonly Net[] } {
  const open = netsOf(wires);
  const nets: (Open & Net)[] = [];
  let rows = 0;
  while (open.length > 0) {
    const free = open.findIndex((net) => !open.some((other) => other !== net && isAbove(other, net)));
    const [net] = open.splice(Math.max(free, 0), 1) as [Open];
    let row = 0;
    if (net.left < net.right) {
      const turning = nets.filter(({ left, right }) => left < right);
      row = Math.max(0, ...turning.filter((other) => isAbove(other, net)).map((other) => other.row + 1));
      while (turning.some((other) => other.row === row && touch(other, net))) row++;
      rows = Math.max(rows, row + 1);
    }
    nets.push({ ...net, row });
  }
  return { rows, nets };
}

/** Columns above that go on to the same columns below are one net: all that comes in there goes out everywhere. */
function netsOf(wires: readonly Wire[]): Open[] {
  const nets = new Map<string, Wire[]>();
  for (const wire of wires) {
    const below = wires.filter(({ from }) => from === wire.from).map(({ to }) => to);
    const key = below.toSorted((a, b) => a - b).join();
    const net = nets.get(key);
    if (net) net.push(wire);
    else nets.set(key, [wire]);
  }
  return Array.from(nets.values(), (wires) => {
    const columns = wires.flatMap(({ from, to }) => [from, to]);
    return { wires, left: Math.min(...columns), right: Math.max(...columns) };
  });
}

function touch(one: Open, other: Open): boolean {
  return one.left <= other.right && other.left <= one.right;
}

/** Whether `one` leaves its column from above in which `other` goes on below. */
function isAbove(one: Open, other: Open): boolean {
  return one.wires.some(({ from }) => other.wires.some(({ to }) => to === from));
}
