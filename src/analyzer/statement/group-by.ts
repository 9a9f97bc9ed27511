/**
 * GROUP BY with GROUPING SETS, ROLLUP and CUBE ("GROUPING SETS, CUBE, and ROLLUP"): the distinct grouping expressions, the clause
 * as written in terms of them, and the sets it stands for.
 */
import type { BoundExpr, BoundGroupingItem } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
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
  /** The clause itself, where it is more than a list of expressions. */
  readonly written: readonly BoundGroupingItem[] | null;
}

type Sets = readonly (readonly number[])[];
const setsMax = 4096;
const cubeMax = 12;

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
  const simple = (expr: Expression): BoundGroupingItem => ({ kind: 'simple', keys: [...new Set(indexes(expr))] });
  const bindItem = (item: GroupingItem): BoundGroupingItem => {
    switch (item.kind) {
      case 'expression':
        return simple(item.value);
      case 'empty':
        return { kind: 'empty' };
      case 'rollup':
        return { kind: 'rollup', items: item.items.map(simple) };
      case 'cube':
        if (item.items.length > cubeMax) {
          throw sqlError('too_many_columns', `CUBE is limited to ${cubeMax} elements`, { location: item.location });
        }
        return { kind: 'cube', items: item.items.map(simple) };
      case 'sets':
        // Sets of sets are so many more sets.
        return {
          kind: 'sets',
          items: item.items.flatMap((part) => {
            const bound = bindItem(part);
            return bound.kind === 'sets' ? bound.items : [bound];
          }),
        };
    }
  };
  const written = topLevel(items, bindItem);
  let sets: Sets = [[]];
  for (const item of written) {
    const own = expand(item);
    if (sets.length * own.length > setsMax) {
      throw sqlError('statement_too_complex', `too many grouping sets present (maximum ${setsMax})`);
    }
    sets = sets.flatMap((set) => own.map((more) => [...new Set([...set, ...more])]));
  }
  if (distinctSets) sets = withoutDuplicates(sets);
  // One set is a plain GROUP BY of its expressions.
  const single = sets.length === 1;
  const list = exprs.map((_, i): BoundGroupingItem => ({ kind: 'simple', keys: [i] }));
  return {
    grouped: items.length > 0,
    exprs,
    sets: single ? null : sets,
    written: items.length > 0 && (!single || exprs.length === 0) ? written : distinctSets ? list : null,
  };
}

/** Expressions one by one, each once; empty sets add nothing to what else there is. */
function topLevel(
  items: readonly GroupingItem[],
  bindItem: (item: GroupingItem) => BoundGroupingItem,
): readonly BoundGroupingItem[] {
  const seen = new Set<number>();
  const bound = items.flatMap((item): BoundGroupingItem[] => {
    const one = bindItem(item);
    if (one.kind === 'empty') return [];
    if (one.kind !== 'simple') return [one];
    const fresh = one.keys.filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
    return fresh.map((key) => ({ kind: 'simple', keys: [key] }));
  });
  return bound.length === 0 && items.length > 0 ? [{ kind: 'empty' }] : bound;
}

function expand(item: BoundGroupingItem): Sets {
  switch (item.kind) {
    case 'simple':
      return [item.keys];
    case 'empty':
      return [[]];
    case 'sets':
      return item.items.flatMap(expand);
    case 'rollup': {
      const parts = item.items.map((part) => expand(part)[0]!);
      return Array.from({ length: parts.length + 1 }, (_, n) => parts.slice(0, parts.length - n).flat());
    }
    case 'cube': {
      const parts = item.items.map((part) => expand(part)[0]!);
      return Array.from({ length: 1 << parts.length }, (_, n) => {
        const mask = (1 << parts.length) - 1 - n;
        return parts.filter((_part, i) => mask & (1 << (parts.length - 1 - i))).flat();
      });
    }
  }
}

function withoutDuplicates(sets: Sets): Sets {
  const seen = new Set<string>();
  return sets.filter((set) => {
    const key = [...set].sort((a, b) => a - b).join();
    return !seen.has(key) && seen.add(key);
  });
}
