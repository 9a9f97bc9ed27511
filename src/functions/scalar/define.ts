/** Short forms for the rows of scalar and set-returning functions. */
import type { Datum, DatumValue } from '../../types/type-def.ts';
import type { ScalarFunctionDef, SetFunctionDef, Volatility } from '../function-def.ts';

type Implementation = (...args: never[]) => Datum;

/** What a row may say beyond its signature. */
export interface Extras {
  readonly volatility?: Volatility;
  /** ScalarFunctionDef.inlined. */
  readonly inlined?: true;
  /** true when left out. */
  readonly strict?: boolean;
  readonly context?: true;
  readonly callInfo?: true;
  readonly waits?: true;
  readonly variadic?: true;
  readonly argNames?: readonly string[];
  readonly defaults?: readonly string[];
}

const none: readonly string[] = [];

/** An immutable strict function unless `extras` says otherwise; `args` are type names between spaces. */
export function scalar(
  oid: number,
  name: string,
  args: string,
  result: string,
  impl: Implementation,
  extras?: Extras,
): ScalarFunctionDef {
  const base = {
    kind: 'scalar',
    oid,
    name,
    args: args === '' ? none : args.split(' '),
    result,
    volatility: extras?.volatility ?? 'immutable',
    strict: extras?.strict ?? true,
    impl,
  } as const;
  if (extras === undefined) return base;
  const { volatility: _volatility, strict: _strict, ...rest } = extras;
  return { ...base, ...rest };
}

export function rowSet(
  oid: number,
  name: string,
  args: string,
  result: string,
  rows: SetFunctionDef['rows'],
  extras?: Extras & { readonly columns?: SetFunctionDef['columns'] },
): SetFunctionDef {
  const { volatility = 'immutable', strict = true, columns, ...rest } = extras ?? {};
  return {
    kind: 'set',
    oid,
    name,
    args: args === '' ? none : args.split(' '),
    result,
    volatility,
    strict,
    ...rest,
    ...(columns === undefined ? {} : { columns }),
    rows,
  };
}

/** `scalar` for functions that read the session and therefore are stable. */
export function stable(
  oid: number,
  name: string,
  args: string,
  result: string,
  impl: Implementation,
  extras?: Extras,
): ScalarFunctionDef {
  return scalar(oid, name, args, result, impl, { volatility: 'stable', context: true, ...extras });
}

export type { Datum, DatumValue };
