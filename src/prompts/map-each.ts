import { isRunletError, RunletError } from "../errors/error.ts";

/**
 * What `read` makes of each item. An error of the library says of which one: `name` gives the words for it. An error of
 * a user's own function stays as it is.
 */
export function mapEach<T, R>(
  items: readonly T[],
  read: (item: T) => R,
  name: (item: T, place: string) => string,
): R[] {
  return items.map((item, i) => {
    try {
      return read(item);
    } catch (error) {
      if (!isRunletError(error)) throw error;
      const where = name(item, `${i + 1} of ${items.length}`);
      throw new RunletError(error.code, `${where}: ${error.message}`, { cause: error });
    }
  });
}
