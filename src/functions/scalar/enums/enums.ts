/** "Enum Support Functions". The type is known from the call alone, so the argument may be null. */
import { sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeByOid } from '../../../types/registry.ts';
import type { Datum, EnumLabel, TextContext, TypeDef } from '../../../types/type-def.ts';
import { usableLabel } from '../../../types/user-types.ts';
import type { CallInfo, ScalarFunctionDef } from '../../function-def.ts';

function enumOf(info: CallInfo): TypeDef {
  const type = typeByOid(info.argTypes[0]!);
  if (type?.enumeration === undefined) {
    throw sqlError('feature_not_supported', 'could not determine actual enum type');
  }
  return type;
}

function endpoint(context: TextContext, info: CallInfo, which: 'first' | 'last'): Datum {
  const type = enumOf(info);
  const labels = type.enumeration!.labels;
  const label = which === 'first' ? labels[0] : labels.at(-1);
  if (label === undefined) {
    throw sqlError('object_not_in_prerequisite_state', `enum ${type.displayName} contains no values`);
  }
  return usableLabel(type, label, context);
}

function range(context: TextContext, info: CallInfo, from: number | null, to: number | null): Datum {
  const type = enumOf(info);
  const within = (label: EnumLabel): boolean =>
    (from === null || label.order >= from) && (to === null || label.order <= to);
  const values = type.enumeration!.labels.filter(within).map((label) => usableLabel(type, label, context));
  return PgArray.of(type.oid, values);
}

const row = { kind: 'scalar', context: true, callInfo: true, strict: false, volatility: 'stable' } as const;

export const enumFunctions: readonly ScalarFunctionDef[] = [
  {
    ...row,
    oid: 3528,
    name: 'enum_first',
    args: ['anyenum'],
    result: 'anyenum',
    impl: (context: TextContext, info: CallInfo) => endpoint(context, info, 'first'),
  },
  {
    ...row,
    oid: 3529,
    name: 'enum_last',
    args: ['anyenum'],
    result: 'anyenum',
    impl: (context: TextContext, info: CallInfo) => endpoint(context, info, 'last'),
  },
  {
    ...row,
    oid: 3530,
    name: 'enum_range',
    args: ['anyenum', 'anyenum'],
    result: 'anyarray',
    impl: range,
  },
  {
    ...row,
    oid: 3531,
    name: 'enum_range',
    args: ['anyenum'],
    result: 'anyarray',
    impl: (context: TextContext, info: CallInfo) => range(context, info, null, null),
  },
  {
    kind: 'scalar',
    oid: 3514,
    name: 'enum_cmp',
    args: ['anyenum', 'anyenum'],
    result: 'int4',
    strict: true,
    volatility: 'immutable',
    impl: (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0),
  },
  {
    kind: 'scalar',
    oid: 3524,
    name: 'enum_smaller',
    args: ['anyenum', 'anyenum'],
    result: 'anyenum',
    strict: true,
    volatility: 'immutable',
    impl: (a: number, b: number) => (a < b ? a : b),
  },
  {
    kind: 'scalar',
    oid: 3525,
    name: 'enum_larger',
    args: ['anyenum', 'anyenum'],
    result: 'anyenum',
    strict: true,
    volatility: 'immutable',
    impl: (a: number, b: number) => (a > b ? a : b),
  },
];
