// fast-check, with fewer runs: that many programs are right is shown where vitest runs.
import fc, { type IAsyncProperty, type IProperty, type Parameters } from "fast-check";

const MOST = 50;

function assert<T>(property: IProperty<T> | IAsyncProperty<T>, parameters: Parameters<T> = {}): unknown {
  return fc.assert(property, { ...parameters, numRuns: Math.min(parameters.numRuns ?? MOST, MOST) });
}

export default { ...fc, assert };
