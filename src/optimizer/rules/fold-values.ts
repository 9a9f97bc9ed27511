/** What expressions other than calls give for constants; null where something is not constant. */
import type {
  BoundArray,
  BoundArrayTest,
  BoundConst,
  BoundDistinct,
  BoundExpr,
  BoundInList,
  BoundMinMax,
  BoundNullIf,
  BoundSubscript,
} from '../../catalog/tree.ts';
import { jsonbAtPath } from '../../functions/json/index.ts';
import type { RoutineFacts } from '../../planner/index.ts';
import { makeArray, subscriptArray } from '../../types/array-parts.ts';
import { PgArray } from '../../types/array-value.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';

/** undefined: not constant. */
export type Folded = Datum | undefined;

function areConstant(exprs: readonly BoundExpr[]): exprs is readonly BoundConst[] {
  return exprs.every((expr) => expr.kind === 'const');
}

export function foldMinMax({ kind, args, type }: BoundMinMax, facts: RoutineFacts): Folded {
  const compare = facts.compare(type);
  if (compare === null || !areConstant(args)) return undefined;
  let best: Datum = null;
  for (const { value } of args) {
    if (value === null) continue;
    if (best === null || (kind === 'greatest' ? compare(value, best) > 0 : compare(value, best) < 0)) best = value;
  }
  return best;
}

/** The left operand itself where a null decides. */
export function foldNullIf({ left, right, fn }: BoundNullIf, facts: RoutineFacts): BoundExpr | null {
  if (right.kind === 'const' && right.value === null) return left;
  if (left.kind !== 'const') return null;
  if (left.value === null) return left;
  if (right.kind !== 'const') return null;
  const equal = call(fn, [left, right], facts);
  if (equal === undefined) return null;
  return equal === true ? { ...left, value: null } : left;
}

export function foldDistinct({ left, right, fn, negated }: BoundDistinct, facts: RoutineFacts): Folded {
  if (left.kind !== 'const' || right.kind !== 'const') return undefined;
  if (left.value === null || right.value === null) return (left.value === right.value) === negated;
  const equal = call(fn, [left, right], facts);
  return equal === undefined ? undefined : (equal === true) === negated;
}

export function foldArray({ elements, nested, type }: BoundArray): Folded {
  if (!areConstant(elements)) return undefined;
  return makeArray(
    typeByOid(type)!.elementOid,
    elements.map(({ value }) => value),
    nested,
  );
}

export function foldSubscript({ arg, subscripts, slice, assigned }: BoundSubscript): Folded {
  if (assigned !== undefined || arg.kind !== 'const') return undefined;
  if (arg.value === null) return null;
  const bounds: [Folded, Folded][] = [];
  for (const { lower, upper } of subscripts) {
    if ((lower !== null && lower.kind !== 'const') || (upper !== null && upper.kind !== 'const')) return undefined;
    bounds.push([lower?.value, upper?.value]);
  }
  if (arg.value instanceof Jsonb) {
    const path = bounds.map(([, upper]) => upper);
    return path.some((part) => part === null) ? null : jsonbAtPath(arg.value, path.map(String));
  }
  if (!(arg.value instanceof PgArray)) return undefined;
  return subscriptArray(arg.value, bounds, slice);
}

export function foldInValues({ arg, list, fn, negated }: BoundInList, facts: RoutineFacts): Folded {
  if (arg.kind !== 'const' || !areConstant(list)) return undefined;
  if (arg.value === null) return null;
  const found = anyOf(list, true, (item) => (item.value === null ? null : call(fn, [arg, item], facts)));
  return typeof found === 'boolean' ? found !== negated : found;
}

/** undefined too where the array is none of the kind of values that arrays are. */
export function foldArrayTest({ arg, array, fn, quantifier }: BoundArrayTest, facts: RoutineFacts): Folded {
  if (!areConstant([arg, array])) return undefined;
  const [{ value, type }, { value: items }] = [arg as BoundConst, array as BoundConst];
  if (items === null) return null;
  if (!(items instanceof PgArray)) return undefined;
  const decides = quantifier === 'any';
  if (items.values.length === 0) return !decides;
  if (facts.volatility(fn) !== 'immutable' || !facts.strict(fn)) return undefined;
  if (value === null) return null;
  const info = { argTypes: [type, items.elementType], resultType: 0 };
  return anyOf(items.values, decides, (item) => (item === null ? null : facts.evaluate(fn, [value, item], info)));
}

/** `decides` if it holds for an item, null if it may; undefined if that cannot be told. */
function anyOf<T>(items: readonly T[], decides: boolean, holds: (item: T) => Folded): Folded {
  let unknown = false;
  for (const item of items) {
    const value = holds(item);
    if (value === undefined || value === decides) return value;
    if (value === null) unknown = true;
  }
  return unknown ? null : !decides;
}

function call(fn: number, args: readonly BoundConst[], facts: RoutineFacts): Folded {
  if (facts.volatility(fn) !== 'immutable') return undefined;
  const info = { argTypes: args.map((arg) => arg.type), resultType: 0 };
  return facts.evaluate(
    fn,
    args.map((arg) => arg.value),
    info,
  );
}
