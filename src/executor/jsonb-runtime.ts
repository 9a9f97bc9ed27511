/** What generated code calls for subscripts of jsonb. */
import { jsonbAtPath } from '../functions/json/index.ts';
import type { Jsonb } from '../types/json/jsonb-value.ts';
import type { Datum } from '../types/type-def.ts';

/** `j['a'][0]`: integers and keys in one path; null where nothing is, and for a null subscript. */
export function subscriptJsonb(value: Datum, subscripts: readonly Datum[]): Datum {
  if (value === null || subscripts.includes(null)) return null;
  return jsonbAtPath(
    value as Jsonb,
    subscripts.map((subscript) => String(subscript)),
  );
}
