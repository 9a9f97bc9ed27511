/**
 * Constructors of the range types that a database defines. They come with the type and go with it; their OIDs, and that of the
 * cast to the multirange type, follow on the type's own:
 *
 *   type - 1  array          type + 3  range(lower, upper)             type + 6  multirange(range)
 *   type + 1  array          type + 4  range(lower, upper, flags)      type + 7  multirange(VARIADIC ranges)
 *   type + 2  multirange     type + 5  multirange()                    type + 8  cast
 */
import { assert } from '../../common/assert.ts';
import { emptyMultirange } from '../../types/ranges/make.ts';
import { asMultirange } from '../../types/ranges/multirange-operations.ts';
import { firstUserTypeOid, typeByOid } from '../../types/registry.ts';
import type { FunctionPlace, Oid, TypeDef } from '../../types/type-def.ts';
import type { CallInfo, CastDef, ScalarFunctionDef } from '../function-def.ts';
import { construct, constructMultirange } from './constructors.ts';

/** How many OIDs a range type takes behind its own. */
export const rangeTypeOids = 8;
const firstConstructor = 3;
const rangeToMultirange = 6;
const castOffset = 8;
const textOid: Oid = 25;

const made = new WeakMap<TypeDef, readonly ScalarFunctionDef[]>();

/** The five constructors of a range type of the database's own and its multirange type. */
export function constructorsOf(type: TypeDef): readonly ScalarFunctionDef[] {
  let functions = made.get(type);
  if (functions === undefined) {
    functions = makeConstructors(type);
    made.set(type, functions);
  }
  return functions;
}

function makeConstructors(type: TypeDef): readonly ScalarFunctionDef[] {
  const family = type.rangeFamily;
  assert(family?.constructors !== undefined, `${type.name} is no range type of the database's own`);
  const { subtype, multirangeOid } = family;
  const { range, multirange } = family.constructors;
  let oid = type.oid + firstConstructor;
  const row = (
    place: FunctionPlace,
    args: readonly Oid[],
    result: Oid,
    impl: ScalarFunctionDef['impl'],
    extras: Partial<ScalarFunctionDef>,
  ): ScalarFunctionDef => ({
    kind: 'scalar',
    oid: oid++,
    name: place.name,
    args: args.map((arg) => typeByOid(arg)!.name),
    result: typeByOid(result)!.name,
    volatility: 'immutable',
    strict: true,
    own: { schema: place.schema, args, result },
    impl,
    ...extras,
  });
  const lenient = { strict: false, callInfo: true } as const;
  return [
    row(range, [subtype.oid, subtype.oid], type.oid, construct, lenient),
    row(range, [subtype.oid, subtype.oid, textOid], type.oid, construct, lenient),
    row(multirange, [], multirangeOid, (info: CallInfo) => emptyMultirange(info.resultType), { callInfo: true }),
    row(multirange, [type.oid], multirangeOid, asMultirange, {}),
    row(multirange, [type.oid], multirangeOid, constructMultirange, { callInfo: true, variadic: true }),
  ];
}

/** A function by an OID that a database gave. */
export function ownFunctionByOid(oid: Oid): ScalarFunctionDef | undefined {
  if (oid < firstUserTypeOid) return undefined;
  for (let offset = firstConstructor; offset < castOffset; offset++) {
    const type = typeByOid(oid - offset);
    if (type?.kind === 'range') return constructorsOf(type)[offset - firstConstructor];
  }
  return undefined;
}

/** The cast from a range type to its multirange type. */
export function ownCast(source: Oid, target: Oid): CastDef | undefined {
  if (source < firstUserTypeOid) return undefined;
  const from = typeByOid(source);
  if (from?.kind !== 'range' || from.rangeFamily?.multirangeOid !== target) return undefined;
  const to = from.rangeFamily.multirangeName;
  return { source: from.name, target: to, context: 'explicit', method: { proc: source + rangeToMultirange } };
}

/** OID of that cast. */
export function castOfRange(type: Oid): Oid {
  return type + castOffset;
}

export function rangeOfCast(cast: Oid): Oid {
  return cast - castOffset;
}
