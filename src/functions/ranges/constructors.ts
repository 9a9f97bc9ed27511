/** Functions named as their types: `int4range(1, 5)`, `int4multirange(int4range(1, 5))`; and what makes one of the other. */
import { sqlError } from '../../errors/index.ts';
import type { PgArray } from '../../types/array-value.ts';
import { familyOfMultirange, familyOfRange } from '../../types/ranges/families.ts';
import { emptyMultirange, makeMultirange, makeRange } from '../../types/ranges/make.ts';
import { asMultirange } from '../../types/ranges/multirange-operations.ts';
import type { PgMultirange, PgRange } from '../../types/ranges/range-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { CallInfo, CastDef, ScalarFunctionDef } from '../function-def.ts';
import { scalar } from '../scalar/define.ts';

const boundFlags = /^([[(])([\])])$/;

export function construct(info: CallInfo, lower: Datum, upper: Datum, flags?: string | null): PgRange {
  if (flags === null) {
    throw sqlError('data_exception', 'range constructor flags argument must not be null');
  }
  const brackets = boundFlags.exec(flags ?? '[)');
  if (brackets === null) {
    throw sqlError('syntax_error', 'invalid range bound flags', {
      hint: 'Valid values are "[]", "[)", "(]", and "()".',
    });
  }
  return makeRange(
    familyOfRange(info.resultType)!,
    { value: lower, inclusive: brackets[1] === '[', lower: true },
    { value: upper, inclusive: brackets[2] === ']', lower: false },
  );
}

export function constructMultirange(info: CallInfo, array: PgArray): PgMultirange {
  if (array.dims.length > 1) {
    throw sqlError('cardinality_violation', 'multiranges cannot be constructed from multidimensional arrays');
  }
  const ranges = array.values.map((value) => {
    if (value === null) throw sqlError('null_value_not_allowed', 'multirange values cannot contain null members');
    return value as PgRange;
  });
  return makeMultirange(familyOfMultirange(info.resultType)!, ranges);
}

const lenient = { strict: false, callInfo: true } as const;

/** Range with two arguments, with three; multirange with none, one, any number. */
function constructors(
  range: string,
  subtype: string,
  multirange: string,
  oids: readonly [number, number, number, number, number],
): ScalarFunctionDef[] {
  return [
    scalar(oids[0], range, `${subtype} ${subtype}`, range, construct, lenient),
    scalar(oids[1], range, `${subtype} ${subtype} text`, range, construct, lenient),
    scalar(oids[2], multirange, '', multirange, (info: CallInfo) => emptyMultirange(info.resultType), {
      callInfo: true,
    }),
    scalar(oids[3], multirange, range, multirange, asMultirange),
    scalar(oids[4], multirange, range, multirange, constructMultirange, { callInfo: true, variadic: true }),
  ];
}

function canonical(oid: number, range: string): ScalarFunctionDef {
  // Every range is canonical from the moment it is made.
  return scalar(oid, `${range}_canonical`, range, range, (value: PgRange) => value);
}

export const rangeConstructors: readonly ScalarFunctionDef[] = [
  ...constructors('int4range', 'int4', 'int4multirange', [3840, 3841, 4280, 4281, 4282]),
  ...constructors('numrange', 'numeric', 'nummultirange', [3844, 3845, 4283, 4284, 4285]),
  ...constructors('tsrange', 'timestamp', 'tsmultirange', [3933, 3934, 4286, 4287, 4288]),
  ...constructors('tstzrange', 'timestamptz', 'tstzmultirange', [3937, 3938, 4289, 4290, 4291]),
  ...constructors('daterange', 'date', 'datemultirange', [3941, 3942, 4292, 4293, 4294]),
  ...constructors('int8range', 'int8', 'int8multirange', [3945, 3946, 4295, 4296, 4297]),
  canonical(3914, 'int4range'),
  canonical(3915, 'daterange'),
  canonical(3928, 'int8range'),
  scalar(4298, 'multirange', 'anyrange', 'anymultirange', asMultirange),
];

function cast(source: string, target: string, proc: number): CastDef {
  return { source, target, context: 'explicit', method: { proc } };
}

export const rangeCasts: readonly CastDef[] = [
  cast('int4range', 'int4multirange', 4281),
  cast('int8range', 'int8multirange', 4296),
  cast('numrange', 'nummultirange', 4284),
  cast('daterange', 'datemultirange', 4293),
  cast('tsrange', 'tsmultirange', 4287),
  cast('tstzrange', 'tstzmultirange', 4290),
];
