import fc from 'fast-check';
import { canonicalInteger } from '../../src/types/int8.ts';
import { parseJsonb } from '../../src/types/json/jsonb-text.ts';
import { parseNumeric } from '../../src/types/numeric-text.ts';
import type { DatumValue } from '../../src/types/type-def.ts';
import { decimalText } from '../numeric/arbitraries.ts';
import { networkGeometryScalars } from './network-geometry-arbitraries.ts';

/** Text without U+0000, rich in what text forms must escape. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.replaceAll('\0', '')),
  fc
    .array(
      fc.constantFrom('a', 'A', '"', '\\', '{', '}', ',', ' ', '\t', 'NULL', "'", '%', '_', 'é', '\u{1f600}', '\ue000'),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);

const int64 = fc
  .oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -9n, max: 9n }))
  .map(canonicalInteger);
const uint32 = fc.oneof(fc.integer({ min: 0, max: 4294967295 }), fc.integer({ min: 0, max: 9 }));
const hex = fc.stringMatching(/^[0-9a-f]{32}$/);

/** Scalars of each type, small ones often, so that equal pairs happen. */
export const scalars: Readonly<Record<string, fc.Arbitrary<DatumValue>>> = {
  bool: fc.boolean(),
  int2: fc.oneof(fc.integer({ min: -32768, max: 32767 }), fc.integer({ min: -2, max: 2 })),
  int4: fc.oneof(fc.integer(), fc.integer({ min: -2, max: 2 })),
  int8: int64,
  float4: fc.float({ noNaN: false }),
  float8: fc.double({ noNaN: false }),
  numeric: fc
    .oneof(
      { weight: 8, arbitrary: decimalText },
      { weight: 1, arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity') },
    )
    .map(parseNumeric),
  money: int64,
  text,
  varchar: text,
  bpchar: text,
  bytea: fc.uint8Array({ maxLength: 6 }),
  uuid: hex.map((h) => `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`),
  oid: uint32,
  xid: uint32,
  tid: fc.tuple(uint32, fc.integer({ min: 0, max: 65535 })).map(([block, offset]) => block * 65536 + offset),
  ...networkGeometryScalars,
  json: fc.jsonValue().map((value) => JSON.stringify(value)),
  jsonb: fc.jsonValue({ maxDepth: 3 }).map((value) => parseJsonb(JSON.stringify(value))),
  pg_lsn: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(canonicalInteger),
};
