// What the contract suite takes of vitest, by node:test, which starts where the built-ins are frozen, and vitest's own matchers.
import { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { describe as suite, it as test, type TestOptions } from "node:test";

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

const asymmetric = (globalThis as Record<PropertyKey, unknown>)[ASYMMETRIC_MATCHERS_OBJECT] as object;

export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  asymmetric,
);

type Work = (...args: readonly unknown[]) => unknown;
type Begin = (title: string, ...rest: readonly unknown[]) => void;

function titled(title: string, row: unknown, args: readonly unknown[]): string {
  let at = 0;
  return title.replace(/%s|%j|\$(\w+)/g, (found, key) => {
    if (key) return String((row as Record<string, unknown>)[key]);
    const arg = args[at++];
    return found === "%j" ? JSON.stringify(arg) : String(arg);
  });
}

/** Once for each row; the values of one that is an array are the arguments. */
function eachBy(begin: Begin) {
  return (rows: readonly unknown[]) =>
    (title: string, ...rest: readonly unknown[]): void => {
      const work = rest.at(-1) as Work;
      for (const row of rows) {
        const args = Array.isArray(row) ? row : [row];
        begin(titled(title, row, args), ...rest.slice(0, -1), () => work(...args));
      }
    };
}

/** Options of a suite are those of its tests, which have time enough. */
const beginSuite: Begin = (title, ...rest) => void suite(title, rest.at(-1) as () => void);

const beginTest: Begin = (title, ...rest) => {
  const options: TestOptions = { timeout: 60_000, ...(rest.length > 1 ? (rest[0] as TestOptions) : {}) };
  void test(title, options, () => (rest.at(-1) as Work)() as Promise<void>);
};

export const describe = Object.assign(beginSuite, { each: eachBy(beginSuite) });
export const it = Object.assign(beginTest, { each: eachBy(beginTest) });

// Where the flags are not in force, nothing of it would be shown.
describe("the built-ins", () => {
  it("are frozen", () => {
    for (const of of [Object, Array, Function, Promise, Error]) expect(Object.isFrozen(of.prototype)).equal(true);
  });

  it("have no __proto__", () => {
    expect(() => Reflect.get({}, "__proto__")).throw(/__proto__/);
    expect(() => Reflect.set({}, "__proto__", null)).throw(/__proto__/);
  });
});
