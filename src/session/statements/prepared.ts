/** PREPARE, EXECUTE, DEALLOCATE. */
import { analyzeExpression, resolveTypeName } from '../../analyzer/index.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { SqlError, sqlError, sqlStates } from '../../errors/index.ts';
import type { DeallocateStatement, ExecuteStatement, Expression, PrepareStatement } from '../../parser/index.ts';
import { formatType } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { evaluate } from '../evaluate.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';

export function executePrepare(session: Session, text: string, statement: PrepareStatement): Completion {
  if (session.prepared.has(statement.name)) {
    throw sqlError('duplicate_prepared_statement', `prepared statement "${statement.name}" already exists`);
  }
  const context = session.analyzerContext(null);
  const types = statement.types.map((type) => resolveTypeName(type, context).type);
  const prepared: PreparedStatement = {
    text,
    statement: statement.statement,
    // The text of the whole PREPARE serves as key: it holds the statement, its parameters' types and its place.
    source: `${text}\u0000${statement.location}\u0000prepare`,
    parameterTypes: types,
    columns: null,
    plan: null,
    planKey: '',
    created: session.context.statementTimestamp,
    fromSql: true,
  };
  session.planOf(prepared);
  session.prepared.set(statement.name, prepared);
  return { tag: 'PREPARE', rows: null };
}

export function findPrepared(session: Session, name: string): PreparedStatement {
  const prepared = session.prepared.get(name);
  if (prepared === undefined) {
    throw sqlError('invalid_sql_statement_name', `prepared statement "${name}" does not exist`, {
      routine: 'FetchPreparedStatement',
    });
  }
  return prepared;
}

/** Argument values, converted to the parameters' types by assignment. */
export function parametersOf(session: Session, prepared: PreparedStatement, statement: ExecuteStatement): Datum[] {
  const types = prepared.parameterTypes;
  if (types.length !== statement.args.length) {
    throw sqlError('syntax_error', `wrong number of parameters for prepared statement "${statement.name}"`, {
      detail: `Expected ${types.length} parameters but got ${statement.args.length}.`,
    });
  }
  session.ensureTransaction();
  return statement.args.map((arg, i) => {
    return evaluate(session, argument(session, arg, types[i]!, i));
  });
}

function argument(session: Session, arg: Expression, type: Oid, i: number): BoundExpr {
  const context = session.analyzerContext(null);
  try {
    return analyzeExpression(arg, null, context, { kind: 'execute', type });
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== sqlStates.cannot_coerce) throw error;
    const given = formatType(analyzeExpression(arg, null, context, { kind: 'execute' }).type, null);
    throw sqlError(
      'datatype_mismatch',
      `parameter $${i + 1} of type ${given} cannot be coerced to the expected type ${formatType(type, null)}`,
      { location: arg.location, hint: 'You will need to rewrite or cast the expression.' },
    );
  }
}

export function executeDeallocate(session: Session, statement: DeallocateStatement): Completion {
  if (statement.name === null) {
    session.prepared.clear();
    return { tag: 'DEALLOCATE ALL', rows: null };
  }
  findPrepared(session, statement.name);
  session.prepared.delete(statement.name);
  return { tag: 'DEALLOCATE', rows: null };
}
