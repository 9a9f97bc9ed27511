/**
 * COPY FROM STDIN and COPY TO STDOUT. Rows from the client go through a prepared INSERT, one after the other as they arrive, so
 * that defaults, constraints and generated columns are INSERT's own; the statement's changes are checked against foreign keys
 * at its end. Errors say where in the data they arose.
 */
import { isUtf8 } from 'node:buffer';
import {
  type ColumnDescriptor,
  type RelationDescriptor,
  storageOf,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { SqlError, sqlError, unsupported } from '../../errors/index.ts';
import type { Execution } from '../../executor/index.ts';
import type { CopyStatement, DataModification, SelectStatement } from '../../parser/index.ts';
import { ACCESS_EXCLUSIVE, heldModes } from '../../transaction/index.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { checkConstraints } from '../constraint-checks.ts';
import {
  type CopyOptions,
  csvFields,
  csvLine,
  invalidText,
  RecordReader,
  readCopyOptions,
  textFields,
  textLine,
} from '../copy/index.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Completion, CopyInput, ResultSink } from '../result.ts';
import { lockedPlan, runPlan, sleepIfAsked } from '../run-plan.ts';
import { newExecution, runUnit } from '../run-unit.ts';
import type { Session } from '../session.ts';
import { type Running, yieldPause } from '../wait.ts';

/** Rows between two pauses. */
const batchRows = 512;

export function* executeCopy(
  session: Session,
  text: string,
  statement: CopyStatement,
  sink: ResultSink,
): Running<Completion> {
  const { target, location } = statement;
  if (target === 'file' || target === 'program') {
    throw unsupported(`COPY ${statement.direction.toUpperCase()} a ${target} of the server`, location);
  }
  const options = readCopyOptions(statement);
  session.ensureTransaction();
  return statement.direction === 'from'
    ? yield* copyFrom(session, text, statement, options, sink)
    : yield* copyTo(session, text, statement, options, sink);
}

function relationOf(session: Session, statement: CopyStatement): RelationDescriptor {
  const { parts } = statement.table!;
  const relation = session.catalog.resolveRelation(parts, session.searchPath);
  if (relation === undefined) throw sqlError('undefined_table', `relation "${parts.join('.')}" does not exist`);
  return relation;
}

/** The columns of a table to copy, in the order of the list, or all that are not generated. */
function columnsOf(table: TableDescriptor, names: readonly string[]): readonly ColumnDescriptor[] {
  if (names.length === 0) return table.columns.filter((column) => !column.dropped && column.generated === null);
  const columns: ColumnDescriptor[] = [];
  for (const name of names) {
    const column = table.columns.find((item) => item.name === name && !item.dropped);
    if (column === undefined) {
      throw sqlError('undefined_column', `column "${name}" of relation "${table.name}" does not exist`);
    }
    if (column.generated !== null) {
      throw sqlError('invalid_column_reference', `column "${name}" is a generated column`, {
        detail: 'Generated columns cannot be used in COPY.',
      });
    }
    if (columns.includes(column)) throw sqlError('duplicate_column', `column "${name}" specified more than once`);
    columns.push(column);
  }
  return columns;
}

/** Which of the columns the names of a FORCE option mean. */
function forced(
  option: string,
  wanted: readonly string[] | '*',
  columns: readonly { readonly name: string }[],
  table: TableDescriptor | null,
): readonly boolean[] {
  if (wanted === '*') return columns.map(() => true);
  for (const name of wanted) {
    if (columns.some((column) => column.name === name)) continue;
    if (table !== null && !table.columns.some((column) => column.name === name && !column.dropped)) {
      throw sqlError('undefined_column', `column "${name}" of relation "${table.name}" does not exist`);
    }
    if (table === null) throw sqlError('undefined_column', `column "${name}" does not exist`);
    throw sqlError('invalid_column_reference', `${option} column "${name}" not referenced by COPY`);
  }
  return columns.map(({ name }) => wanted.includes(name));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
function qualified(session: Session, relation: RelationDescriptor): string {
  return `${quoted(session.catalog.schema(relation.schema)!.name)}.${quoted(relation.name)}`;
}
function internalStatement(session: Session, text: string, types: readonly Oid[]): PreparedStatement {
  const { statement } = session.parse(text)[0]!;
  return {
    text,
    statement,
    source: `${text}\u0000${types.join(',')}\u0000copy`,
    parameterTypes: types,
    columns: null,
    plan: null,
    planKey: '',
  };
}

// COPY TO.

function* copyTo(
  session: Session,
  text: string,
  statement: CopyStatement,
  options: CopyOptions,
  sink: ResultSink,
): Running<Completion> {
  let table: TableDescriptor | null = null;
  const plan = yield* lockedPlan(session, () => {
    if (statement.query !== null) return queryStatement(text, statement.query, statement);
    const relation = relationOf(session, statement);
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
    const names =
      relation.kind === 'table' ? columnsOf(relation, statement.columns).map(({ name }) => name) : statement.columns;
    const list = relation.kind === 'table' || names.length > 0 ? names.map(quoted).join(', ') : '*';
    return internalStatement(session, `SELECT ${list} FROM ${qualified(session, relation)}`, []);
  });
  const { columns } = plan;
  const force = forced('FORCE_QUOTE', options.forceQuote, columns, table);
  if (sink.copyOut === undefined) throw unsupported('COPY TO STDOUT outside the wire protocol', statement.location);
  const output = sink.copyOut(columns.length);
  const lineOf = (values: readonly (string | null)[], quotes: readonly boolean[]): string =>
    options.csv ? csvLine(values, options, quotes) : textLine(values, options);
  if (options.header)
    output.line(
      lineOf(
        columns.map(({ name }) => name),
        [],
      ),
    );
  const types = columns.map(({ type }) => valueType(type));
  const { context } = session;
  let rows = 0;
  yield* runPlan(
    session,
    plan,
    [],
    (...row: Datum[]) => {
      rows++;
      const values = types.map((type, i) => {
        const value = row[i]!;
        return value === null ? null : type.output(value, context);
      });
      output.line(lineOf(values, force));
    },
    output.full === undefined ? null : () => output.full!(),
  );
  output.end();
  return { tag: `COPY ${rows}`, rows };
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

// COPY FROM.

function* copyFrom(
  session: Session,
  copyText: string,
  statement: CopyStatement,
  options: CopyOptions,
  sink: ResultSink,
): Running<Completion> {
  let table: TableDescriptor | undefined;
  let columns: readonly ColumnDescriptor[] = [];
  const plan = yield* lockedPlan(session, () => {
    table = targetOf(session, statement);
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
  if (sink.copyIn === undefined) throw unsupported('COPY FROM STDIN outside the wire protocol', statement.location);
  if (options.freeze && !isNew(session, table!)) {
    throw sqlError(
      'object_not_in_prerequisite_state',
      'cannot perform COPY FREEZE because the table was not created or truncated in the current subtransaction',
    );
  }
  const loader = new Loader(session, table!, columns, options, plan);
  const input = sink.copyIn(columns.length);
  try {
    yield* loader.load(input);
  } finally {
    loader.close();
  }
  const { changes } = loader.execution;
  if (changes.length > 0) yield* checkConstraints(session, changes);
  yield* sleepIfAsked(session);
  const { affected } = loader.execution;
  return { tag: `COPY ${affected}`, rows: affected };
}

function targetOf(session: Session, statement: CopyStatement): TableDescriptor {
  const relation = relationOf(session, statement);
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

/** Data to rows to INSERT's pipelines. */
class Loader {
  readonly execution: Execution;
  private readonly session: Session;
  private readonly table: TableDescriptor;
  private readonly columns: readonly ColumnDescriptor[];
  private readonly options: CopyOptions;
  private readonly plan: CachedPlan;
  private readonly reader: RecordReader;
  private readonly forceNotNull: readonly boolean[];
  private readonly forceNull: readonly boolean[];
  /** Bytes of a line that is not complete. */
  private tail: Buffer[] = [];
  private headerLeft: boolean;
  /** For the context of errors: the line, the record, and the column being read. */
  private line = 1;
  private record: string | null = null;
  private column = -1;
  private value: string | null = null;

  constructor(
    session: Session,
    table: TableDescriptor,
    columns: readonly ColumnDescriptor[],
    options: CopyOptions,
    plan: CachedPlan,
  ) {
    this.session = session;
    this.table = table;
    this.columns = columns;
    this.options = options;
    this.plan = plan;
    this.reader = new RecordReader(options);
    this.forceNotNull = forced('FORCE_NOT_NULL', options.forceNotNull, columns, table);
    this.forceNull = forced('FORCE_NULL', options.forceNull, columns, table);
    this.headerLeft = options.header;
    this.execution = newExecution(session, plan, session.transaction!.takeSnapshot(), () => {});
  }

  close(): void {
    this.session.transaction?.dropSnapshot(this.execution.snapshot);
  }

  *load(input: CopyInput): Running<void> {
    const { session, reader } = this;
    const whenReady = (wake: () => void): void => input.whenReady(wake);
    try {
      for (let ended = false; !ended; ) {
        const piece = input.take();
        if (piece === null) {
          yield { kind: 'outside', whenReady };
          session.interrupts.check();
          continue;
        }
        this.record = null;
        this.line = reader.line + 1;
        ended = piece === 'end';
        this.take(piece);
        let batch = 0;
        for (;;) {
          this.record = null;
          this.line = reader.line + 1;
          const record = reader.next(ended);
          if (record === null) break;
          this.line = reader.line;
          if (!(yield* this.accept(record))) {
            yield* discard(session, input, ended);
            return;
          }
          if (++batch % batchRows === 0) {
            yield yieldPause;
            session.interrupts.check();
          }
        }
      }
    } catch (error) {
      throw this.located(error);
    }
  }

  /** Gives the reader the text that is complete: no character is cut, as lines end in a byte of their own. */
  private take(piece: Buffer | 'end'): void {
    let bytes: Buffer;
    if (piece === 'end') {
      bytes = Buffer.concat(this.tail);
      this.tail = [];
    } else {
      const end = piece.lastIndexOf(10) + 1;
      if (end === 0) {
        this.tail.push(piece);
        return;
      }
      bytes = piece.subarray(0, end);
      if (this.tail.length > 0) bytes = Buffer.concat([...this.tail, bytes]);
      this.tail = end === piece.length ? [] : [piece.subarray(end)];
    }
    if (!isUtf8(bytes)) throw invalidText(bytes);
    const text = bytes.toString('utf8');
    if (text.includes('\u0000')) throw invalidText(Buffer.from([0]));
    this.reader.push(text);
  }

  /** One record; false at the marker that ends the data. */
  private *accept(record: string): Running<boolean> {
    if (this.options.csv ? record === '\\.' : record.includes('\\.') && endMarker(record)) return false;
    this.record = record;
    const { columns } = this;
    if (this.headerLeft) {
      this.headerLeft = false;
      if (this.options.match) this.checkHeader(this.fieldsOf(record));
      return true;
    }
    if (columns.length === 0) {
      if (record !== '') throw sqlError('bad_copy_file_format', 'extra data after last expected column');
      yield* this.insert([]);
      return true;
    }
    const fields = this.fieldsOf(record);
    if (fields.length > columns.length) {
      throw sqlError('bad_copy_file_format', 'extra data after last expected column');
    }
    const row: Datum[] = new Array(columns.length);
    for (let i = 0; i < columns.length; i++) {
      if (i >= fields.length) {
        throw sqlError('bad_copy_file_format', `missing data for column "${columns[i]!.name}"`);
      }
      row[i] = this.datum(i, fields[i]!);
    }
    yield* this.insert(row);
    return true;
  }

  private fieldsOf(record: string): (string | null)[] {
    return this.options.csv
      ? csvFields(record, this.options, this.forceNotNull, this.forceNull)
      : textFields(record, this.options);
  }

  private datum(i: number, field: string | null): Datum {
    if (field === null) return null;
    const { type, typmod } = this.columns[i]!;
    this.column = i;
    this.value = field;
    const datum = valueType(type).input(field, typmod, this.session.context);
    this.column = -1;
    return datum;
  }

  private *insert(row: readonly Datum[]): Running<void> {
    this.execution.params = row;
    yield* runUnit(this.session, this.execution, this.plan.compiled.main, null);
  }

  private checkHeader(fields: readonly (string | null)[]): void {
    const { columns } = this;
    if (fields.length !== columns.length) {
      throw sqlError(
        'bad_copy_file_format',
        `wrong number of fields in header line: got ${fields.length}, expected ${columns.length}`,
      );
    }
    for (const [i, { name }] of columns.entries()) {
      const field = fields[i]!;
      if (field === name) continue;
      const got = field === null ? `null value ("${this.options.nullText}")` : `"${field}"`;
      throw sqlError(
        'bad_copy_file_format',
        `column name mismatch in header line field ${i + 1}: got ${got}, expected "${name}"`,
      );
    }
  }

  /** The place in the data. Keys are checked when a row has left its record behind, so their errors give its line only. */
  private located(error: unknown): unknown {
    if (!(error instanceof SqlError) || error.where !== undefined) return error;
    const { table, column } = this;
    const { record } = this;
    let where = `COPY ${table.name}, line ${this.line}`;
    if (column >= 0) where += `, column ${this.columns[column]!.name}: "${shortened(this.value!)}"`;
    else if (record !== null && error.code !== '23505') where += `: "${shortened(record)}"`;
    error.where = where;
    return error;
  }
}

/** Data may go on after its end marker; it is not looked at. */
function* discard(session: Session, input: CopyInput, ended: boolean): Running<void> {
  const whenReady = (wake: () => void): void => input.whenReady(wake);
  for (let last = ended; !last; ) {
    const piece = input.take();
    last = piece === 'end';
    if (piece === null) {
      yield { kind: 'outside', whenReady };
      session.interrupts.check();
    }
  }
}

/** `\.` alone ends the data; with anything else on its line it is an error. An escaped backslash before a dot is none. */
function endMarker(record: string): boolean {
  if (record === '\\.') return true;
  for (let i = 0; i < record.length; i++) {
    if (record[i] !== '\\') continue;
    if (record[i + 1] === '.') throw sqlError('bad_copy_file_format', 'end-of-copy marker corrupt');
    i++;
  }
  return false;
}

/** Contexts show a hundred bytes of the data. */
function shortened(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= 100) return text;
  let end = 100;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)}...`;
}
