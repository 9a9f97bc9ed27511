/** Range and multirange types: a row each, made from the family's row. */
import { defineType } from '../define-type.ts';
import { combineHashes } from '../hash.ts';
import type { Datum, TypeDef } from '../type-def.ts';
import { type RangeFamily, rangeFamilies } from './families.ts';
import { compareMultiranges, compareRanges } from './make.ts';
import { formatMultirange, parseMultirange } from './multirange-text.ts';
import { formatRange, parseRange } from './range-text.ts';
import type { PgMultirange, PgRange } from './range-value.ts';

export function hashRange(range: PgRange, subtype: TypeDef): number {
  if (range.isEmpty) return 1;
  const hashBound = (value: Datum): number => (value === null ? 0 : subtype.hash!(value as never));
  const flags = (range.lowerInclusive ? 2 : 0) + (range.upperInclusive ? 4 : 0);
  return combineHashes(combineHashes(flags, hashBound(range.lower)), hashBound(range.upper));
}

function rangeType(family: RangeFamily): TypeDef {
  const { subtype } = family;
  return defineType({
    oid: family.oid,
    name: family.name,
    arrayOid: family.arrayOid,
    kind: 'range',
    category: 'R',
    align: subtype.align === 'd' ? 'd' : 'i',
    input: (text, _typmod, context) => parseRange(text, family, context),
    output: (value: PgRange, context) => formatRange(value, family, context),
    compare: (a: PgRange, b: PgRange) => compareRanges(family, a, b),
    hash: (value: PgRange) => hashRange(value, subtype),
  });
}

function multirangeType(family: RangeFamily): TypeDef {
  const { subtype } = family;
  return defineType({
    oid: family.multirangeOid,
    name: family.multirangeName,
    arrayOid: family.multirangeArrayOid,
    kind: 'multirange',
    category: 'R',
    align: subtype.align === 'd' ? 'd' : 'i',
    input: (text, _typmod, context) => parseMultirange(text, family, context),
    output: (value: PgMultirange, context) => formatMultirange(value, family, context),
    compare: (a: PgMultirange, b: PgMultirange) => compareMultiranges(family, a, b),
    hash: (value: PgMultirange) => value.ranges.reduce((hash, r) => combineHashes(hash, hashRange(r, subtype)), 1),
  });
}

export const rangeTypes: readonly TypeDef[] = [...rangeFamilies.map(rangeType), ...rangeFamilies.map(multirangeType)];
