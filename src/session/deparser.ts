/** Bound trees to SQL text with the names the session sees. */
import { deparseQuery, deparseStored } from '../analyzer/deparse/index.ts';
import type { Deparser } from '../catalog/index.ts';
import type { Session } from './session.ts';

export function sessionDeparser(session: Session): Deparser {
  const context = session.analyzerContext(null);
  return {
    expression: (expr, relation, pretty) =>
      deparseStored(expr, relation?.kind === 'table' ? relation : null, context, { pretty }),
    query: (query, pretty) => deparseQuery(query, context, { pretty }),
  };
}
