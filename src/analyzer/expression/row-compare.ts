/** `(a, b) op (c, d)` and IS DISTINCT FROM over rows ("Row and Array Comparisons"). */
import type { BoundExpr, BoundRowCompare } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import * as oids from '../oids.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { StatementState } from '../state.ts';
import { leftmost, logical } from './make-nodes.ts';

type RowOperator = BoundRowCompare['op'];
const rowOperators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

export function makeRowComparison(
  state: StatementState,
  name: string,
  left: readonly BoundExpr[],
  right: readonly BoundExpr[],
  location: number,
): BoundExpr {
  if (left.length !== right.length) {
    throw sqlError('syntax_error', 'unequal number of entries in row expressions', { location });
  }
  if (left.length === 0) {
    throw sqlError('feature_not_supported', 'cannot compare rows of zero length', { location });
  }
  const pairs = left.map((item, i) => {
    const call = makeOperator(state, name, item, right[i]!, location);
    if (call.type !== oids.boolOid) {
      throw sqlError(
        'datatype_mismatch',
        `row comparison operator must yield type boolean, not type ${state.typeName(call.type)}`,
        { location },
      );
    }
    return call;
  });
  if (pairs.length === 1) return pairs[0]!;
  if (!rowOperators.has(name)) {
    throw sqlError('feature_not_supported', `could not determine interpretation of row comparison operator ${name}`, {
      hint: 'Row comparison operators must be associated with btree operator families.',
      location,
    });
  }
  const at = leftmost(location, ...left);
  if (name === '=') return logical('and', pairs, at);
  if (name === '<>') return logical('or', pairs, at);
  const proc = (op: '=' | '<', i: number) => {
    const pair = pairs[i]!;
    return makeOperator(state, op, pair.args[0]!, pair.args[1]!, location).fn;
  };
  return {
    kind: 'rowCompare',
    op: name as RowOperator,
    left: pairs.map((pair) => pair.args[0]!),
    right: pairs.map((pair) => pair.args[1]!),
    equals: pairs.map((_, i) => proc('=', i)),
    less: pairs.map((_, i) => proc('<', i)),
    type: oids.boolOid,
    typmod: -1,
    location: at,
  };
}

export function makeDistinct(
  state: StatementState,
  left: BoundExpr,
  right: BoundExpr,
  negated: boolean,
  location: number,
): BoundExpr {
  const equals = makeOperator(state, '=', left, right, location);
  if (equals.type !== oids.boolOid) {
    throw sqlError('datatype_mismatch', 'IS DISTINCT FROM requires = operator to yield boolean', { location });
  }
  if (equals.set) {
    throw sqlError('datatype_mismatch', 'IS DISTINCT FROM must not return a set', { location });
  }
  return {
    kind: 'distinct',
    left: equals.args[0]!,
    right: equals.args[1]!,
    fn: equals.fn,
    negated,
    type: oids.boolOid,
    typmod: -1,
    location: equals.location,
  };
}
