/** What expressions other than calls give for constants; null where something is not constant. */
import type {
  BoundArray,
  BoundConst,
  BoundDistinct,
  BoundExpr,
  BoundInList,
  BoundMinMax,
  BoundNullIf,
} from '../../catalog/tree.ts';
import type { RoutineFacts } from '../../planner/index.ts';
import { PgArray } from '../../types/array-value.ts';
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
export function foldNullIf({ left, right, leftForTest, fn }: BoundNullIf, facts: RoutineFacts): BoundExpr | null {
  if (right.kind === 'const' && right.value === null) return left;
  if (left.kind !== 'const') return null;
  if (left.value === null) return left;
  if (!areConstant([leftForTest, right])) return null;
  const equal = call(fn, [leftForTest as BoundConst, right as BoundConst], facts);
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
  if (nested || !areConstant(elements)) return undefined;
  return PgArray.of(
    typeByOid(type)!.elementOid,
    elements.map(({ value }) => value),
  );
}

export function foldInValues({ arg, list, fn, negated }: BoundInList, facts: RoutineFacts): Folded {
  if (arg.kind !== 'const' || !areConstant(list)) return undefined;
  if (arg.value === null) return null;
  let unknown = false;
  for (const item of list) {
    if (item.value === null) {
      unknown = true;
      continue;
    }
    const equal = call(fn, [arg, item], facts);
    if (equal === undefined) return undefined;
    if (equal === true) return !negated;
  }
  return unknown ? null : negated;
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
