/** ASC, DESC, USING and NULLS FIRST|LAST of a sort key. */
import { sqlError, unsupported } from '../errors/index.ts';
import type { SortKey } from '../parser/ast/index.ts';
import type { Oid } from '../types/type-def.ts';
import { findBinaryOperator } from './resolution/operators.ts';
import type { StatementState } from './state.ts';

export function sortDirection(
  key: SortKey,
  type: Oid,
  state: StatementState,
): { readonly descending: boolean; readonly nullsFirst: boolean } {
  let descending = key.direction === 'desc';
  if (key.using !== null) {
    const dot = key.using.lastIndexOf('.');
    const schema = dot > 0 ? key.using.slice(0, dot) : null;
    if (schema !== null && schema !== 'pg_catalog') throw unsupported(`operator ${key.using}`, key.location);
    const operator = findBinaryOperator(state, key.using.slice(dot > 0 ? dot + 1 : 0), type, type, key.location);
    if (operator.def.btree !== '<' && operator.def.btree !== '>') {
      throw sqlError('wrong_object_type', `operator ${key.using} is not a valid ordering operator`, {
        hint: 'Ordering operators must be "<" or ">" members of btree operator families.',
        location: key.location,
      });
    }
    descending = operator.def.btree === '>';
  }
  return { descending, nullsFirst: key.nulls === 'default' ? descending : key.nulls === 'first' };
}
