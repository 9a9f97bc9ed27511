/**
 * ALTER TABLE actions on what steers PostgreSQL's files and statistics and no answer here: they are checked, kept and shown, so
 * that a dump has them.
 */
import type { ColumnDescriptor, IndexDescriptor, TableDescriptor, ViewDescriptor } from '../../catalog/index.ts';
import { storageOfType } from '../../catalog/pg_catalog/relations.ts';
import { sqlError } from '../../errors/index.ts';
import type { DefinitionOption, TableParameterAction } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { alterableColumn } from './alter-columns.ts';
import type { DdlContext } from './context.ts';
import { schemaOf } from './resolve.ts';
import { ownedSequences } from './sequences.ts';
import { storageOptions } from './storage-options.ts';
import { checkUpdatable, viewOptions } from './view-options.ts';

export function alterParameter(table: TableDescriptor, action: TableParameterAction, context: DdlContext): void {
  switch (action.kind) {
    case 'setStatistics':
      putColumn(table, action.name, context, () => ({ statistics: statisticsTarget(action.value, context) }));
      return;
    case 'setStorage':
      putColumn(table, action.name, context, (column) => ({ storage: storageLetter(action.value, column, context) }));
      return;
    case 'setCompression':
      putColumn(table, action.name, context, (column) => ({
        compression: compressionLetter(action.value, column, context),
      }));
      return;
    case 'setColumnOptions':
      putColumn(table, action.name, context, (column) => ({
        options: changedOptions(column.options ?? [], columnOptions(action.options, action.reset), action),
      }));
      return;
    case 'setOptions': {
      const written = action.reset ? action.options.map(({ name }) => name) : storageOptions(action.options, 'table');
      context.transaction.put({ ...table, options: changedOptions(table.options ?? [], written, action) });
      return;
    }
    case 'setLogged':
      setLogged(table, action.logged, context);
      return;
    case 'clusterOn':
      clusterOn(table, action.index, context);
      return;
    case 'replicaIdentity':
      setReplicaIdentity(table, action, context);
  }
}

export function alterIndexOptions(
  index: IndexDescriptor,
  action: Extract<TableParameterAction, { kind: 'setOptions' }>,
  context: DdlContext,
): void {
  const written = action.reset ? action.options.map(({ name }) => name) : storageOptions(action.options, 'index');
  context.transaction.put({ ...index, options: changedOptions(index.options ?? [], written, action) });
}

export function alterViewOptions(
  oid: Oid,
  action: Extract<TableParameterAction, { kind: 'setOptions' }>,
  { transaction }: DdlContext,
): void {
  const { options: before, ...view } = transaction.catalog.relation(oid) as ViewDescriptor;
  const written = action.reset ? [] : viewOptions(action.options, null);
  const options = changedOptions(before ?? [], written, action);
  const changed: ViewDescriptor = options === undefined ? view : { ...view, options };
  checkUpdatable(changed, (other) => transaction.catalog.relation(other));
  transaction.put(changed);
}

function putColumn(
  table: TableDescriptor,
  name: string,
  context: DdlContext,
  change: (column: ColumnDescriptor) => Partial<ColumnDescriptor>,
): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  context.transaction.put({ ...table, columns: table.columns.with(at, { ...column, ...change(column) }) });
}

/** `name=value` lists: what is set takes its place at the end, what is reset goes. */
function changedOptions(
  before: readonly string[],
  written: readonly string[],
  action: { readonly options: readonly DefinitionOption[]; readonly reset: boolean },
): readonly string[] | undefined {
  const names = new Set(action.options.map(({ name }) => name.toLowerCase()));
  if (action.reset) {
    const valued = action.options.find(({ value }) => value !== null);
    if (valued !== undefined) throw sqlError('syntax_error', 'RESET must not include values for parameters');
  }
  const kept = before.filter((option) => !names.has(option.slice(0, option.indexOf('='))));
  const after = action.reset ? kept : [...kept, ...written];
  return after.length === 0 ? undefined : after;
}

function columnOptions(options: readonly DefinitionOption[], reset: boolean): string[] {
  return options.map(({ name, value }) => {
    const known = name.toLowerCase();
    if (known !== 'n_distinct' && known !== 'n_distinct_inherited') {
      throw sqlError('invalid_parameter_value', `unrecognized parameter "${name}"`);
    }
    if (reset) return known;
    const text = value ?? 'true';
    const number = Number(text);
    if (Number.isNaN(number)) {
      throw sqlError('invalid_parameter_value', `invalid value for floating point option "${known}": ${text}`);
    }
    if (number < -1) {
      throw sqlError('invalid_parameter_value', `value ${text} out of bounds for option "${known}"`, {
        detail:
          'Valid values are between "-1.000000" and "179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123347747974910414407985466880.000000".',
      });
    }
    return `${known}=${text}`;
  });
}

const statisticsMax = 10000;

function statisticsTarget(value: number, context: DdlContext): number {
  if (value < -1) throw sqlError('invalid_parameter_value', `statistics target ${value} is too low`);
  if (value <= statisticsMax) return value;
  const message = `lowering statistics target to ${statisticsMax}`;
  context.notice({ severity: 'WARNING', code: '22023', message });
  return statisticsMax;
}

const storages: Readonly<Record<string, string>> = { plain: 'p', external: 'e', extended: 'x', main: 'm' };

function storageLetter(written: string, column: ColumnDescriptor, context: DdlContext): string {
  const letter = storages[written.toLowerCase()];
  if (letter === undefined) throw sqlError('invalid_parameter_value', `invalid storage type "${written}"`);
  if (letter !== 'p' && storageOfType(column.type) === 'p') {
    const type = context.analyzer.typeText(column.type, -1);
    throw sqlError('feature_not_supported', `column data type ${type} can only have storage PLAIN`);
  }
  return letter;
}

const compressions: Readonly<Record<string, string>> = { default: '', pglz: 'p', lz4: 'l' };

function compressionLetter(written: string, column: ColumnDescriptor, context: DdlContext): string {
  if (storageOfType(column.type) === 'p') {
    const type = context.analyzer.typeText(column.type, -1);
    throw sqlError('feature_not_supported', `column data type ${type} does not support compression`);
  }
  const letter = compressions[written];
  if (letter === undefined) throw sqlError('invalid_parameter_value', `invalid compression method "${written}"`);
  return letter;
}

function setLogged(table: TableDescriptor, logged: boolean, context: DdlContext): void {
  const { transaction } = context;
  const refuse = (message: string, constraint?: string): Error =>
    sqlError('invalid_table_definition', message, { schema: schemaOf(table, context), table: table.name, constraint });
  if (table.persistence === 'temporary') {
    throw refuse(`cannot change logged status of table "${table.name}" because it is temporary`);
  }
  const persistence = logged ? 'permanent' : 'unlogged';
  if (table.persistence === persistence) return;
  for (const { other, constraint } of relatives(table, logged, context)) {
    if (other.oid === table.oid || other.persistence === persistence) continue;
    const [to, reason] = logged ? ['logged', 'unlogged'] : ['unlogged', 'logged'];
    const message = `could not change table "${table.name}" to ${to} because it references ${reason} table "${other.name}"`;
    throw refuse(message, constraint);
  }
  transaction.put({ ...table, persistence });
  for (const sequence of ownedSequences(table.oid, null, context)) transaction.put({ ...sequence, persistence });
}

/** Tables it refers to, or that refer to it, with the foreign keys in between. */
function relatives(
  table: TableDescriptor,
  referenced: boolean,
  context: DdlContext,
): { readonly other: TableDescriptor; readonly constraint: string }[] {
  const { catalog } = context.transaction;
  const keysOf = (from: TableDescriptor) => from.constraints.filter((c) => c.kind === 'foreignKey');
  if (referenced) {
    return keysOf(table).map((key) => ({ other: catalog.table(key.referencedTable)!, constraint: key.name }));
  }
  return table.referencedBy.flatMap((oid) => {
    const other = catalog.table(oid)!;
    return keysOf(other).flatMap((key) => (key.referencedTable === table.oid ? [{ other, constraint: key.name }] : []));
  });
}

function indexOf(table: TableDescriptor, name: string, context: DdlContext): IndexDescriptor {
  const index = context.transaction.catalog.relationByName(table.schema, name);
  if (index === undefined) {
    throw sqlError('undefined_object', `index "${name}" for table "${table.name}" does not exist`);
  }
  if (index.kind === 'index' && index.table === table.oid) return index;
  throw sqlError('wrong_object_type', `"${name}" is not an index for table "${table.name}"`);
}

/** Which index CLUSTER would follow; null: none. */
export function clusterOn(table: TableDescriptor, name: string | null, context: DdlContext): void {
  const chosen = name === null ? null : indexOf(table, name, context);
  if (chosen !== null && chosen.predicate !== null) {
    throw sqlError('feature_not_supported', `cannot cluster on partial index "${name}"`);
  }
  if (chosen !== null && chosen.method === 'hash') {
    throw sqlError(
      'feature_not_supported',
      `cannot cluster on index "${name}" because access method does not support clustering`,
    );
  }
  for (const index of context.transaction.catalog.indexesOf(table)) {
    const clustered = index.oid === chosen?.oid;
    if ((index.clustered ?? false) !== clustered) context.transaction.put({ ...index, clustered });
  }
}

function setReplicaIdentity(
  table: TableDescriptor,
  { identity, index: name }: Extract<TableParameterAction, { kind: 'replicaIdentity' }>,
  context: DdlContext,
): void {
  const chosen = name === null ? null : indexOf(table, name, context);
  if (chosen !== null) checkIdentityIndex(table, chosen);
  const { transaction } = context;
  transaction.put({ ...table, replicaIdentity: identity });
  for (const index of transaction.catalog.indexesOf(table)) {
    const replicaIdentity = index.oid === chosen?.oid;
    if ((index.replicaIdentity ?? false) !== replicaIdentity) transaction.put({ ...index, replicaIdentity });
  }
}

function checkIdentityIndex(table: TableDescriptor, index: IndexDescriptor): void {
  const { name } = index;
  const refuse = (message: string): Error => sqlError('wrong_object_type', message);
  if (!index.unique) throw refuse(`cannot use non-unique index "${name}" as replica identity`);
  if (index.deferrable)
    throw sqlError('feature_not_supported', `cannot use non-immediate index "${name}" as replica identity`);
  if (index.keys.some((key) => key.expression !== null)) {
    throw sqlError('feature_not_supported', `cannot use expression index "${name}" as replica identity`);
  }
  if (index.predicate !== null) {
    throw sqlError('feature_not_supported', `cannot use partial index "${name}" as replica identity`);
  }
  for (const { column } of index.keys) {
    const { name: nullable, notNull } = table.columns[column!]!;
    if (!notNull) {
      throw refuse(`index "${name}" cannot be used as replica identity because column "${nullable}" is nullable`);
    }
  }
}
