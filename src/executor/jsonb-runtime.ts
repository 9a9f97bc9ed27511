/** What generated code calls for subscripts of jsonb. */
import { sqlError } from '../errors/index.ts';
import { changeAtPath, jsonbAtPath } from '../functions/json/index.ts';
import { Jsonb } from '../types/json/jsonb-value.ts';
import type { Datum } from '../types/type-def.ts';

/** `j['a'][0]`: integers and keys in one path; null where nothing is, and for a null subscript. */
export function subscriptJsonb(value: Datum, subscripts: readonly Datum[]): Datum {
  if (value === null || subscripts.includes(null)) return null;
  return jsonbAtPath(
    value as Jsonb,
    subscripts.map((subscript) => String(subscript)),
  );
}

/** `SET j['a'][0] = value`: a null column becomes the container that the first subscript asks for. */
export function assignToJsonb(container: Datum, subscripts: readonly Datum[], value: Datum): Datum {
  if (subscripts.includes(null)) {
    throw sqlError('null_value_not_allowed', 'jsonb subscript in assignment must not be null');
  }
  const empty = typeof subscripts[0] === 'number' ? Jsonb.emptyArray : Jsonb.emptyObject;
  return changeAtPath((container ?? empty) as Jsonb, {
    kind: 'assign',
    path: subscripts.map((subscript) => String(subscript)),
    value: (value ?? Jsonb.null) as Jsonb,
  });
}
