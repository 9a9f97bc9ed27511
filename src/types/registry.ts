/** All type families, put into the table once when this module loads; array types are made from their elements. */
import { arrayTypeOf } from './array.ts';
import { bitTypes } from './bit-string.ts';
import { booleanTypes } from './boolean.ts';
import { byteaTypes } from './bytea.ts';
import './collation/index.ts';
import { datetimeTypes } from './datetime/index.ts';
import { extendedStatisticsTypes } from './extended-statistics.ts';
import { floatTypes } from './floats.ts';
import { geometricTypes } from './geometry/index.ts';
import { integerTypes } from './integers.ts';
import { jsonTypes } from './json/json-types.ts';
import { jsonPathTypes } from './jsonpath/jsonpath-type.ts';
import { moneyTypes } from './money.ts';
import { networkTypes } from './network/index.ts';
import { numericTypes } from './numeric.ts';
import { oidTypes } from './oid.ts';
import { pseudoTypes } from './pseudo.ts';
import { rangeTypes } from './ranges/index.ts';
import { recordType } from './record-value.ts';
import { regTypeDefs } from './reg.ts';
import { snapshotTypes } from './snapshot.ts';
import { textTypes } from './text.ts';
import { textSearchTypes } from './textsearch/index.ts';
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
  extendedStatisticsTypes,
  byteaTypes,
  bitTypes,
  networkTypes,
  geometricTypes,
  snapshotTypes,
  uuidTypes,
  datetimeTypes,
  oidTypes,
  regTypeDefs,
  vectorTypes,
  jsonTypes,
  jsonPathTypes,
  rangeTypes,
  textSearchTypes,
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
export {
  allTypes,
  baseTypeOid,
  enterUserTypes,
  firstUserTypeOid,
  registerTypes,
  typeByName,
  typeByOid,
  type UserTypes,
} from './type-table.ts';
export { compositeTypeOf, domainTypeOf, enumTypeOf } from './user-types.ts';
