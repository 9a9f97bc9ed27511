/** FOR UPDATE and its weaker forms ("The Locking Clause"): which tables are locked, and which queries cannot lock. */
import type { BoundFrom, BoundLocking, BoundQuery, BoundSelect } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { LockingClause } from '../../parser/ast/index.ts';

export function lockingName(strength: LockingClause['strength']): string {
  return `FOR ${strength.toUpperCase()}`;
}

/** The query with its locking clauses bound; sub-queries in FROM take over what applies to them. */
export function applyLocking(query: BoundSelect, clauses: readonly LockingClause[], hasSets: boolean): BoundSelect {
  let result = query;
  for (const clause of clauses) {
    checkLockable(result, clause, hasSets);
    result = lockOne(result, clause);
  }
  return result;
}

function refuse(clause: LockingClause, what: string): Error {
  return sqlError('feature_not_supported', `${lockingName(clause.strength)} is not allowed with ${what}`);
}

function checkLockable(query: BoundQuery, clause: LockingClause, hasSets: boolean): void {
  if (query.kind === 'setOperation') throw refuse(clause, 'UNION/INTERSECT/EXCEPT');
  if (query.kind === 'values') {
    throw sqlError('feature_not_supported', `${lockingName(clause.strength)} cannot be applied to VALUES`);
  }
  if (query.distinctOn !== null) throw refuse(clause, 'DISTINCT clause');
  if (query.groupBy.length > 0 || query.groupingSets !== null) throw refuse(clause, 'GROUP BY clause');
  if (query.having !== null) throw refuse(clause, 'HAVING clause');
  if (query.aggregated) throw refuse(clause, 'aggregate functions');
  if (query.windows.length > 0) throw refuse(clause, 'window functions');
  if (hasSets) throw refuse(clause, 'set-returning functions in the target list');
}

function lockOne(query: BoundSelect, clause: LockingClause): BoundSelect {
  const rels: number[] = [];
  const { strength, wait } = clause;
  const locking = (): BoundLocking => ({ rels, strength, wait });
  if (clause.of.length === 0) {
    const from = query.from.map((item) => lockItem(item, clause, rels));
    return { ...query, from, locking: [...query.locking, locking()] };
  }
  let from = query.from;
  for (const name of clause.of) {
    if (name.parts.length !== 1) {
      throw sqlError('syntax_error', `${lockingName(strength)} must specify unqualified relation names`, {
        location: name.location,
      });
    }
    let found = false;
    const visit = (item: BoundFrom): BoundFrom => {
      if (item.kind === 'join') return { ...item, left: visit(item.left), right: visit(item.right) };
      if (found || item.alias !== name.parts[0]) return item;
      found = true;
      refuseKind(item, clause, name.location);
      return lockItem(item, clause, rels);
    };
    from = from.map(visit);
    if (!found) {
      throw sqlError(
        'undefined_table',
        `relation "${name.parts[0]}" in ${lockingName(strength)} clause not found in FROM clause`,
        { location: name.location },
      );
    }
  }
  return { ...query, from, locking: [...query.locking, locking()] };
}

function refuseKind(item: BoundFrom, clause: LockingClause, location: number): void {
  const name = lockingName(clause.strength);
  if (item.kind === 'function') {
    throw sqlError('feature_not_supported', `${name} cannot be applied to a function`, { location });
  }
  if (item.kind === 'cte') {
    throw sqlError('feature_not_supported', `${name} cannot be applied to a WITH query`, { location });
  }
}

function lockItem(item: BoundFrom, clause: LockingClause, rels: number[]): BoundFrom {
  switch (item.kind) {
    case 'table':
      rels.push(item.rel);
      return item;
    case 'join':
      return { ...item, left: lockItem(item.left, clause, rels), right: lockItem(item.right, clause, rels) };
    case 'subquery': {
      // Rows of VALUES have nothing to lock.
      if (item.query.kind === 'values') return item;
      checkLockable(item.query, clause, false);
      // Only a plain select passes the check.
      return { ...item, query: lockOne(item.query as BoundSelect, { ...clause, of: [] }) };
    }
    default:
      return item;
  }
}
