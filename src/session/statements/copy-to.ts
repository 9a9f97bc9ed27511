/** COPY TO: the rows of a table or a query, line by line or as the binary file. */
import type { TableDescriptor } from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CopyStatement, DataModification, SelectStatement } from '../../parser/index.ts';
import { binaryEncoder } from '../../types/binary/binary-format.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import {
  binaryHeader,
  binaryRow,
  binaryTrailer,
  type CopyOptions,
  copyCharset,
  csvLine,
  readCopyOptions,
  textLine,
} from '../copy/index.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Completion, CopyOutput, ResultSink } from '../result.ts';
import { lockedPlan, runPlan } from '../run-plan.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { openOutput } from './copy-file.ts';
import { columnsOf, forced, internalStatement, qualified, quoted } from './copy-target.ts';
import { namedRelation } from './named-relation.ts';

export function* copyTo(
  session: Session,
  text: string,
  statement: CopyStatement,
  sink: ResultSink,
): Running<Completion> {
  let table: TableDescriptor | null = null;
  let given: CopyOptions | null = null;
  const plan = yield* lockedPlan(session, () => {
    if (statement.query !== null) {
      given = readCopyOptions(statement);
      return queryStatement(text, statement.query, statement);
    }
    const relation = namedRelation(session, statement.table!.parts);
    if (relation.kind === 'view') {
      throw sqlError('wrong_object_type', `cannot copy from view "${relation.name}"`, {
        hint: 'Try the COPY (SELECT ...) TO variant.',
      });
    }
    if (relation.kind === 'table' && relation.materialized !== undefined) {
      throw sqlError('wrong_object_type', `cannot copy from materialized view "${relation.name}"`, {
        hint: 'Try the COPY (SELECT ...) TO variant.',
      });
    }
    if (relation.kind === 'sequence') {
      throw sqlError('wrong_object_type', `cannot copy from sequence "${relation.name}"`);
    }
    if (relation.kind === 'index') throw sqlError('wrong_object_type', `"${relation.name}" is an index`);
    table = relation.kind === 'table' ? relation : null;
    given = readCopyOptions(statement);
    const names =
      relation.kind === 'table' ? columnsOf(relation, statement.columns).map(({ name }) => name) : statement.columns;
    const list = relation.kind === 'table' || names.length > 0 ? names.map(quoted).join(', ') : '*';
    return internalStatement(session, `SELECT ${list} FROM ${qualified(session, relation)}`, []);
  });
  const options: CopyOptions = given!;
  const { columns } = plan;
  const force = forced('FORCE_QUOTE', options.forceQuote, columns, table);
  const file = statement.target === 'file' ? openOutput(session, statement) : null;
  try {
    const output = file ?? clientOutput(sink, statement, columns.length, options.binary);
    const charset = copyCharset(options, false, sink);
    const full = output.full === undefined ? null : () => output.full!();
    const rows = options.binary
      ? yield* binaryRows(session, plan, output, charset, full)
      : yield* textRows(session, plan, options, force, inCharset(output, charset), full);
    output.end();
    return { tag: `COPY ${rows}`, rows };
  } finally {
    file?.close();
  }
}

function clientOutput(sink: ResultSink, statement: CopyStatement, columnCount: number, binary: boolean): CopyOutput {
  if (sink.copyOut === undefined) throw unsupported('COPY TO STDOUT outside the wire protocol', statement.location);
  return sink.copyOut(columnCount, binary);
}

/** Header and trailer travel as PostgreSQL sends them: the one with the first row, the other by itself. */
function* binaryRows(
  session: Session,
  plan: CachedPlan,
  output: CopyOutput,
  charset: Charset | null,
  full: (() => boolean) | null,
): Running<number> {
  const encoders = plan.columns.map(({ type }) => binaryEncoder(type, charset));
  let rows = 0;
  const emit = (...row: Datum[]): void => {
    const bytes = binaryRow(row, encoders);
    output.data(rows === 0 ? Buffer.concat([binaryHeader, bytes]) : bytes);
    rows++;
  };
  yield* runPlan(session, plan, [], emit, full);
  output.data(rows === 0 ? Buffer.concat([binaryHeader, binaryTrailer]) : binaryTrailer);
  return rows;
}

/** How lines are written; decided once. */
function inCharset(output: CopyOutput, charset: Charset | null): (text: string) => void {
  return charset === null ? (text) => output.line(text) : (text) => output.data(charset.encode(text));
}

function* textRows(
  session: Session,
  plan: CachedPlan,
  options: CopyOptions,
  force: readonly boolean[],
  writeLine: (text: string) => void,
  full: (() => boolean) | null,
): Running<number> {
  const { columns } = plan;
  const lineOf = (values: readonly (string | null)[], quotes: readonly boolean[]): string =>
    options.csv ? csvLine(values, options, quotes) : textLine(values, options);
  if (options.header)
    writeLine(
      lineOf(
        columns.map(({ name }) => name),
        [],
      ),
    );
  const types = columns.map(({ type }) => valueType(type));
  const { context } = session;
  let rows = 0;
  const values: (string | null)[] = columns.map(() => null);
  const emit = (...row: Datum[]): void => {
    rows++;
    for (let i = 0; i < types.length; i++) {
      const value = row[i]!;
      values[i] = value === null ? null : types[i]!.output(value, context);
    }
    writeLine(options.csv ? csvLine(values, options, force) : textLine(values, options));
  };
  yield* runPlan(session, plan, [], emit, full);
  return rows;
}

function queryStatement(
  text: string,
  query: SelectStatement | DataModification,
  statement: CopyStatement,
): PreparedStatement {
  if (query.kind === 'merge') throw sqlError('feature_not_supported', 'MERGE not supported in COPY');
  if (query.kind !== 'select' && query.returning.length === 0) {
    throw sqlError('feature_not_supported', 'COPY query must have a RETURNING clause');
  }
  if (query.kind === 'select' && query.body.kind === 'core' && query.body.into !== null)
    throw unsupported('COPY (SELECT INTO)');
  return {
    text,
    statement: query,
    source: `${text}\u0000${statement.location}\u0000copy`,
    parameterTypes: [],
    columns: null,
    plan: null,
    planKey: '',
  };
}
