/** When two bound expressions are the same, wherever they were written. */
import { assertNever } from '../common/assert.ts';
import type { Datum } from '../types/type-def.ts';
import { subqueryEquals } from './query-equals.ts';
import type { BoundExpr } from './tree.ts';
import { mapExprWith } from './tree-map.ts';
import { forEachChild } from './tree-walk.ts';

/**
 * Structural equality, in which locations, the spelling of casts and typmods of results do not count: what decides whether an
 * expression is the grouped one, or the one already in the select list. Sub-queries are compared by
 * query-equals.ts.
 */
export function exprEquals(a: BoundExpr, b: BoundExpr): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.type !== b.type) return false;
  switch (a.kind) {
    case 'const':
      return a.typmod === (b as typeof a).typmod && datumEquals(a.value, (b as typeof a).value);
    case 'var':
      return a.rel === (b as typeof a).rel && a.column === (b as typeof a).column;
    case 'param':
      return a.index === (b as typeof a).index;
    case 'session':
      return a.name === (b as typeof a).name && a.typmod === b.typmod;
    case 'subPlan':
      return false;
    case 'subquery':
      return subqueryEquals(a, b as typeof a, datumEquals);
    case 'call':
      if (a.fn !== (b as typeof a).fn || a.variadic !== (b as typeof a).variadic) return false;
      break;
    case 'cast':
      if (a.method !== (b as typeof a).method || a.fn !== (b as typeof a).fn || a.typmod !== b.typmod) return false;
      if (a.collation !== (b as typeof a).collation) return false;
      break;
    case 'nullTest':
      if (a.negated !== (b as typeof a).negated || a.whole !== (b as typeof a).whole) return false;
      break;
    case 'booleanTest':
      if (a.test !== (b as typeof a).test || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'distinct':
      if (a.fn !== (b as typeof a).fn || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'inList':
      if (a.fn !== (b as typeof a).fn || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'arrayTest':
      if (a.fn !== (b as typeof a).fn || a.quantifier !== (b as typeof a).quantifier) return false;
      break;
    case 'field':
      if (a.field !== (b as typeof a).field) return false;
      break;
    case 'rowCompare':
      if (a.op !== (b as typeof a).op) return false;
      break;
    case 'aggregate': {
      const other = b as typeof a;
      if (a.fn !== other.fn || a.distinct !== other.distinct || a.query !== other.query || a.star !== other.star)
        return false;
      if (a.direct?.length !== other.direct?.length) return false;
      if ((a.filter === null) !== (other.filter === null) || a.orderBy.length !== other.orderBy.length) return false;
      for (let i = 0; i < a.orderBy.length; i++) {
        const x = a.orderBy[i]!;
        const y = other.orderBy[i]!;
        if (x.descending !== y.descending || x.nullsFirst !== y.nullsFirst) return false;
      }
      break;
    }
    case 'window':
      if (a.fn !== (b as typeof a).fn || a.window !== (b as typeof a).window || a.star !== (b as typeof a).star)
        return false;
      break;
    case 'subscript': {
      const other = b as typeof a;
      if ((a.assigned === undefined) !== (other.assigned === undefined)) return false;
      if (a.slice !== other.slice || a.subscripts.length !== other.subscripts.length) return false;
      for (let i = 0; i < a.subscripts.length; i++) {
        if ((a.subscripts[i]!.lower === null) !== (other.subscripts[i]!.lower === null)) return false;
      }
      break;
    }
    case 'case': {
      const other = b as typeof a;
      if ((a.base === null) !== (other.base === null) || a.whens.length !== other.whens.length) return false;
      if ((a.otherwise === null) !== (other.otherwise === null)) return false;
      if (a.base && other.base) return caseWithBaseEquals(a, other);
      break;
    }
    case 'and':
    case 'or':
    case 'not':
    case 'coalesce':
    case 'nullIf':
    case 'greatest':
    case 'least':
    case 'array':
    case 'row':
      break;
    case 'grouping':
      if (a.query !== (b as typeof a).query) return false;
      break;
    default:
      return assertNever(a);
  }
  return childrenEqual(a, b);
}

function childrenEqual(a: BoundExpr, b: BoundExpr): boolean {
  const left: BoundExpr[] = [];
  const right: BoundExpr[] = [];
  forEachChild(a, (child) => left.push(child));
  forEachChild(b, (child) => right.push(child));
  return left.length === right.length && left.every((child, i) => exprEquals(child, right[i]!));
}

/** Two `CASE x WHEN` differ in the number of the base they introduce; rename one to the other first. */
function caseWithBaseEquals(a: BoundExpr & { kind: 'case' }, b: BoundExpr & { kind: 'case' }): boolean {
  const from = b.base!.rel;
  const to = a.base!.rel;
  if (from === to) return childrenEqual(a, b);
  return childrenEqual(a, mapExprWith(b, { rel: (rel) => (rel === from ? to : rel) }));
}

function datumEquals(a: Datum, b: Datum): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  if (a.constructor !== b.constructor) return false;
  const left = Object.values(a);
  const right = Object.values(b);
  return left.length === right.length && left.every((v, i) => deepEquals(v, right[i]));
}

function deepEquals(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.values(a);
  const right = Object.values(b);
  return left.length === right.length && left.every((v, i) => deepEquals(v, right[i]));
}
