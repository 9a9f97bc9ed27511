/** pg_index and pg_constraint. */
import { operatorByProc } from '../../functions/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import type {
  ConstraintDescriptor,
  DomainConstraint,
  DomainDescriptor,
  ForeignKeyConstraint,
  IndexColumn,
  ReferentialActionKind,
  TableDescriptor,
} from '../descriptors.ts';
import { int2Array, int2Vector, oidArray, oidVector } from '../row-values.ts';
import { checkReference, keysReference, predicateReference } from '../stored-expressions.ts';
import { columnsIn } from '../tree-references.ts';
import { operatorClassFor } from './operator-classes.ts';
import { accessMethodOid, collationOf, userTables } from './relations.ts';

// ---- indexes ----

function keyCollation(key: IndexColumn, table: TableDescriptor): Oid {
  const column = key.column === null ? (key.order ?? null) : table.columns[key.column]!.collation;
  return collationOf(key.type, key.collation ?? column);
}

function* indexRows(view: CatalogView): Generator<CatalogRow> {
  for (const index of view.catalog.userRelations()) {
    if (index.kind !== 'index') continue;
    const table = view.catalog.table(index.table)!;
    const keys = index.keys.map((key) => (key.column === null ? 0 : key.column + 1));
    yield {
      indexrelid: index.oid,
      indrelid: index.table,
      indnatts: index.keys.length + index.include.length,
      indnkeyatts: index.keys.length,
      indisunique: index.unique,
      indnullsnotdistinct: index.nullsNotDistinct,
      indisprimary: index.primary,
      indisexclusion: false,
      indimmediate: index.deferrable !== true,
      indisclustered: index.clustered ?? false,
      indisvalid: true,
      indcheckxmin: false,
      indisready: true,
      indislive: true,
      indisreplident: index.replicaIdentity ?? false,
      indkey: int2Vector([...keys, ...index.include.map((column) => column + 1)]),
      indcollation: oidVector(index.keys.map((key) => keyCollation(key, table))),
      indclass: oidVector(
        index.keys.map((key) => operatorClassFor(key.type, accessMethodOid(index), key.operatorClass)),
      ),
      indoption: int2Vector(index.keys.map((key) => (key.descending ? 1 : 0) + (key.nullsFirst ? 2 : 0))),
      indexprs: index.keys.some((key) => key.expression !== null) ? keysReference(index.oid) : null,
      indpred: index.predicate === null ? null : predicateReference(index.oid),
    };
  }
}

// ---- constraints ----

const constraintTypes = { check: 'c', primaryKey: 'p', unique: 'u', foreignKey: 'f' } as const;
const actionTypes: Readonly<Record<ReferentialActionKind, string>> = {
  'no action': 'a',
  restrict: 'r',
  cascade: 'c',
  'set null': 'n',
  'set default': 'd',
};

function numbers(columns: readonly number[]): Datum {
  return int2Array(columns.map((column) => column + 1));
}

function foreignKeyColumns(key: ForeignKeyConstraint): CatalogRow {
  const operators = oidArray(key.equals.map((fn) => operatorByProc(fn)?.oid ?? 0));
  return {
    conindid: key.referencedIndex,
    confrelid: key.referencedTable,
    confupdtype: actionTypes[key.onUpdate],
    confdeltype: actionTypes[key.onDelete],
    confmatchtype: key.match === 'full' ? 'f' : 's',
    confkey: numbers(key.referencedColumns),
    conpfeqop: operators,
    conppeqop: operators,
    conffeqop: operators,
    confdelsetcols: key.onDeleteColumns.length === 0 ? null : numbers(key.onDeleteColumns),
  };
}

function constraintRow(table: TableDescriptor, constraint: ConstraintDescriptor): CatalogRow {
  const check = constraint.kind === 'check' ? constraint : null;
  const key = constraint.kind === 'primaryKey' || constraint.kind === 'unique' ? constraint : null;
  return {
    oid: constraint.oid,
    conname: constraint.name,
    connamespace: table.schema,
    contype: constraintTypes[constraint.kind],
    condeferrable: check === null && 'deferrable' in constraint && constraint.deferrable,
    condeferred: check === null && 'initiallyDeferred' in constraint && constraint.initiallyDeferred,
    convalidated: 'validated' in constraint ? constraint.validated : true,
    conrelid: table.oid,
    contypid: 0,
    conindid: key?.index ?? 0,
    conparentid: 0,
    confrelid: 0,
    confupdtype: ' ',
    confdeltype: ' ',
    confmatchtype: ' ',
    conislocal: true,
    coninhcount: 0,
    connoinherit: check === null ? true : check.noInherit,
    conkey: check !== null && columnsIn(check.expression).size === 0 ? null : numbers(constraint.columns),
    confkey: null,
    conbin: check === null ? null : checkReference(check.oid),
    ...(constraint.kind === 'foreignKey' ? foreignKeyColumns(constraint) : {}),
  };
}

function domainConstraintRow(domain: DomainDescriptor, constraint: DomainConstraint): CatalogRow {
  return {
    oid: constraint.oid,
    conname: constraint.name,
    connamespace: domain.schema,
    contype: 'c',
    condeferrable: false,
    condeferred: false,
    convalidated: constraint.validated,
    conrelid: 0,
    contypid: domain.oid,
    conindid: 0,
    conparentid: 0,
    confrelid: 0,
    confupdtype: ' ',
    confdeltype: ' ',
    confmatchtype: ' ',
    conislocal: true,
    coninhcount: 0,
    connoinherit: false,
    conkey: null,
    confkey: null,
    conbin: checkReference(constraint.oid),
  };
}

function* constraintRows(view: CatalogView): Generator<CatalogRow> {
  for (const table of userTables(view)) {
    for (const constraint of table.constraints) yield constraintRow(table, constraint);
  }
  for (const type of view.catalog.ownTypes()) {
    if (type.kind !== 'domain') continue;
    for (const constraint of type.constraints) yield domainConstraintRow(type, constraint);
  }
}

export const keySources: RowSources = {
  pg_index: indexRows,
  pg_constraint: constraintRows,
};
