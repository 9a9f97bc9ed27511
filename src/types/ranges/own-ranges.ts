/** TypeDefs of range and multirange types that a database defines (CREATE TYPE ... AS RANGE). */
import { combineHashes } from '../hash.ts';
import type { TextContext, TypeDef } from '../type-def.ts';
import { userTypeName } from '../type-table.ts';
import type { RangeFamily } from './families.ts';
import { hashRange } from './index.ts';
import { compareMultiranges, compareRanges } from './make.ts';
import { formatMultirange, parseMultirange } from './multirange-text.ts';
import { formatRange, parseRange } from './range-text.ts';
import type { PgMultirange, PgRange } from './range-value.ts';

/** What both have alike; the name in messages depends on the search path of who asks. */
function common(oid: number, name: string, arrayOid: number, family: RangeFamily) {
  return {
    oid,
    name,
    get displayName(): string {
      return userTypeName(oid) ?? name;
    },
    arrayOid,
    elementOid: 0,
    category: 'R',
    preferred: false,
    length: -1,
    align: family.subtype.align === 'd' ? 'd' : 'i',
    collatable: false,
    vector: 'mixed',
    scalar: 'object',
    rangeFamily: family,
  } as const;
}

function withParts(names: ReturnType<typeof common>, parts: Partial<TypeDef>): TypeDef {
  // As properties, so that the getter among them stays one.
  return Object.defineProperties({ ...parts } as TypeDef, Object.getOwnPropertyDescriptors(names));
}

export function ownRangeType(family: RangeFamily): TypeDef {
  const { subtype } = family;
  return withParts(common(family.oid, family.name, family.arrayOid, family), {
    kind: 'range',
    input: (text: string, _typmod: number, context: TextContext) => parseRange(text, family, context),
    output: ((value: PgRange, context: TextContext) => formatRange(value, family, context)) as TypeDef['output'],
    compare: (a: PgRange, b: PgRange) => compareRanges(family, a, b),
    hash: subtype.hash === null ? null : (value: PgRange) => hashRange(value, subtype),
  });
}

export function ownMultirangeType(family: RangeFamily): TypeDef {
  const { subtype } = family;
  return withParts(common(family.multirangeOid, family.multirangeName, family.multirangeArrayOid, family), {
    kind: 'multirange',
    input: (text: string, _typmod: number, context: TextContext) => parseMultirange(text, family, context),
    output: ((value: PgMultirange, context: TextContext) =>
      formatMultirange(value, family, context)) as TypeDef['output'],
    compare: (a: PgMultirange, b: PgMultirange) => compareMultiranges(family, a, b),
    hash:
      subtype.hash === null
        ? null
        : (value: PgMultirange) => value.ranges.reduce((hash, r) => combineHashes(hash, hashRange(r, subtype)), 1),
  });
}
