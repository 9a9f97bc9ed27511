/** LIMIT and OFFSET. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { walkExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { SelectStatement } from '../../parser/ast/index.ts';
import { coerceToSpecific } from '../coercion/coerce.ts';
import { int8Oid } from '../oids.ts';
import type { Scope } from '../scope.ts';

export interface BoundLimit {
  readonly limit: BoundExpr | null;
  readonly withTies: boolean;
  readonly offset: BoundExpr | null;
}

export function bindLimit(statement: SelectStatement, scope: Scope): BoundLimit {
  const offset = statement.offset ? bindCount(statement.offset, 'offset', 'OFFSET', scope) : null;
  const clause = statement.limit;
  const limit = clause?.count ? bindCount(clause.count, 'limit', 'LIMIT', scope) : null;
  const withTies = clause?.withTies ?? false;
  if (withTies) {
    if (statement.orderBy.length === 0) {
      throw sqlError('syntax_error', 'WITH TIES cannot be specified without ORDER BY clause');
    }
    if (limit?.kind === 'const' && limit.value === null) {
      throw sqlError(
        'invalid_row_count_in_limit_clause',
        'row count cannot be null in FETCH FIRST ... WITH TIES clause',
      );
    }
    if (statement.locking.some((lock) => lock.wait === 'skip locked')) {
      throw sqlError('syntax_error', 'SKIP LOCKED and WITH TIES options cannot be used together');
    }
  }
  return { limit, withTies, offset };
}

function bindCount(
  expr: NonNullable<SelectStatement['offset']>,
  kind: 'limit' | 'offset',
  name: string,
  scope: Scope,
): BoundExpr {
  const bound = coerceToSpecific(scope.state, scope.bind(expr, kind), int8Oid, name);
  walkExpr(bound, (e) => {
    if (e.kind === 'var' && scope.state.scopeOfRel(e.rel) === scope) {
      throw sqlError('invalid_column_reference', `argument of ${name} must not contain variables`, {
        location: e.location,
      });
    }
    return undefined;
  });
  return bound;
}
