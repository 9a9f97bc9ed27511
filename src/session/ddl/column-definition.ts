/**
 * A column as written, taken apart the way PostgreSQL does it: the column itself, and its constraints as table constraints, in the
 * order written. Used by CREATE TABLE and ALTER TABLE ADD COLUMN.
 */

import { resolveCollation } from '../../analyzer/index.ts';
import type { ColumnDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type {
  ColumnConstraint,
  ColumnDefinition,
  Expression,
  SequenceOption,
  TableConstraint,
  TypeName,
} from '../../parser/ast/index.ts';
import { ownCollationOid } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { requireTypeUsage } from './privileges/authorize.ts';
import { systemColumns } from './resolve.ts';

export interface ColumnDraft {
  /** Without default and generation expression. */
  readonly column: ColumnDescriptor;
  readonly defaultValue: Expression | null;
  readonly generated: Expression | null;
  /** Makes a sequence of its own: serial types and identity columns. */
  readonly sequence: { readonly identity: boolean; readonly options: readonly SequenceOption[] } | null;
  readonly constraints: readonly TableConstraint[];
}

const serialTypes: Readonly<Record<string, Oid>> = {
  smallserial: 21,
  serial2: 21,
  serial: 23,
  serial4: 23,
  bigserial: 20,
  serial8: 20,
};

function serialType(type: TypeName): Oid | undefined {
  const { parts } = type.name;
  return parts.length === 1 ? serialTypes[parts[0]!] : undefined;
}

export function draftColumn(definition: ColumnDefinition, relation: string, context: DdlContext): ColumnDraft {
  const serial = serialType(definition.type);
  if (serial !== undefined && definition.type.arrayBounds.length > 0) {
    throw sqlError('feature_not_supported', 'array of serial is not implemented', {
      location: definition.type.location,
    });
  }
  const { type, typmod } =
    serial === undefined ? context.analyzer.typeName(withoutSet(definition.type)) : { type: serial, typmod: -1 };
  requireTypeUsage(type, context);
  const collation = columnCollation(definition, type, context);
  const clauses = sortClauses(definition, relation, serial !== undefined);
  const column: ColumnDescriptor = {
    name: definition.name,
    type,
    typmod,
    notNull: clauses.notNull,
    defaultExpr: null,
    identity: clauses.identity === null ? null : clauses.identity.always ? 'always' : 'default',
    generated: null,
    dropped: false,
    missing: null,
    collation,
    comment: null,
    dimensions: dimensionsOf(definition.type),
  };
  let sequence: ColumnDraft['sequence'] = null;
  if (serial !== undefined) sequence = { identity: false, options: [] };
  else if (clauses.identity !== null) sequence = { identity: true, options: clauses.identity.options };
  return {
    column,
    defaultValue: clauses.defaultValue,
    generated: clauses.generated,
    sequence,
    constraints: clauses.constraints,
  };
}

/** What attndims and typndims show; undefined where there is nothing to keep. */
export function dimensionsOf(type: TypeName): number | undefined {
  return type.arrayBounds.length === 0 ? undefined : type.arrayBounds.length;
}

/** SETOF is refused later, by the column's name. */
export function withoutSet(type: TypeName): TypeName {
  return type.setof ? { ...type, setof: false } : type;
}

/** The checks of attribute names and types, after all columns are known. */
export function checkColumns(drafts: readonly ColumnDraft[], types: readonly TypeName[], context: DdlContext): void {
  if (drafts.length > 1600) throw sqlError('too_many_columns', 'tables can have at most 1600 columns');
  drafts.forEach(({ column }, i) => {
    if (drafts.findIndex((other) => other.column.name === column.name) !== i) {
      throw sqlError('duplicate_column', `column "${column.name}" specified more than once`);
    }
    if (types[i]?.setof) {
      throw sqlError('invalid_table_definition', `column "${column.name}" cannot be declared SETOF`);
    }
  });
  for (const { column } of drafts) {
    checkSystemColumnName(column.name);
    checkColumnType(column.name, column.type, context);
  }
}

export function checkSystemColumnName(name: string): void {
  if (!systemColumns.has(name)) return;
  throw sqlError('duplicate_column', `column name "${name}" conflicts with a system column name`);
}

export function checkColumnType(name: string, type: Oid, context: DdlContext): void {
  if (!context.analyzer.isPseudoType(type)) return;
  const text = context.analyzer.typeText(type, -1);
  throw sqlError('invalid_table_definition', `column "${name}" has pseudo-type ${text}`);
}

/** The name of a column's collation: as written, or that of its domain; null: the default. */
export function columnCollation(
  definition: Pick<ColumnDefinition, 'collation'>,
  type: Oid,
  context: DdlContext,
): string | null {
  const { collation } = definition;
  if (collation === null) return context.analyzer.domainCollation(type);
  const { key, oid } = resolveCollation(
    collation.parts,
    collation.location,
    context.transaction.catalog,
    context.searchPath(),
  );
  if (!context.analyzer.isCollatable(type)) {
    const text = context.analyzer.typeText(type, -1);
    throw sqlError('datatype_mismatch', `collations are not supported by type ${text}`, {
      location: collation.location,
    });
  }
  if (ownCollationOid(key) !== null) context.lock(oid, 'access share');
  return key;
}

interface Clauses {
  notNull: boolean;
  defaultValue: Expression | null;
  generated: Expression | null;
  identity: { readonly always: boolean; readonly options: readonly SequenceOption[] } | null;
  readonly constraints: TableConstraint[];
}

function sortClauses(definition: ColumnDefinition, relation: string, serial: boolean): Clauses {
  const clauses: Clauses = {
    notNull: serial,
    defaultValue: null,
    generated: null,
    identity: null,
    constraints: [],
  };
  const column = `column "${definition.name}" of table "${relation}"`;
  const clash = (message: string, location: number | undefined): Error =>
    sqlError('syntax_error', `${message} for ${column}`, { location });
  let sawNull = false;
  for (const constraint of definition.constraints) {
    const clause = constraint.constraint;
    const { location } = constraint;
    switch (clause.kind) {
      case 'null':
        // What a serial type implies was written nowhere.
        if (clauses.notNull) throw clash('conflicting NULL/NOT NULL declarations', serial ? undefined : location);
        sawNull = true;
        break;
      case 'notNull':
        if (sawNull) throw clash('conflicting NULL/NOT NULL declarations', location);
        clauses.notNull = true;
        break;
      case 'default':
        if (serial) throw clash('multiple default values specified', undefined);
        if (clauses.defaultValue !== null) throw clash('multiple default values specified', location);
        clauses.defaultValue = clause.value;
        break;
      case 'identity':
        if (clauses.identity !== null) throw clash('multiple identity specifications', location);
        if (sawNull) throw clash('conflicting NULL/NOT NULL declarations', location);
        clauses.identity = clause;
        clauses.notNull = true;
        break;
      case 'generated':
        if (clauses.generated !== null) throw clash('multiple generation clauses specified', location);
        clauses.generated = clause.expression;
        break;
      default:
        clauses.constraints.push(asTableConstraint(definition.name, constraint));
    }
    // A serial column has a default already, though none was written.
    const hasDefault = serial || clauses.defaultValue !== null;
    const clashing = serial ? -1 : location;
    if (hasDefault && clauses.identity !== null) throw clash('both default and identity specified', clashing);
    if (hasDefault && clauses.generated !== null) {
      throw clash('both default and generation expression specified', clashing);
    }
    if (clauses.identity !== null && clauses.generated !== null) {
      throw clash('both identity and generation expression specified', location);
    }
  }
  return clauses;
}

function asTableConstraint(column: string, written: ColumnConstraint): TableConstraint {
  const { name, location, deferrable, initiallyDeferred, constraint: clause } = written;
  const common = { kind: 'tableConstraint', name, location, deferrable, initiallyDeferred, notValid: false } as const;
  switch (clause.kind) {
    case 'check':
      return { ...common, constraint: clause };
    case 'primaryKey':
      return {
        ...common,
        constraint: { kind: 'primaryKey', columns: [column], include: [], options: clause.options, usingIndex: null },
      };
    case 'unique':
      return {
        ...common,
        constraint: {
          kind: 'unique',
          columns: [column],
          include: [],
          nullsNotDistinct: clause.nullsNotDistinct,
          options: clause.options,
          usingIndex: null,
        },
      };
    case 'references':
      return { ...common, constraint: { ...clause, kind: 'foreignKey', referencing: [column] } };
    default:
      throw new Error(`no table constraint: ${clause.kind}`);
  }
}
