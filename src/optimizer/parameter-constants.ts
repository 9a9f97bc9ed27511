/**
 * Constants that are made of parameters: `1 / $1`, `lower($1)`, a length that `$1` may not fit. A plan is made for all values, but
 * in PostgreSQL, which plans for the values it is given, a statement fails with such a constant before it looks at a row, and also
 * where no row would have asked for it. So a plan keeps the expressions with such constants, and before it is run they are folded
 * with the values.
 */
import type { BoundCast, BoundExpr } from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import type { LogicalPlan, LogicalQuery, PlannedStatement, RoutineFacts } from '../planner/index.ts';
import { mapInputs, mapOperands, mapOwnExprs, mapQueryExprs, replaceExpr, walkExpr } from '../planner/walk.ts';
import { typeOid } from '../types/oids.ts';
import type { Datum } from '../types/type-def.ts';
import { foldConjunction } from './rules/fold-constants.ts';

/** Expressions in the order folding looks at them. */
interface Item {
  /** Several are a conjunction. */
  readonly exprs: readonly BoundExpr[];
  /** Computed whenever the statement is run: it fails there by itself. */
  readonly certain: boolean;
}

/** Of a query that is about to be folded; `failed`: a constant of it cannot be computed, if nothing before it decides. */
export function parameterConstants(
  query: LogicalQuery,
  facts: RoutineFacts,
  failed: boolean,
): readonly (readonly BoundExpr[])[] {
  const items = itemsOf(query);
  const kept = failed
    ? items.some(({ exprs }) => exprs.some(hasParameter))
      ? items
      : []
    : items.filter(({ exprs, certain }) => !certain && exprs.some((expr) => hasParameterConstant(expr, facts)));
  return kept.map(({ exprs }) => exprs);
}

/** Of expressions that are not folded. */
export function parameterConstantsOf(
  exprs: readonly BoundExpr[],
  facts: RoutineFacts,
): readonly (readonly BoundExpr[])[] {
  return exprs.filter((expr) => hasParameterConstant(expr, facts)).map((expr) => [expr]);
}

/** What the statement fails with, given these parameters, before it looks at a row. */
export function constantError(
  { error, parameterConstants: lists }: PlannedStatement,
  params: readonly Datum[],
  facts: RoutineFacts,
): { readonly thrown: unknown } | null {
  if (error !== null) return error;
  let first: { readonly thrown: unknown } | null = null;
  for (const exprs of lists) {
    const bound = exprs.map((expr) => withValues(expr, params));
    foldConjunction(bound, facts, (thrown) => {
      first ??= { thrown };
    });
    if (first !== null) return first;
  }
  return null;
}

function withValues(expr: BoundExpr, params: readonly Datum[]): BoundExpr {
  return replaceExpr(expr, (node) => {
    if (node.kind !== 'param') return null;
    const { type, typmod, location } = node;
    return { kind: 'const', value: params[node.index - 1] ?? null, type, typmod, location };
  });
}

function itemsOf(query: LogicalQuery): Item[] {
  const items: Item[] = [];
  const isRow = query.plan.node === 'result';
  for (const output of query.outputs) items.push({ exprs: [output], certain: isRow });
  const visit = (plan: LogicalPlan): LogicalPlan => {
    const certain = insertsOneRow(plan);
    const from = items.length;
    mapInputs(plan, visit);
    if (plan.node === 'filter') items.push({ exprs: plan.filter, certain: false });
    else if (plan.node === 'join') items.push({ exprs: plan.on, certain: false });
    else {
      mapOwnExprs(plan, (expr) => {
        items.push({ exprs: [expr], certain: false });
        return expr;
      });
    }
    if (certain) for (let i = from; i < items.length; i++) items[i] = { ...items[i]!, certain };
    return plan;
  };
  visit(query.plan);
  return items;
}

function insertsOneRow(plan: LogicalPlan): boolean {
  if (plan.node !== 'insert' || plan.filter !== null || plan.onConflict !== null) return false;
  const { input } = plan;
  return input.node === 'result' || (input.node === 'values' && input.rows.length === 1);
}

function hasParameter(expr: BoundExpr): boolean {
  let found = false;
  walkExpr(expr, (node) => {
    if (node.kind === 'param') found = true;
  });
  return found;
}

/** What a node is made of. */
type Parts = 'constants' | 'parameters' | 'rows';

function hasParameterConstant(expr: BoundExpr, facts: RoutineFacts): boolean {
  let found = false;
  const inQuery = (query: LogicalQuery): LogicalQuery =>
    mapQueryExprs(query, (inner) => {
      visit(inner);
      return inner;
    });
  const visit = (node: BoundExpr): Parts => {
    if (node.kind === 'const') return 'constants';
    if (node.kind === 'param') return 'parameters';
    if (node.kind === 'subPlan') mapOperands(node, sameAfter(visit), inQuery);
    const children = new Set<Parts>();
    if (isLeaf(node)) children.add('rows');
    forEachChild(node, (child) => {
      children.add(visit(child));
    });
    const [first] = children;
    if (children.has('rows')) return decidesByFirst(node) ? first! : 'rows';
    if (!children.has('parameters')) return 'constants';
    if (!isFolded(node, facts)) return 'rows';
    if (canFail(node)) found = true;
    return 'parameters';
  };
  visit(expr);
  return found;
}

/** Its first part may leave none of the others to be asked for. */
function decidesByFirst(node: BoundExpr): boolean {
  return node.kind === 'coalesce' || node.kind === 'case';
}

function sameAfter(visit: (expr: BoundExpr) => void): (expr: BoundExpr) => BoundExpr {
  return (expr) => {
    visit(expr);
    return expr;
  };
}

/** It gives more than its operands do. */
function isLeaf({ kind }: BoundExpr): boolean {
  return kind === 'var' || kind === 'session' || kind === 'subPlan' || kind === 'subquery';
}

/** Folding computes it when its operands are constants. */
function isFolded(expr: BoundExpr, facts: RoutineFacts): boolean {
  switch (expr.kind) {
    case 'call': {
      const types = expr.args.map((arg) => arg.type);
      return !expr.set && facts.constant(expr.fn, types);
    }
    case 'cast':
      return expr.method !== 'domain';
    case 'aggregate':
    case 'window':
    case 'grouping':
      return false;
    default:
      return true;
  }
}

function canFail(expr: BoundExpr): boolean {
  switch (expr.kind) {
    case 'call':
    case 'array':
    case 'subscript':
    case 'arrayTest':
      return true;
    case 'cast':
      return (expr.applyTypmod && expr.typmod >= 0) || (expr.method !== 'binary' && !widens(expr));
    default:
      return false;
  }
}

/** From narrow numbers to those that hold them all. */
const widths = [typeOid.int2, typeOid.int4, typeOid.int8, typeOid.numeric, typeOid.float8];

function widens({ arg, type }: BoundCast): boolean {
  const from = widths.indexOf(arg.type as never);
  return from >= 0 && from < widths.indexOf(typeOid.numeric) && widths.indexOf(type as never) > from;
}
