/** A whole query: WITH, then the body with the clauses around it. */
import type { BoundQuery } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { SelectStatement } from '../../parser/ast/index.ts';
import { Scope } from '../scope.ts';
import type { QueryOptions, StatementState } from '../state.ts';
import { bindSelectCore } from './bind-select.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { bindValues } from './bind-values.ts';
import { bindWith } from './bind-with.ts';

export function bindQuery(
  written: SelectStatement,
  state: StatementState,
  parent: Scope | null,
  options: QueryOptions = {},
): BoundQuery {
  const statement = unnest(written);
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const body = bindBody(statement, scope, options);
  return { ...body, ctes: ctes.finish() };
}

function bindBody(statement: SelectStatement, scope: Scope, options: QueryOptions): BoundQuery {
  const { body } = statement;
  switch (body.kind) {
    case 'core':
      if (body.into && scope.parent) {
        throw sqlError('syntax_error', 'SELECT ... INTO is not allowed here', { location: body.into.name.location });
      }
      return bindSelectCore(body, statement, scope, options);
    case 'values':
      return bindValues(body, statement, scope, options);
    case 'setOperation':
      return bindSetOperation(body, statement, scope);
    case 'nested':
      throw unsupported('a nested query of this form', body.location);
    default:
      return assertNever(body);
  }
}

/** `(SELECT ...) ORDER BY x`: the clauses behind the parentheses join those within, each of which may be given once. */
function unnest(statement: SelectStatement): SelectStatement {
  if (statement.body.kind !== 'nested') return statement;
  const inner = unnest(statement.body.query);
  const once = (outer: boolean, own: boolean, clause: string, location: number) => {
    if (outer && own) throw sqlError('syntax_error', `multiple ${clause} clauses not allowed`, { location });
  };
  once(statement.orderBy.length > 0, inner.orderBy.length > 0, 'ORDER BY', statement.orderBy[0]?.location ?? -1);
  once(statement.offset !== null, inner.offset !== null, 'OFFSET', statement.offset?.location ?? -1);
  once(statement.limit !== null, inner.limit !== null, 'LIMIT', statement.limit?.location ?? -1);
  once(statement.with !== null, inner.with !== null, 'WITH', statement.with?.location ?? -1);
  return {
    ...inner,
    with: inner.with ?? statement.with,
    orderBy: inner.orderBy.length > 0 ? inner.orderBy : statement.orderBy,
    limit: inner.limit ?? statement.limit,
    offset: inner.offset ?? statement.offset,
    locking: [...inner.locking, ...statement.locking],
  };
}
