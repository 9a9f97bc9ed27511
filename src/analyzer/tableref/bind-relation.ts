/** A name in FROM: a CTE, table, view, sequence or computed catalog relation. */
import type {
  ColumnDescriptor,
  RelationDescriptor,
  TableDescriptor,
  ViewDescriptor,
} from '../../catalog/descriptors.ts';
import type { BoundCteRef, BoundSubqueryRef, BoundTableRef, OutputColumn } from '../../catalog/tree.ts';
import { renumberQuery } from '../../catalog/tree-map.ts';
import { locatedAt, sqlError } from '../../errors/index.ts';
import type { QualifiedName, RelationRef, TableAlias } from '../../parser/ast/index.ts';
import { variable } from '../expression/make-nodes.ts';
import { boolOid, int8Oid, recordOid } from '../oids.ts';
import type { CteEntry, NamespaceColumn, NamespaceItem, Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { withSample } from './bind-sample.ts';
import { aliasedNames, type BoundFromItem, columnsOfRel, namespaceItem } from './range-item.ts';

export function bindRelation(ref: RelationRef, scope: Scope): BoundFromItem {
  return withSample(bindNamed(ref, scope), ref, scope);
}

function bindNamed(ref: RelationRef, scope: Scope): BoundFromItem {
  if (ref.name.parts.length === 1) {
    const cte = findCte(scope, ref.name.parts[0]!);
    if (cte) return bindCteRef(cte, ref, scope);
  }
  const relation = resolveRelation(scope, ref.name);
  switch (relation.kind) {
    case 'table':
    case 'catalogRelation':
    case 'sequence':
      return bindTable(relation, ref.alias, scope);
    case 'view':
      return bindView(relation, ref, scope);
    case 'index':
      throw cannotOpenIndex(relation.name, ref.location);
    case 'composite':
      throw cannotOpenType(relation.name, ref.location);
  }
}

export function cannotOpenIndex(name: string, location: number): Error {
  return sqlError('wrong_object_type', `"${name}" is an index`, { location });
}

function cannotOpenType(name: string, location: number): Error {
  return sqlError('wrong_object_type', `"${name}" is a composite type`, { location });
}

/** Neither the default nor that of names and of the catalog's text: those two never conflict, and order alike. */
function isOtherCollation(collation: string | null | undefined): boolean {
  return collation !== null && collation !== undefined && collation !== 'C' && collation !== 'default';
}

interface FoundCte {
  readonly entry: CteEntry;
  /** The query whose WITH has it. */
  readonly owner: Scope;
}

function findCte(scope: Scope, name: string): FoundCte | null {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    for (const entry of s.ctes) if (entry.name === name) return { entry, owner: s };
  }
  return null;
}

export function resolveRelation(scope: Scope, name: QualifiedName): RelationDescriptor {
  const { catalog, databaseName, searchPath } = scope.state.context;
  const { parts, location } = name;
  if (parts.length > 3) {
    throw sqlError('syntax_error', `improper qualified name (too many dotted names): ${parts.join('.')}`, { location });
  }
  if (parts.length === 3 && parts[0] !== databaseName) {
    throw sqlError('feature_not_supported', `cross-database references are not implemented: "${parts.join('.')}"`, {
      location,
    });
  }
  locatedAt(location, () => scope.state.context.requireUsage?.(parts));
  const relation = catalog.resolveRelation(parts, searchPath);
  if (relation) return relation;
  const written = parts.slice(-2).join('.');
  const message = `relation "${written}" does not exist`;
  if (parts.length === 1) {
    for (let s: Scope | null = scope; s !== null; s = s.parent) {
      if (!s.futureCtes.includes(parts[0]!)) continue;
      throw sqlError('undefined_table', message, {
        detail: `There is a WITH item named "${parts[0]}", but it cannot be referenced from this part of the query.`,
        hint: 'Use WITH RECURSIVE, or re-order the WITH items to remove forward references.',
        location,
      });
    }
  }
  throw sqlError('undefined_table', message, { location });
}

const sequenceColumns: readonly OutputColumn[] = [
  { name: 'last_value', type: int8Oid, typmod: -1 },
  { name: 'log_cnt', type: int8Oid, typmod: -1 },
  { name: 'is_called', type: boolOid, typmod: -1 },
];

type Readable = Exclude<RelationDescriptor, { kind: 'index' | 'view' }>;

export interface TableItem {
  readonly from: BoundTableRef;
  readonly item: NamespaceItem;
}

/** Makes the reference and its namespace item; dropped columns keep their positions and have no name. */
export function makeTableItem(
  relation: Readable,
  alias: TableAlias | null,
  scope: Scope,
  options: { readonly targetTable?: boolean } = {},
): TableItem {
  const rel = scope.state.newRel(scope);
  const name = alias?.name ?? relation.name;
  const attributes: readonly (OutputColumn & Partial<ColumnDescriptor>)[] =
    relation.kind === 'sequence' ? sequenceColumns : relation.columns;
  const live = attributes.filter((column) => !column.dropped);
  const names = aliasedNames(
    live.map((column) => column.name),
    alias,
    name,
  );
  const columns: NamespaceColumn[] = [];
  const output: OutputColumn[] = [];
  for (let position = 0; position < attributes.length; position++) {
    const { type, typmod, dropped, collation } = attributes[position]!;
    if (isOtherCollation(collation)) scope.state.collated = true;
    const columnName = dropped ? `........pg.dropped.${position + 1}........` : names[columns.length]!;
    output.push({ name: columnName, type, typmod });
    if (!dropped) columns.push({ name: columnName, expr: variable(rel, position, type, typmod) });
  }
  const item = namespaceItem(name, rel, columns, {
    relation,
    aliased: alias !== null,
    rowType: relation.kind === 'table' ? relation.rowType : recordOid,
    systemColumns: relation.kind === 'catalogRelation' && relation.relkind === 'v' ? 'hidden' : 'named',
    targetTable: options.targetTable ?? false,
  });
  scope.rangeItems.push(item);
  return { from: { kind: 'table', rel, alias: name, columns: output, table: relation.oid }, item };
}

function bindTable(relation: Readable, alias: TableAlias | null, scope: Scope): BoundFromItem {
  const { from, item } = makeTableItem(relation, alias, scope);
  return { from, namespace: [item], columns: item.columns, rels: [item.rel] };
}

function bindView(view: RelationDescriptor & { kind: 'view' }, ref: RelationRef, scope: Scope): BoundFromItem {
  const { state } = scope;
  const rel = state.newRel(scope);
  const name = ref.alias?.name ?? view.name;
  const names = aliasedNames(
    view.columns.map((column) => column.name),
    ref.alias,
    name,
  );
  if (view.columns.some((column) => isOtherCollation(column.collation))) state.collated = true;
  const columns = view.columns.map((column, i) => ({ name: names[i]!, type: column.type, typmod: column.typmod }));
  const from: BoundSubqueryRef = {
    kind: 'subquery',
    rel,
    alias: name,
    columns,
    query: state.repeat(() => renumberQuery(view.query, state)),
    lateral: false,
    view: view.oid,
  };
  const item = namespaceItem(name, rel, columnsOfRel(rel, columns), {
    relation: view,
    aliased: ref.alias !== null,
    rowType: view.rowType,
  });
  scope.rangeItems.push(item);
  return { from, namespace: [item], columns: item.columns, rels: [rel] };
}

function bindCteRef({ entry, owner }: FoundCte, ref: RelationRef, scope: Scope): BoundFromItem {
  if (!entry.hasRows) {
    throw sqlError('feature_not_supported', `WITH query "${entry.name}" does not have a RETURNING clause`, {
      location: ref.location,
    });
  }
  const rel = scope.state.newRel(scope);
  const name = ref.alias?.name ?? entry.name;
  const names = aliasedNames(
    entry.columns.map((column) => column.name),
    ref.alias,
    name,
  );
  const columns = entry.columns.map((column, i) => ({ ...column, name: names[i]! }));
  if (!entry.open) entry.references++;
  const from: BoundCteRef = { kind: 'cte', rel, alias: name, columns, cte: entry.id, working: entry.open };
  // `*` leaves the columns of SEARCH and CYCLE out, except in the query that has the WITH.
  const added = owner === scope ? 0 : (entry.added ?? 0);
  const visible = columnsOfRel(rel, columns).map((column, i) =>
    i < columns.length - added ? column : { ...column, unexpanded: true as const },
  );
  const item = namespaceItem(name, rel, visible, { aliased: ref.alias !== null });
  scope.rangeItems.push(item);
  return { from, namespace: [item], columns: item.columns, rels: [rel] };
}

/** The table or view that INSERT, UPDATE, DELETE or MERGE names. */
export function resolveTarget(scope: Scope, name: QualifiedName, verb: string): TableDescriptor | ViewDescriptor {
  if (name.parts.length === 1 && findCte(scope, name.parts[0]!)) {
    const state: StatementState = scope.state;
    if (!state.context.catalog.resolveRelation(name.parts, state.context.searchPath)) {
      throw sqlError('wrong_object_type', `relation "${name.parts[0]}" cannot be the target of a modifying statement`, {
        location: name.location,
      });
    }
  }
  const relation = resolveRelation(scope, name);
  if (relation.kind === 'index') throw cannotOpenIndex(relation.name, name.location);
  if (relation.kind === 'composite') throw cannotOpenType(relation.name, name.location);
  if (relation.kind === 'table') {
    if (relation.materialized === undefined) return relation;
    if (verb === 'MERGE') {
      throw sqlError('feature_not_supported', `cannot execute MERGE on relation "${relation.name}"`, {
        detail: 'This operation is not supported for materialized views.',
      });
    }
    throw sqlError('wrong_object_type', `cannot change materialized view "${relation.name}"`);
  }
  if (verb === 'MERGE' && relation.kind !== 'catalogRelation') {
    throw sqlError('feature_not_supported', `cannot execute MERGE on relation "${relation.name}"`, {
      detail: `This operation is not supported for ${relation.kind}s.`,
    });
  }
  switch (relation.kind) {
    case 'view':
      return relation;
    case 'sequence':
      throw sqlError('wrong_object_type', `cannot change sequence "${relation.name}"`);
    case 'catalogRelation':
      throw sqlError('insufficient_privilege', `permission denied: "${relation.name}" is a system catalog`);
  }
}
