/** Operators, and the predicates that are other words for operators: LIKE, BETWEEN, IS DISTINCT FROM, AT TIME ZONE. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type {
  AtTimeZone,
  BetweenTest,
  DistinctTest,
  Expression,
  LikeTest,
  LogicalCall,
  OperatorCall,
} from '../../parser/ast/index.ts';
import { isRecordType } from '../../types/registry.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { boolOid } from '../oids.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { bindLiteral } from './bind-literal.ts';
import { bindRowFields } from './bind-row.ts';
import { bindRowSubqueryComparison } from './bind-subquery.ts';
import { callFunction } from './call-function.ts';
import { leftmost, logical } from './make-nodes.ts';
import { makeDistinct, makeRowComparison } from './row-compare.ts';

/** Long chains lean to the left; they are bound in a loop so that their length costs no stack. */
export function bindOperator(expr: OperatorCall, scope: Scope): BoundExpr {
  const chain: OperatorCall[] = [];
  let node: Expression = expr;
  while (node.kind === 'operator' && node.left !== null && !comparesRows(node)) {
    chain.push(node);
    node = node.left;
  }
  let bound = node.kind === 'operator' ? bindInnermost(node, scope) : scope.bind(node);
  for (let i = chain.length - 1; i >= 0; i--) {
    const call = chain[i]!;
    checkSchema(call);
    bound = makeOperator(scope.state, call.name, bound, scope.bind(call.right), call.location);
  }
  return bound;
}

function comparesRows(call: OperatorCall): boolean {
  return call.left?.kind === 'row' && (call.right.kind === 'row' || call.right.kind === 'subquery');
}

function bindInnermost(call: OperatorCall, scope: Scope): BoundExpr {
  checkSchema(call);
  const { state } = scope;
  if (call.left === null) {
    const number = call.right;
    if (call.name === '-' && number.kind === 'literal' && (number.type === 'integer' || number.type === 'decimal')) {
      return bindLiteral(number, scope, '-', call.location);
    }
    return makeOperator(state, call.name, null, scope.bind(call.right), call.location);
  }
  if (call.left.kind === 'row' && call.right.kind === 'row') {
    const left = bindRowFields(call.left, scope);
    return makeRowComparison(state, call.name, left, bindRowFields(call.right, scope), call.location);
  }
  if (call.left.kind === 'row' && call.right.kind === 'subquery') {
    return bindRowSubqueryComparison(call.name, call.left, call.right, call.location, scope);
  }
  return makeOperator(state, call.name, scope.bind(call.left), scope.bind(call.right), call.location);
}

function checkSchema(call: OperatorCall): void {
  if (call.schema !== undefined && call.schema !== 'pg_catalog') {
    throw unsupported(`operator ${call.schema}.${call.name}`, call.location);
  }
}

const logicalNames = { and: 'AND', or: 'OR', not: 'NOT' } as const;

export function bindLogical(expr: LogicalCall, scope: Scope): BoundExpr {
  const args = expr.args.map((arg) => coerceToBoolean(scope.state, scope.bind(arg), logicalNames[expr.op]));
  return logical(expr.op, args, leftmost(expr.location, ...args));
}

const likeOperators = { like: '~~', ilike: '~~*', similar: '~' } as const;

export function bindLike(expr: LikeTest, scope: Scope): BoundExpr {
  const name = (expr.negated ? '!' : '') + likeOperators[expr.op];
  if (expr.arg.kind === 'row' && expr.pattern.kind === 'row' && expr.escape === null && expr.op !== 'similar') {
    const { arg: left, pattern: right, location } = expr;
    return scope.bind({ kind: 'operator', name, left, right, location });
  }
  const arg = scope.bind(expr.arg);
  let pattern = scope.bind(expr.pattern);
  if (expr.op === 'similar') {
    const args = expr.escape ? [pattern, scope.bind(expr.escape)] : [pattern];
    pattern = callFunction(scope, 'similar_to_escape', args, expr.location);
  } else if (expr.escape) {
    pattern = callFunction(scope, 'like_escape', [pattern, scope.bind(expr.escape)], expr.location);
  }
  return makeOperator(scope.state, name, arg, pattern, expr.location);
}

/** BETWEEN is two comparisons, in which the argument stands twice, as in PostgreSQL. */
export function bindBetween(expr: BetweenTest, scope: Scope): BoundExpr {
  const { arg, low, high, location } = expr;
  const compare = (name: string, bound: Expression): OperatorCall => ({
    kind: 'operator',
    name,
    left: arg,
    right: bound,
    location,
  });
  const range = (from: Expression, to: Expression): LogicalCall => ({
    kind: 'logical',
    op: expr.negated ? 'or' : 'and',
    args: expr.negated ? [compare('<', from), compare('>', to)] : [compare('>=', from), compare('<=', to)],
    location,
  });
  const tests: LogicalCall = expr.symmetric
    ? { kind: 'logical', op: expr.negated ? 'and' : 'or', args: [range(low, high), range(high, low)], location }
    : range(low, high);
  return scope.state.repeat(() => scope.bind(tests));
}

function isNullLiteral(expr: Expression): boolean {
  return expr.kind === 'literal' && expr.type === 'null';
}

/** A row that is there is distinct from NULL, also when all its fields are null. */
function distinctFromNull(arg: BoundExpr, negated: boolean, location: number): BoundExpr {
  const test = { arg, negated: !negated, type: boolOid, typmod: -1, location: leftmost(location, arg) };
  return isRecordType(arg.type) ? { kind: 'nullTest', ...test, whole: true } : { kind: 'nullTest', ...test };
}

export function bindDistinct(expr: DistinctTest, scope: Scope): BoundExpr {
  const { left, right, negated, location } = expr;
  if (isNullLiteral(right) || isNullLiteral(left)) {
    const arg = isNullLiteral(right) ? left : right;
    return distinctFromNull(scope.bind(arg), negated, location);
  }
  const { state } = scope;
  if (left.kind === 'row' && right.kind === 'row') {
    const a = bindRowFields(left, scope);
    const b = bindRowFields(right, scope);
    if (a.length !== b.length) {
      throw sqlError('syntax_error', 'unequal number of entries in row expressions', { location });
    }
    const parts = a.map((item, i) => makeDistinct(state, item, b[i]!, negated, location));
    if (parts.length === 0) return { kind: 'const', value: negated, type: boolOid, typmod: -1, location };
    return logical(negated ? 'and' : 'or', parts, leftmost(location, ...a));
  }
  return makeDistinct(state, scope.bind(left), scope.bind(right), negated, location);
}

export function bindAtTimeZone(expr: AtTimeZone, scope: Scope): BoundExpr {
  const arg = scope.bind(expr.arg);
  return { ...callFunction(scope, 'timezone', [scope.bind(expr.zone), arg], expr.location), syntax: true };
}
