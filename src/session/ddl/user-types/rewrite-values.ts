/**
 * Changes that values of a type have to follow: an attribute that goes, labels of an enum with new numbers. Stored rows are
 * written anew, as by ALTER TABLE, and so are the constants of views, defaults, checks and indexes. Values are found wherever
 * they may be: in arrays, rows, ranges and domains over the type.
 */
import type { BoundNode, Catalog, CatalogObject, RelationDescriptor, TableDescriptor } from '../../../catalog/index.ts';
import { isOwnType, mapTree } from '../../../catalog/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeByOid } from '../../../types/index.ts';
import { PgMultirange, PgRange } from '../../../types/ranges/range-value.ts';
import { PgRecord } from '../../../types/record-value.ts';
import type { Datum, DatumValue, Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { columnVar, select, tableRef } from '../queries.ts';
import { checkNotInUse } from '../resolve.ts';
import { replaceRows } from '../rewrite-table.ts';

export interface ValueChange {
  readonly type: Oid;
  /** A value of the type itself. */
  value(value: DatumValue): DatumValue;
  /** Nodes of stored expressions and queries that have to change besides constants. */
  node?(node: BoundNode): BoundNode;
}

type Mapper = ((value: DatumValue) => DatumValue) | null;

/** The type, and the types whose values have values of it in them. */
export function typesOver(type: Oid, catalog: Catalog): Set<Oid> {
  const found = new Set<Oid>([type]);
  for (const next of found) {
    for (const oid of catalog.typeDependents(next)) {
      const user = catalog.object(oid)!;
      const over = (other: Oid): boolean => other === next || other === next - 1;
      if (user.kind === 'domain' && over(user.base)) found.add(user.oid);
      if (user.kind === 'range' && over(user.subtype)) found.add(user.oid).add(user.multirange);
      if ('rowType' in user && user.columns.some((column) => !column.dropped && over(column.type))) {
        found.add(user.rowType);
      }
    }
  }
  return found;
}

/** How values of any type change, by the types as they are now; null: not at all. */
class Mappers {
  private readonly change: ValueChange;
  private readonly known = new Map<Oid, Mapper>();

  constructor(change: ValueChange) {
    this.change = change;
  }

  of(type: Oid): Mapper {
    let mapper = this.known.get(type);
    if (mapper === undefined) {
      mapper = this.make(type);
      this.known.set(type, mapper);
    }
    return mapper;
  }

  private make(type: Oid): Mapper {
    if (type === this.change.type) return (value) => this.change.value(value);
    const def = typeByOid(type);
    if (def === undefined) return null;
    if (def.domain !== undefined) return this.of(def.domain.parent);
    if (def.elementOid !== 0 && def.category === 'A') return this.array(def.elementOid);
    if (def.fields !== undefined) {
      const fields = def.fields.map((field) => this.of(field.type));
      if (fields.every((field) => field === null)) return null;
      return (value) => {
        const { types, values, names } = value as PgRecord;
        return new PgRecord(
          types,
          values.map((item, i) => mapped(item, fields[i] ?? null)),
          names,
        );
      };
    }
    return def.rangeFamily === undefined ? null : this.range(def.rangeFamily.subtype.oid);
  }

  private array(elementType: Oid): Mapper {
    const element = this.of(elementType);
    if (element === null) return null;
    return (value) => {
      const { elementType: own, dims, lowerBounds, values } = value as PgArray;
      return new PgArray(
        own,
        dims,
        lowerBounds,
        values.map((item) => mapped(item, element)),
      );
    };
  }

  private range(subtype: Oid): Mapper {
    const bound = this.of(subtype);
    if (bound === null) return null;
    const change = (range: PgRange): PgRange =>
      new PgRange(
        range.rangeType,
        mapped(range.lower, bound),
        mapped(range.upper, bound),
        range.lowerInclusive,
        range.upperInclusive,
        range.isEmpty,
      );
    return (value) =>
      value instanceof PgMultirange
        ? new PgMultirange(value.multirangeType, value.ranges.map(change))
        : change(value as PgRange);
  }
}

function mapped(value: Datum, mapper: Mapper): Datum {
  return value === null || mapper === null ? value : mapper(value);
}

/** Runs `apply`, which changes the type itself, with all values and constants of it changed too. */
export function rewriteValues(change: ValueChange, command: string, apply: () => void, context: DdlContext): void {
  const { transaction } = context;
  const { catalog } = transaction;
  const types = typesOver(change.type, catalog);
  // Somebody may be making a table of one of them.
  for (const type of types) context.lock(catalog.typeOwner(type)!.oid, 'access exclusive');
  const users = new Set<Oid>();
  for (const type of types) for (const oid of catalog.typeDependents(type)) users.add(oid);
  const mappers = new Mappers(change);
  // The mappers of all types are made while the types are what the values are of.
  const nodeOf = (node: BoundNode): BoundNode => changedNode(node, change, mappers);
  const stored = tablesWith(types, users, catalog);
  for (const table of stored) {
    context.lock(table.oid, 'access exclusive');
    checkNotInUse(table, command, context);
  }
  const contents = stored.map((table) => ({ table, rows: changedRows(table, mappers, context) }));
  const objects = [...users].map((oid) => changedObject(catalog.object(oid)!, nodeOf));
  apply();
  for (const object of objects) {
    if (object !== null) transaction.put(withCurrentColumns(object, transaction.catalog));
  }
  for (const { table, rows } of contents) {
    const after = transaction.catalog.table(table.oid)!;
    // All rows are written with all columns.
    const columns = after.columns.map((column) => ({ ...column, missing: null }));
    replaceRows(table, { ...after, columns }, rows, context);
  }
}

/** Tables with stored values, by OID. */
function tablesWith(types: ReadonlySet<Oid>, users: ReadonlySet<Oid>, catalog: Catalog): TableDescriptor[] {
  const found: TableDescriptor[] = [];
  for (const oid of users) {
    const table = catalog.table(oid);
    const isOver = (type: Oid): boolean => types.has(type) || types.has(type + 1);
    if (table?.columns.some((column) => !column.dropped && isOver(column.type))) found.push(table);
  }
  return found.sort((a, b) => a.oid - b.oid);
}

function changedRows(table: TableDescriptor, mappers: Mappers, context: DdlContext): (readonly Datum[])[] {
  const columns = table.columns.map((column) => (column.dropped ? null : mappers.of(column.type)));
  const targets = table.columns.map((column, i) =>
    column.dropped
      ? ({ kind: 'const', value: null, type: column.type, typmod: -1, location: -1 } as const)
      : columnVar(table, i),
  );
  return [...context.run(select([tableRef(table, 0)], targets, null))].map((row) =>
    row.map((value, i) => mapped(value, columns[i]!)),
  );
}

function changedNode(node: BoundNode, change: ValueChange, mappers: Mappers): BoundNode {
  if (node.kind === 'const') {
    const mapper = node.value === null ? null : mappers.of(node.type);
    return mapper === null ? node : { ...node, value: mapper(node.value!) };
  }
  return change.node?.(node) ?? node;
}

/** A user of the type with its trees changed; null for one that has none. */
function changedObject(object: CatalogObject, change: (node: BoundNode) => BoundNode): CatalogObject | null {
  const tree = <T extends BoundNode | null>(root: T): T => (root === null ? root : (mapTree(root, change) as T));
  switch (object.kind) {
    case 'table': {
      const { materialized } = object;
      return {
        ...object,
        columns: object.columns.map((column) => ({
          ...column,
          defaultExpr: tree(column.defaultExpr),
          generated: tree(column.generated),
        })),
        constraints: object.constraints.map((constraint) =>
          constraint.kind === 'check' ? { ...constraint, expression: tree(constraint.expression) } : constraint,
        ),
        ...(materialized === undefined ? {} : { materialized: { ...materialized, query: tree(materialized.query) } }),
      };
    }
    case 'view':
      return { ...object, query: tree(object.query) };
    case 'index':
      return {
        ...object,
        keys: object.keys.map((key) => ({ ...key, expression: tree(key.expression) })),
        predicate: tree(object.predicate),
      };
    case 'domain':
      return {
        ...object,
        defaultExpr: tree(object.defaultExpr),
        constraints: object.constraints.map((constraint) => ({
          ...constraint,
          expression: tree(constraint.expression),
        })),
      };
    default:
      return null;
  }
}

/** `apply` may have changed the object itself: a table whose row type it is. */
function withCurrentColumns(object: CatalogObject, catalog: Catalog): CatalogObject {
  const current = catalog.object(object.oid);
  if (current === undefined || isOwnType(object) || !('columns' in object)) return object;
  const { columns } = current as RelationDescriptor & { readonly columns: TableDescriptor['columns'] };
  return {
    ...object,
    columns: object.columns.map((column, i) => (columns[i]?.dropped ? columns[i]! : column)),
  } as CatalogObject;
}
