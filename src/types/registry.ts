/** All type families, put into the table once when this module loads; array types are made from their elements. */
import { arrayTypeOf } from './array.ts';
import { booleanTypes } from './boolean.ts';
import { byteaTypes } from './bytea.ts';
import { datetimeTypes } from './datetime/index.ts';
import { floatTypes } from './floats.ts';
import { integerTypes } from './integers.ts';
import { moneyTypes } from './money.ts';
import { numericTypes } from './numeric.ts';
import { oidTypes } from './oid.ts';
import { pseudoTypes } from './pseudo.ts';
import { recordType } from './record-value.ts';
import { regTypeDefs } from './reg.ts';
import { textTypes } from './text.ts';
import type { TypeDef } from './type-def.ts';
import { registerTypes } from './type-table.ts';
import { uuidTypes } from './uuid.ts';
import { vectorTypes } from './vectors.ts';

const families: readonly (readonly TypeDef[])[] = [
  booleanTypes,
  integerTypes,
  floatTypes,
  numericTypes,
  moneyTypes,
  textTypes,
  byteaTypes,
  uuidTypes,
  datetimeTypes,
  oidTypes,
  regTypeDefs,
  vectorTypes,
  pseudoTypes,
  [recordType],
];

for (const family of families) {
  registerTypes(family);
  registerTypes(family.filter((type) => type.arrayOid !== 0).map(arrayTypeOf));
}

export { formatType } from './format-type.ts';
export { isRecordType, PgRecord, recordIsNotNull, recordIsNull, recordType, valueType } from './record-value.ts';
export { defaultTextContext } from './text-context.ts';
export { allTypes, registerTypes, typeByName, typeByOid } from './type-table.ts';
