/** CREATE and ALTER SEQUENCE, and the sequences of serial and identity columns. */
import type { SequenceDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type {
  AlterSequenceStatement,
  CreateSequenceStatement,
  QualifiedName,
  SequenceOption,
} from '../../parser/ast/index.ts';
import { canonicalInteger } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { chooseRelationName } from './names.ts';
import { requireOwner } from './privileges/authorize.ts';
import { aclForNew } from './privileges/default-privileges.ts';
import {
  checkCreationIn,
  columnPosition,
  creationSchemaFor,
  findRelation,
  nameText,
  notA,
  relationExists,
  requireOwnRelation,
  requireRelation,
  requireSchema,
  systemCatalogError,
  undefinedRelation,
  unlocatedName,
} from './resolve.ts';
import type { SequenceState } from './sequence-state.ts';

const int2Oid: Oid = 21;
const int4Oid: Oid = 23;
const int8Oid: Oid = 20;
const bounds: Readonly<Record<Oid, readonly [bigint, bigint]>> = {
  [int2Oid]: [-32768n, 32767n],
  [int4Oid]: [-2147483648n, 2147483647n],
  [int8Oid]: [-9223372036854775808n, 9223372036854775807n],
};

type Parameters = Pick<
  SequenceDescriptor,
  'type' | 'start' | 'increment' | 'minValue' | 'maxValue' | 'cache' | 'cycle'
>;
interface Resolved {
  readonly parameters: Parameters;
  readonly state: SequenceState;
  readonly ownedBy: QualifiedName | null | undefined;
}

type OptionOf<K extends SequenceOption['kind']> = SequenceOption & { readonly kind: K };

class Options {
  private readonly byKind = new Map<string, SequenceOption>();

  constructor(options: readonly SequenceOption[], identity: boolean) {
    for (const option of options) {
      if (option.kind === 'name') {
        throw sqlError('syntax_error', 'invalid sequence option SEQUENCE NAME', { location: option.location });
      }
      if (identity && (option.kind === 'type' || option.kind === 'ownedBy')) {
        throw sqlError('syntax_error', 'conflicting or redundant options', { location: option.location });
      }
      if (this.byKind.has(option.kind)) {
        throw sqlError('syntax_error', 'conflicting or redundant options', { location: option.location });
      }
      this.byKind.set(option.kind, option);
    }
  }

  get<K extends SequenceOption['kind']>(kind: K): OptionOf<K> | undefined {
    // Every entry is kept under its own kind.
    return this.byKind.get(kind) as OptionOf<K> | undefined;
  }
}

function invalid(message: string): Error {
  return sqlError('invalid_parameter_value', message);
}

/** Options on top of the sequence as it was (null: a new one). */
function resolveOptions(
  written: readonly SequenceOption[],
  before: { readonly parameters: Parameters; readonly state: SequenceState } | null,
  columnType: Oid | null,
  context: DdlContext,
): Resolved {
  const options = new Options(written, columnType !== null);
  const type = resolveType(options, before, columnType, context);
  const [typeMin, typeMax] = bounds[type]!;
  const increment = options.get('increment')?.value ?? before?.parameters.increment ?? 1n;
  if (increment === 0n) throw invalid('INCREMENT must not be zero');
  const cycle = options.get('cycle')?.value ?? before?.parameters.cycle ?? false;
  // A bound that was the old type's follows the type.
  const oldBounds = before === null ? null : bounds[before.parameters.type]!;
  const resetMax = before !== null && type !== before.parameters.type && before.parameters.maxValue === oldBounds![1];
  const resetMin = before !== null && type !== before.parameters.type && before.parameters.minValue === oldBounds![0];

  const maxOption = options.get('maxValue');
  let maxValue: bigint;
  if (maxOption?.value !== undefined && maxOption.value !== null) maxValue = maxOption.value;
  else if (before === null || maxOption !== undefined || resetMax)
    maxValue = increment > 0n || resetMax ? typeMax : -1n;
  else maxValue = before.parameters.maxValue;
  const typeName = (): string => context.analyzer.typeText(type, -1);
  if (maxValue < typeMin || maxValue > typeMax) {
    throw invalid(`MAXVALUE (${maxValue}) is out of range for sequence data type ${typeName()}`);
  }
  const minOption = options.get('minValue');
  let minValue: bigint;
  if (minOption?.value !== undefined && minOption.value !== null) minValue = minOption.value;
  else if (before === null || minOption !== undefined || resetMin) minValue = increment < 0n || resetMin ? typeMin : 1n;
  else minValue = before.parameters.minValue;
  if (minValue < typeMin || minValue > typeMax) {
    throw invalid(`MINVALUE (${minValue}) is out of range for sequence data type ${typeName()}`);
  }
  if (minValue >= maxValue) throw invalid(`MINVALUE (${minValue}) must be less than MAXVALUE (${maxValue})`);

  const start = options.get('start')?.value ?? before?.parameters.start ?? (increment > 0n ? minValue : maxValue);
  if (start < minValue) throw invalid(`START value (${start}) cannot be less than MINVALUE (${minValue})`);
  if (start > maxValue) throw invalid(`START value (${start}) cannot be greater than MAXVALUE (${maxValue})`);

  const restart = options.get('restart');
  let lastValue = before === null ? start : BigInt(before.state.lastValue);
  let isCalled = before?.state.isCalled ?? false;
  if (restart !== undefined) {
    lastValue = restart.value ?? start;
    isCalled = false;
  }
  if (lastValue < minValue) throw invalid(`RESTART value (${lastValue}) cannot be less than MINVALUE (${minValue})`);
  if (lastValue > maxValue) throw invalid(`RESTART value (${lastValue}) cannot be greater than MAXVALUE (${maxValue})`);
  const cache = options.get('cache')?.value ?? before?.parameters.cache ?? 1n;
  if (cache <= 0n) throw invalid(`CACHE (${cache}) must be greater than zero`);
  const owner = options.get('ownedBy');
  return {
    parameters: { type, start, increment, minValue, maxValue, cache, cycle },
    state: { lastValue: canonicalInteger(lastValue), isCalled, logCount: 0 },
    ownedBy: owner === undefined ? undefined : owner.column,
  };
}

function resolveType(
  options: Options,
  before: { readonly parameters: Parameters } | null,
  columnType: Oid | null,
  context: DdlContext,
): Oid {
  const typeOption = options.get('type');
  if (typeOption === undefined) return columnType ?? before?.parameters.type ?? int8Oid;
  const { type } = context.analyzer.typeName(typeOption.type);
  if (type === int2Oid || type === int4Oid || type === int8Oid) return type;
  throw invalid('sequence type must be smallint, integer, or bigint');
}

// ---- CREATE SEQUENCE ----

export function executeCreateSequence(statement: CreateSequenceStatement, context: DdlContext): DdlResult {
  const tag = 'CREATE SEQUENCE';
  const name = statement.name.parts[statement.name.parts.length - 1]!;
  const schema = creationSchemaFor(unlocatedName(statement.name), statement.persistence === 'temporary', context);
  if (relationExists(schema.oid, name, statement.ifNotExists, context, false)) return { tag };
  checkCreationIn(schema, name);
  const resolved = resolveOptions(statement.options, null, null, context);
  const persistence = schema.name === context.temporarySchemaName ? 'temporary' : statement.persistence;
  const sequence = putSequence(name, schema.oid, persistence, resolved, null, context);
  if (resolved.ownedBy) {
    const ownedBy = ownerOf(resolved.ownedBy, sequence, context);
    context.transaction.put({ ...sequence, ownedBy });
  }
  return { tag };
}

function putSequence(
  name: string,
  schema: Oid,
  persistence: SequenceDescriptor['persistence'],
  resolved: Resolved,
  ownedBy: SequenceDescriptor['ownedBy'],
  context: DdlContext,
): SequenceDescriptor {
  const sequence: SequenceDescriptor = {
    kind: 'sequence',
    oid: context.transaction.allocateOid(),
    name,
    schema,
    owner: context.currentRole,
    acl: aclForNew('sequence', schema, context),
    comment: null,
    persistence,
    ...resolved.parameters,
    ownedBy,
  };
  context.transaction.put(sequence);
  context.storage.createSequence(sequence, resolved.state);
  return sequence;
}

export function checkIdentityType(type: Oid): void {
  if (type === int2Oid || type === int4Oid || type === int8Oid) return;
  throw invalid('identity column type must be smallint, integer, or bigint');
}

/** The sequence of a serial or identity column; the owner is set once the table exists. */
export function createColumnSequence(
  table: Pick<TableDescriptor, 'name' | 'schema' | 'persistence'>,
  column: { readonly name: string; readonly type: Oid },
  options: readonly SequenceOption[],
  identity: boolean,
  context: DdlContext,
): SequenceDescriptor {
  const { type } = column;
  if (identity) checkIdentityType(type);
  const { given, rest } = splitName(options);
  const resolved = resolveOptions(rest, null, type, context);
  const { catalog } = context.transaction;
  const name =
    given === null
      ? chooseRelationName(catalog, table.schema, table.name, column.name, 'seq', false)
      : freeName(given, table, context);
  return putSequence(name, table.schema, table.persistence, resolved, null, context);
}

/** SEQUENCE NAME, by which dumps keep the name of an identity column's sequence, and the other options. */
function splitName(options: readonly SequenceOption[]): {
  readonly given: OptionOf<'name'> | null;
  readonly rest: readonly SequenceOption[];
} {
  const [given, second] = options.filter((option) => option.kind === 'name');
  if (second !== undefined) {
    throw sqlError('syntax_error', 'conflicting or redundant options', { location: second.location });
  }
  return { given: given ?? null, rest: options.filter((option) => option.kind !== 'name') };
}

function freeName(
  { name }: OptionOf<'name'>,
  table: Pick<TableDescriptor, 'name' | 'schema'>,
  context: DdlContext,
): string {
  const { catalog } = context.transaction;
  const last = name.parts.at(-1)!;
  if (name.parts.length > 1 && requireSchema(name.parts.at(-2)!, context).oid !== table.schema) {
    // PostgreSQL looks for the sequence's owner in the schema that was written.
    throw sqlError('undefined_table', `relation "${name.parts.at(-2)}.${table.name}" does not exist`);
  }
  if (catalog.relationByName(table.schema, last) !== undefined) {
    throw sqlError('duplicate_table', `relation "${last}" already exists`);
  }
  return last;
}

// ---- ALTER SEQUENCE ----

export function executeAlterSequence(statement: AlterSequenceStatement, context: DdlContext): DdlResult {
  const tag = 'ALTER SEQUENCE';
  const relation = findRelation(statement.name, context);
  if (relation === undefined) {
    if (!statement.ifExists) throw undefinedRelation(statement.name, context);
    const message = `relation "${nameText(statement.name)}" does not exist, skipping`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    return { tag };
  }
  if (relation.kind === 'catalogRelation') throw systemCatalogError(relation.name);
  if (relation.kind !== 'sequence') throw notA(relation.name, 'sequence');
  requireOwner(relation, context);
  alterSequence(relation, statement.options, null, context);
  return { tag };
}

/** `columnType` is set for the sequence of an identity column, whose options may not change type or owner. */
export function alterSequence(
  sequence: SequenceDescriptor,
  options: readonly SequenceOption[],
  columnType: Oid | null,
  context: DdlContext,
): void {
  context.lock(sequence.oid, 'share row exclusive');
  const before = context.storage.sequence(sequence);
  const resolved = resolveOptions(options, { parameters: sequence, state: before }, columnType, context);
  let changed: SequenceDescriptor = { ...sequence, ...resolved.parameters };
  if (resolved.ownedBy !== undefined) {
    if (sequence.ownedBy?.identity) {
      throw sqlError('feature_not_supported', 'cannot change ownership of identity sequence', {
        detail: `Sequence "${sequence.name}" is linked to table "${context.transaction.catalog.table(sequence.ownedBy.table)!.name}".`,
      });
    }
    changed = { ...changed, ownedBy: resolved.ownedBy === null ? null : ownerOf(resolved.ownedBy, sequence, context) };
  }
  const onlyOwner = options.every((option) => option.kind === 'ownedBy');
  if (!onlyOwner) changed = withNewState(sequence, changed, resolved.state, context);
  context.transaction.put(changed);
}

function withNewState(
  before: SequenceDescriptor,
  after: SequenceDescriptor,
  state: SequenceState,
  context: DdlContext,
): SequenceDescriptor {
  context.storage.release(before);
  const changed = { ...after, storage: context.transaction.allocateOid() };
  context.storage.createSequence(changed, state);
  return changed;
}

/** Back to its start value: TRUNCATE ... RESTART IDENTITY. */
export function restartSequence(sequence: SequenceDescriptor, context: DdlContext): void {
  const state = { lastValue: canonicalInteger(sequence.start), isCalled: false, logCount: 0 };
  context.transaction.put(withNewState(sequence, sequence, state, context));
}

function ownerOf(
  name: QualifiedName,
  sequence: SequenceDescriptor,
  context: DdlContext,
): NonNullable<SequenceDescriptor['ownedBy']> {
  const tableName = { ...name, parts: name.parts.slice(0, -1) };
  if (tableName.parts.length === 0) {
    throw sqlError('syntax_error', 'invalid OWNED BY option', {
      hint: 'Specify OWNED BY table.column or OWNED BY NONE.',
    });
  }
  requireRelation(tableName, context);
  const table = requireOwnRelation(tableName, context);
  if (table.kind !== 'table') {
    throw sqlError('wrong_object_type', `sequence cannot be owned by relation "${table.name}"`, {
      detail: `This operation is not supported for ${pluralKinds[table.kind]}.`,
    });
  }
  if (table.owner !== sequence.owner) {
    throw sqlError('object_not_in_prerequisite_state', 'sequence must have same owner as table it is linked to');
  }
  if (table.schema !== sequence.schema) {
    throw sqlError('object_not_in_prerequisite_state', 'sequence must be in same schema as table it is linked to');
  }
  const column = columnPosition(table, name.parts[name.parts.length - 1]!);
  if (column < 0) {
    throw sqlError(
      'undefined_column',
      `column "${name.parts[name.parts.length - 1]}" of relation "${table.name}" does not exist`,
    );
  }
  return { table: table.oid, column, identity: false };
}

const pluralKinds = { index: 'indexes', view: 'views', sequence: 'sequences', composite: 'composite types' } as const;

/** Sequences that belong to the table's columns, or to one of them. */
export function ownedSequences(table: Oid, column: number | null, context: DdlContext): SequenceDescriptor[] {
  const { catalog } = context.transaction;
  const found: SequenceDescriptor[] = [];
  for (const oid of catalog.dependents(table)) {
    const relation = catalog.relation(oid)!;
    if (relation.kind !== 'sequence' || relation.ownedBy?.table !== table) continue;
    if (column === null || relation.ownedBy.column === column) found.push(relation);
  }
  return found;
}
