/** GROUP BY with GROUPING SETS, ROLLUP and CUBE: the distinct grouping expressions, and the sets as index lists into them. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, GroupingItem } from '../../parser/ast/index.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import type { TargetEntry } from '../target-list.ts';
import { findTarget, resolveEntry } from './sort-group.ts';

export interface BoundGroupBy {
  /** A GROUP BY clause was written, if only an empty one. */
  readonly grouped: boolean;
  readonly exprs: readonly BoundExpr[];
  readonly sets: readonly (readonly number[])[] | null;
}

const setsMax = 4096;

export function bindGroupBy(
  items: readonly GroupingItem[],
  distinctSets: boolean,
  targets: TargetEntry[],
  scope: Scope,
): BoundGroupBy {
  const exprs: BoundExpr[] = [];
  const indexOf = (expr: Expression): number => {
    const { entry, added } = findTarget(expr, targets, 'groupBy', scope);
    // A grouping expression that is not selected needs no column.
    if (added) targets.pop();
    resolveEntry(entry, scope);
    requireComparison(scope.state, '=', entry.expr.type, expr.location);
    const known = exprs.findIndex((e) => exprEquals(e, entry.expr));
    if (known >= 0) return known;
    exprs.push(entry.expr);
    return exprs.length - 1;
  };
  const indexes = (expr: Expression): number[] =>
    expr.kind === 'row' && !expr.explicit ? expr.fields.flatMap(indexes) : [indexOf(expr)];
  const expand = (item: GroupingItem): number[][] => {
    switch (item.kind) {
      case 'expression':
        return [indexes(item.value)];
      case 'empty':
        return [[]];
      case 'rollup': {
        const parts = item.items.map(indexes);
        return Array.from({ length: parts.length + 1 }, (_, n) => parts.slice(0, parts.length - n).flat());
      }
      case 'cube': {
        const parts = item.items.map(indexes);
        if (parts.length > 12) {
          throw sqlError('too_many_columns', 'CUBE is limited to 12 elements', { location: item.location });
        }
        return Array.from({ length: 1 << parts.length }, (_, n) => {
          const mask = (1 << parts.length) - 1 - n;
          return parts.filter((_part, i) => mask & (1 << (parts.length - 1 - i))).flat();
        });
      }
      case 'sets':
        return item.items.flatMap(expand);
    }
  };
  const plain = items.every((item) => item.kind === 'expression');
  let sets: number[][] = [[]];
  for (const item of items) {
    const own = expand(item);
    if (sets.length * own.length > setsMax) {
      throw sqlError('statement_too_complex', `too many grouping sets present (maximum ${setsMax})`, {
        location: items[0]!.location,
      });
    }
    sets = sets.flatMap((set) => own.map((more) => [...new Set([...set, ...more])]));
  }
  const grouped = items.length > 0;
  // One set is a plain GROUP BY of its expressions.
  if (plain || sets.length === 1) return { grouped, exprs, sets: null };
  if (distinctSets) {
    const seen = new Set<string>();
    sets = sets.filter((set) => {
      const key = [...set].sort((a, b) => a - b).join();
      return !seen.has(key) && seen.add(key);
    });
  }
  return { grouped, exprs, sets };
}
