/** Arbitraries for scalars of each type: as they stand in vectors and arguments. */
import fc from 'fast-check';
import { canonicalInteger } from '../../src/types/int8.ts';
import { parseJsonb } from '../../src/types/json/jsonb-text.ts';
import { parseNumeric } from '../../src/types/numeric-text.ts';
import { type RangeFamily, rangeFamilies } from '../../src/types/ranges/families.ts';
import { makeMultirange, makeRange } from '../../src/types/ranges/make.ts';
import type { PgMultirange, PgRange } from '../../src/types/ranges/range-value.ts';
import { binaryNode, notNode, type QueryNode, TsQuery } from '../../src/types/textsearch/tsquery-value.ts';
import { makePosition, makeTsVector } from '../../src/types/textsearch/tsvector-value.ts';
import type { Datum, DatumValue } from '../../src/types/type-def.ts';
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

const lexeme = text.map((value) => value || 'x');
const positions = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 16383 }), fc.integer({ min: 0, max: 3 })), { maxLength: 3 })
  .map((places) => places.map(([place, weight]) => makePosition(place, weight)));

/** Ranges of any bounds, in either order as generated; multiranges of a few of them. */
function ranges(family: RangeFamily, bound: fc.Arbitrary<DatumValue>): fc.Arbitrary<PgRange> {
  const end = fc.tuple(fc.option(bound), fc.boolean());
  return fc.tuple(end, end).map(([a, b]) => {
    const swap = a[0] !== null && b[0] !== null && family.compare(a[0] as never, b[0] as never) > 0;
    const [low, high]: [Datum, boolean][] = swap ? [b, a] : [a, b];
    return makeRange(
      family,
      { value: low![0], inclusive: low![1], lower: true },
      { value: high![0], inclusive: high![1], lower: false },
    );
  });
}
function rangeFamily(name: string): RangeFamily {
  return rangeFamilies.find((family) => family.name === name)!;
}
function multiranges(family: RangeFamily, range: fc.Arbitrary<PgRange>): fc.Arbitrary<PgMultirange> {
  return fc.array(range, { maxLength: 4 }).map((parts) => makeMultirange(family, parts));
}
const smallInteger = fc.oneof(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -2147483648, max: 2147483646 }));
const decimal = decimalText.map(parseNumeric);
const int4ranges = ranges(rangeFamily('int4range'), smallInteger);
const numranges = ranges(rangeFamily('numrange'), decimal);

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
  tsvector: fc.array(fc.record({ word: lexeme, positions }), { maxLength: 4 }).map(makeTsVector),
  tsquery: fc
    .letrec<{ node: QueryNode }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc
          .tuple(lexeme, fc.integer({ min: 0, max: 15 }), fc.boolean())
          .map(([word, weights, prefix]): QueryNode => ({ kind: 'lexeme', word, weights, prefix })),
        tie('node').map(notNode),
        fc
          .tuple(
            fc.constantFrom('and' as const, 'or' as const, 'phrase' as const),
            tie('node'),
            fc.integer({ min: 0, max: 9 }),
          )
          // Only chains to the left: text does not tell `a & (b & c)` from `(a & b) & c`.
          .map(([kind, left, distance]) =>
            binaryNode(
              kind,
              left,
              { kind: 'lexeme', word: 'z', weights: 0, prefix: false },
              kind === 'phrase' ? distance : 0,
            ),
          ),
      ),
    }))
    .node.map((root) => new TsQuery(root)),
  int4range: int4ranges,
  numrange: numranges,
  int4multirange: multiranges(rangeFamily('int4range'), int4ranges),
  nummultirange: multiranges(rangeFamily('numrange'), numranges),
};
