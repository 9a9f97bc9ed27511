/** Reading the keys of groups. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Value, value } from '../value.ts';

/** Key `i` of group `g`. */
export function loadKey(writer: FunctionWriter, table: string, i: number, interned: boolean, key: BoundExpr): Value {
  const keys = writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`);
  const local = writer.temp('v');
  if (interned) {
    const values = writer.hoist(`${table}.iv${i}`, 'i', `${table}.interners[${i}].values`);
    writer.line(`const ${local}=${values}[${keys}[g]];`);
    return value(local, `${local}===null`, key.type, key.typmod);
  }
  const nulls = writer.hoist(`${table}.u${i}`, 'u', `${table}.keyNulls[${i}]`);
  writer.line(`const ${local}=${keys}[g];`);
  return value(local, `(${nulls}.length!==0&&${nulls}[g]===1)`, key.type, key.typmod);
}
