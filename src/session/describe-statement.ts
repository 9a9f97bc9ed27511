/** What Describe tells of a statement before it runs: parameter types and result columns. */

import { isAnalyzable } from '../analyzer/index.ts';
import type { OutputColumn } from '../catalog/index.ts';
import { settingByName } from '../config/index.ts';
import { sqlError } from '../errors/index.ts';
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
      if (isAnalyzable(statement.statement)) inferParameters(session, prepared, statement.statement);
      prepared.columns = [column('QUERY PLAN', isJson(statement.options) ? typeOid.json : typeOid.text)];
      return;
    case 'declareCursor':
      inferParameters(session, prepared, statement.query);
      prepared.columns = null;
      return;
    case 'createTableAs':
      if (statement.query.kind !== 'execute') inferParameters(session, prepared, statement.query);
      prepared.columns = null;
      return;
    case 'show':
      prepared.columns =
        statement.name === 'all'
          ? [column('name'), column('setting'), column('description')]
          : [column(settingByName(statement.name)?.name ?? statement.name)];
      return;
    case 'execute': {
      const target = session.prepared.get(statement.name);
      if (target === undefined) {
        throw sqlError('invalid_sql_statement_name', `prepared statement "${statement.name}" does not exist`, {
          routine: 'FetchPreparedStatement',
        });
      }
      prepared.columns = target.columns;
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

/** Of the query inside, whose parameters are the statement's. */
function inferParameters(session: Session, prepared: PreparedStatement, query: Plannable): void {
  if (!/\$\d/.test(prepared.text)) return;
  const types = [...prepared.parameterTypes];
  analyze(session, query, types);
  prepared.parameterTypes = types;
}

function isJson(options: readonly { readonly name: string; readonly value: string | null }[]): boolean {
  return options.some((option) => option.name === 'format' && option.value?.toLowerCase() === 'json');
}
