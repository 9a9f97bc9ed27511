/** Arguments of functions over any number of values of any type, given one by one or as `VARIADIC array`. */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { CallInfo } from '../function-def.ts';

export interface VariadicArguments {
  readonly values: readonly Datum[];
  /** OID of the type of value number `index`. */
  readonly typeOf: (index: number) => Oid;
}

/** The values behind the first `fixed` arguments; null for a null array. */
export function variadicArguments(
  info: CallInfo,
  values: readonly Datum[],
  fixed: number,
  callee: string,
): VariadicArguments | null {
  if (info.variadic !== true) return { values, typeOf: (index) => info.argTypes[index + fixed]! };
  const array = values[0] ?? null;
  if (array === null) return null;
  if (!(array instanceof PgArray)) {
    throw sqlError('invalid_parameter_value', `VARIADIC argument must be an array in call of ${callee}`);
  }
  const elementType = typeByOid(info.argTypes[fixed]!)!.elementOid;
  return { values: array.values, typeOf: () => elementType };
}
