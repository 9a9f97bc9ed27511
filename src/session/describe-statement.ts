/** What Describe tells of a statement before it runs: parameter types and result columns. */

import { isAnalyzable } from '../analyzer/index.ts';
import type { OutputColumn } from '../catalog/index.ts';
import { settingByName } from '../config/index.ts';
import { typeOid } from '../types/oids.ts';
import { analyze, type Plannable } from './planning.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Session } from './session.ts';

function column(name: string, type: number = typeOid.text): OutputColumn {
  return { name, type, typmod: -1 };
}

export function describeStatement(session: Session, prepared: PreparedStatement): void {
  const { statement } = prepared;
  if (isAnalyzable(statement)) {
    if (statement.kind === 'select' && statement.body.kind === 'core' && statement.body.into !== null) return;
    session.planOf(prepared);
    return;
  }
  switch (statement.kind) {
    case 'explain':
      if (isAnalyzable(statement.statement)) analyzeInner(session, prepared, statement.statement);
      prepared.columns = [column('QUERY PLAN', isJson(statement.options) ? typeOid.json : typeOid.text)];
      return;
    case 'declareCursor':
      analyzeInner(session, prepared, statement.query);
      prepared.columns = null;
      return;
    case 'createTableAs':
      if (statement.query.kind !== 'execute') analyzeInner(session, prepared, statement.query);
      prepared.columns = null;
      return;
    case 'show':
      if (statement.name !== 'all') session.shownSetting(statement.name, false);
      prepared.columns =
        statement.name === 'all'
          ? [column('name'), column('setting'), column('description')]
          : [column(settingByName(statement.name)?.name ?? statement.name)];
      return;
    case 'execute': {
      // Whether there is such a statement is asked when it is run.
      prepared.columns = session.prepared.get(statement.name)?.columns ?? null;
      return;
    }
    case 'fetch': {
      const portal = session.portals.get(statement.cursor);
      prepared.columns = statement.move || portal === undefined ? null : portal.columns;
      return;
    }
    default:
      prepared.columns = null;
  }
}

/** The query inside: its errors come before any of the statement's own, and its parameters are the statement's. */
function analyzeInner(session: Session, prepared: PreparedStatement, query: Plannable): void {
  const types = [...prepared.parameterTypes];
  analyze(session, query, types);
  prepared.parameterTypes = types;
}

function isJson(options: readonly { readonly name: string; readonly value: string | null }[]): boolean {
  return options.some((option) => option.name === 'format' && option.value?.toLowerCase() === 'json');
}
