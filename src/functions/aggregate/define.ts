/** Short form for the rows of aggregates. */
import type { Datum } from '../../types/type-def.ts';
import type { AggregateDef, OrderedSet } from '../function-def.ts';

/** What an aggregate does, apart from its names and types. */
export interface Accumulation<State> {
  readonly strict: boolean;
  readonly callInfo?: true;
  readonly keeps?: true;
  readonly init: (...info: never[]) => State;
  readonly step: (state: State, ...args: never[]) => State;
  /** See AggregateDef. */
  readonly merge?: (first: never, second: never) => State;
  readonly final: (state: State) => Datum;
}

/** `args` are type names between spaces. */
export function aggregate<State>(
  oid: number,
  name: string,
  args: string,
  result: string,
  does: Accumulation<State>,
): AggregateDef {
  return {
    kind: 'aggregate',
    oid,
    name,
    args: args === '' ? [] : args.split(' '),
    result,
    volatility: 'immutable',
    strict: does.strict,
    ...(does.callInfo ? { callInfo: true as const } : {}),
    ...(does.keeps ? { keeps: true as const } : {}),
    init: does.init,
    step: does.step as AggregateDef['step'],
    final: does.final as AggregateDef['final'],
    ...(does.merge ? { merge: does.merge } : {}),
  };
}

/** An aggregate whose state is its result, null while there was no value: sum, min, bool_and and their like. */
export function fold<T extends Datum>(combine: (state: T, value: T) => T): Accumulation<T | null> {
  return {
    strict: true,
    init: () => null,
    step: (state: T | null, value: T) => (state === null ? value : combine(state, value)),
    final: (state) => state,
  };
}

/** `fold` with a combination that may be done in any grouping (not in any order). */
export function associative<T extends Datum>(combine: (state: T, value: T) => T): Accumulation<T | null> {
  return {
    ...fold(combine),
    merge: (a: T | null, b: T | null) => (a === null ? b : b === null ? a : combine(a, b)),
  };
}

/** An aggregate over the sorted rows of a group. */
export function orderedSet(oid: number, name: string, args: string, result: string, does: OrderedSet): AggregateDef {
  const gathered = (): never => {
    throw new Error(`${name} was called row by row`);
  };
  return {
    kind: 'aggregate',
    oid,
    name,
    args: args.split(' '),
    result,
    volatility: 'immutable',
    strict: false,
    orderedSet: does,
    init: gathered,
    step: gathered,
    final: gathered,
  };
}
