/**
 * Casts of oid and the reg* types. PostgreSQL has them binary with integer, the same 32 bits being unsigned in the one and
 * signed in the other; our scalars are numbers, so values from 2^31 on need the two conversions here, which no row of
 * pg_proc has.
 */
import type { Int8 } from '../../types/int8.ts';
import { typeByName } from '../../types/registry.ts';
import { outOfRange } from '../../types/text-scan.ts';
import type { CastDef, FunctionContext, ScalarFunctionDef } from '../function-def.ts';

export const int4ToOidProc = 9990;
export const oidToInt4Proc = 9991;
const int2ToInt4Proc = 313;
const int8ToOidProc = 1287;
const oidToInt8Proc = 1288;

const aliases = [
  'regclass',
  'regtype',
  'regproc',
  'regprocedure',
  'regoper',
  'regoperator',
  'regnamespace',
  'regrole',
  'regcollation',
  'regconfig',
  'regdictionary',
] as const;

/** Pairs of alias types that turn into each other freely. */
const pairs = [
  ['regproc', 'regprocedure'],
  ['regoper', 'regoperator'],
] as const;

function int8ToOid(value: Int8): number {
  if (value < 0 || value > 4294967295) throw outOfRange('OID');
  return value as number;
}

const function1 = { kind: 'scalar', volatility: 'immutable', strict: true } as const;

export const identifierCastFunctions: readonly ScalarFunctionDef[] = [
  { ...function1, oid: int8ToOidProc, name: 'oid', args: ['int8'], result: 'oid', impl: int8ToOid },
  { ...function1, oid: oidToInt8Proc, name: 'int8', args: ['oid'], result: 'int8', impl: (value: number) => value },
  {
    ...function1,
    oid: int4ToOidProc,
    name: 'oid',
    args: ['int4'],
    result: 'oid',
    hidden: true,
    impl: (value: number) => value >>> 0,
  },
  {
    ...function1,
    oid: oidToInt4Proc,
    name: 'int4',
    args: ['oid'],
    result: 'int4',
    hidden: true,
    impl: (value: number) => value | 0,
  },
  {
    ...function1,
    oid: 1079,
    name: 'regclass',
    args: ['text'],
    result: 'regclass',
    volatility: 'stable',
    context: true,
    impl: (context: FunctionContext, text: string) => typeByName('regclass')!.input(text, -1, context),
  },
  {
    ...function1,
    oid: 5071,
    name: 'xid',
    args: ['xid8'],
    result: 'xid',
    impl: (value: Int8) => Number(BigInt.asUintN(32, BigInt(value))),
  },
];

function castsOfIdentifier(name: string): CastDef[] {
  const casts: CastDef[] = [
    {
      source: 'int2',
      target: name,
      context: 'implicit',
      method: { proc: int4ToOidProc },
      shown: { proc: int2ToInt4Proc },
    },
    { source: 'int4', target: name, context: 'implicit', method: { proc: int4ToOidProc }, shown: 'binary' },
    { source: 'int8', target: name, context: 'implicit', method: { proc: int8ToOidProc } },
    { source: name, target: 'int4', context: 'assignment', method: { proc: oidToInt4Proc }, shown: 'binary' },
    { source: name, target: 'int8', context: 'assignment', method: { proc: oidToInt8Proc } },
  ];
  if (name !== 'oid') {
    casts.push(
      { source: 'oid', target: name, context: 'implicit', method: 'binary' },
      { source: name, target: 'oid', context: 'implicit', method: 'binary' },
    );
  }
  return casts;
}

export const identifierCasts: readonly CastDef[] = [
  ...castsOfIdentifier('oid'),
  ...aliases.flatMap(castsOfIdentifier),
  ...pairs.flatMap(([left, right]): CastDef[] => [
    { source: left, target: right, context: 'implicit', method: 'binary' },
    { source: right, target: left, context: 'implicit', method: 'binary' },
  ]),
  { source: 'text', target: 'regclass', context: 'implicit', method: { proc: 1079 } },
  { source: 'varchar', target: 'regclass', context: 'implicit', method: { proc: 1079 } },
  { source: 'xid8', target: 'xid', context: 'explicit', method: { proc: 5071 } },
];
