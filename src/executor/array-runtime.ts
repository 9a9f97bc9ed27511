/** What generated code calls for element-wise casts and `op ANY (array)`. */
import type { FunctionContext } from '../functions/function-def.ts';
import { PgArray } from '../types/array-value.ts';
import type { Datum, TypeDef } from '../types/type-def.ts';

export interface ElementCast {
  readonly source: TypeDef;
  readonly target: TypeDef;
  readonly method: 'function' | 'io' | 'binary';
  readonly impl: ((...args: never[]) => Datum) | null;
  /** `impl` gets the FunctionContext first. */
  readonly context: boolean;
  /** The function takes the modifier as well. */
  readonly modified: boolean;
  readonly typmod: number;
  readonly explicit: boolean;
}
export function castElements(array: PgArray, cast: ElementCast, context: FunctionContext): PgArray {
  const values = array.values.map((item) => {
    if (item === null) return null;
    let result: Datum = item;
    if (cast.method === 'function') {
      const args: Datum[] = cast.modified ? [item, cast.typmod] : [item];
      result = cast.context ? cast.impl!(context as never, ...(args as never[])) : cast.impl!(...(args as never[]));
    } else if (cast.method === 'io')
      result = cast.target.input(cast.source.output(item, context), cast.typmod, context);
    if (result !== null && cast.typmod >= 0 && cast.target.applyModifier !== undefined) {
      result = cast.target.applyModifier(result as never, cast.typmod, cast.explicit);
    }
    return result;
  });
  return new PgArray(cast.target.oid, array.dims, array.lowerBounds, values);
}

export interface ArrayTest {
  readonly impl: (...args: never[]) => Datum;
  readonly context: boolean;
  readonly callInfo: unknown;
  readonly any: boolean;
}
/** Three-valued `arg op ANY|ALL (array)` for a strict operator. */
export function arrayTest(test: ArrayTest, arg: Datum, array: Datum, context: FunctionContext): boolean | null {
  if (array === null) return null;
  const { values } = array as PgArray;
  if (values.length === 0) return !test.any;
  let unknown = arg === null;
  if (arg !== null) {
    const impl = test.impl as (...args: unknown[]) => Datum;
    for (const item of values) {
      if (item === null) {
        unknown = true;
        continue;
      }
      let result: Datum;
      if (test.context)
        result = test.callInfo === null ? impl(context, arg, item) : impl(context, test.callInfo, arg, item);
      else result = test.callInfo === null ? impl(arg, item) : impl(test.callInfo, arg, item);
      if (result === null) unknown = true;
      else if ((result as boolean) === test.any) return test.any;
    }
  }
  return unknown ? null : !test.any;
}
