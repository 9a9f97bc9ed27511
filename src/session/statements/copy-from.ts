/**
 * COPY FROM. Rows from the client, or a file, go through a prepared INSERT, one after the other as they arrive, so that defaults,
 * constraints and generated columns are INSERT's own; the statement's changes are checked against foreign keys at its end.
 */
import { type ColumnDescriptor, storageOf, type TableDescriptor } from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CopyStatement } from '../../parser/index.ts';
import { ACCESS_EXCLUSIVE, heldModes } from '../../transaction/index.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { checkConstraints } from '../constraint-checks.ts';
import { type CopyOptions, copyCharset, readCopyOptions } from '../copy/index.ts';
import { analyze } from '../planning.ts';
import type { Completion, CopyInput, ResultSink } from '../result.ts';
import { lockedPlan, sleepIfAsked } from '../run-plan.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { BinaryLoader } from './copy-binary-loader.ts';
import { type FileInput, openInput } from './copy-file.ts';
import { columnsOf, internalStatement, qualified, quoted } from './copy-target.ts';
import { TextLoader } from './copy-text-loader.ts';
import { namedRelation } from './named-relation.ts';

export function* copyFrom(
  session: Session,
  copyText: string,
  statement: CopyStatement,
  sink: ResultSink,
): Running<Completion> {
  let table: TableDescriptor | undefined;
  let columns: readonly ColumnDescriptor[] = [];
  let given: CopyOptions | null = null;
  const plan = yield* lockedPlan(session, () => {
    table = targetOf(session, statement);
    if (statement.where !== null) checkWhere(session, table, statement.where);
    // The table and the condition are looked at before the options, the columns behind them.
    given = readCopyOptions(statement);
    columns = columnsOf(table, statement.columns);
    const names = columns.map(({ name }) => quoted(name)).join(', ');
    const values = columns.map((_column, i) => `$${i + 1}`).join(', ');
    const rest = columns.length === 0 ? 'DEFAULT VALUES' : `(${names}) OVERRIDING SYSTEM VALUE VALUES (${values})`;
    const text = `INSERT INTO ${qualified(session, table)} ${rest}`;
    const types = columns.map(({ type }) => type);
    const prepared = internalStatement(session, text, types);
    if (statement.where === null || prepared.statement.kind !== 'insert') return prepared;
    const filtered = { ...prepared.statement, copyWhere: statement.where };
    return {
      ...prepared,
      statement: filtered,
      source: `${prepared.source}\u0000${copyText.slice(statement.where.location)}`,
    };
  });
  const options = given!;
  const charset = copyCharset(options, true, sink);
  const target = { session, table: table!, columns, options, charset, plan };
  const loader = options.binary ? new BinaryLoader(target) : new TextLoader(target);
  let file: FileInput | null = null;
  try {
    if (statement.target === 'file') file = openInput(session, statement);
    const input = file ?? clientInput(sink, statement, columns.length, options.binary, charset);
    if (options.freeze && !isNew(session, table!)) {
      throw sqlError(
        'object_not_in_prerequisite_state',
        'cannot perform COPY FREEZE because the table was not created or truncated in the current subtransaction',
      );
    }
    yield* loader.load(input);
  } finally {
    loader.close();
    file?.close();
  }
  const { changes } = loader.execution;
  if (changes.length > 0) yield* checkConstraints(session, changes);
  yield* sleepIfAsked(session);
  const { affected } = loader.execution;
  return { tag: `COPY ${affected}`, rows: affected };
}

function clientInput(
  sink: ResultSink,
  statement: CopyStatement,
  columnCount: number,
  binary: boolean,
  charset: Charset | null,
): CopyInput {
  if (sink.copyIn === undefined) throw unsupported('COPY FROM STDIN outside the wire protocol', statement.location);
  return sink.copyIn(columnCount, binary, charset);
}

function targetOf(session: Session, statement: CopyStatement): TableDescriptor {
  const relation = namedRelation(session, statement.table!.parts);
  switch (relation.kind) {
    case 'table':
      if (relation.materialized !== undefined) {
        throw sqlError('wrong_object_type', `cannot copy to materialized view "${relation.name}"`);
      }
      break;
    case 'view':
      throw sqlError('wrong_object_type', `cannot copy to view "${relation.name}"`, {
        hint: 'To enable copying to a view, provide an INSTEAD OF INSERT trigger.',
      });
    case 'sequence':
      throw sqlError('wrong_object_type', `cannot copy to sequence "${relation.name}"`);
    case 'index':
      throw sqlError('wrong_object_type', `"${relation.name}" is an index`);
    default:
      throw sqlError('insufficient_privilege', `permission denied: "${relation.name}" is a system catalog`);
  }
  if (session.readOnly) {
    throw sqlError('read_only_sql_transaction', 'cannot execute COPY FROM in a read-only transaction');
  }
  return relation;
}

/**
 * Created or truncated in this transaction, which FREEZE asks for: empty, and nobody else's. There is nothing more to it: old versions of rows are not
 * kept in tables, so rows need no freezing.
 */
function isNew(session: Session, table: TableDescriptor): boolean {
  const { catalog, storage } = session.core;
  if (catalog.current.table(table.oid) === undefined) return true;
  const exclusive = (heldModes(session.transaction!, table.oid) & (1 << ACCESS_EXCLUSIVE)) !== 0;
  return exclusive && storage.table(storageOf(table)).rowCount === 0;
}

/** Its errors, if it has any; rows meet it in the INSERT. */
function checkWhere(session: Session, table: TableDescriptor, where: NonNullable<CopyStatement['where']>): void {
  const { statement } = internalStatement(session, `INSERT INTO ${qualified(session, table)} DEFAULT VALUES`, []);
  if (statement.kind === 'insert') analyze(session, { ...statement, copyWhere: where }, []);
}
