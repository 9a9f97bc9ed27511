/** pg_class, pg_attribute and what hangs on them. */

import { collationByKey, collationOfType } from '../../types/collation/index.ts';
import { baseTypeOid, typeByOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import {
  type ColumnDescriptor,
  type IndexDescriptor,
  type RelationDescriptor,
  storageOf,
  type TableDescriptor,
} from '../descriptors.ts';
import { relationRef, schemaRef, shownAcl } from '../privileges/index.ts';
import { int8, textArray } from '../row-values.ts';
import { defaultReference } from '../stored-expressions.ts';
import { systemRelations } from '../system-relations.ts';
import { isTemporarySchemaName } from '../temporary-schema-name.ts';
import { globalTablespaceOid } from '../well-known.ts';

export const btreeOid: Oid = 403;
export const hashOid: Oid = 405;
const heapOid: Oid = 2;

export function accessMethodOid(index: IndexDescriptor): Oid {
  return index.method === 'hash' ? hashOid : btreeOid;
}

/** System relations first, then the user's, each by OID. */
export function everyRelation(view: CatalogView): RelationDescriptor[] {
  return [...view.catalog.systemRelations(), ...view.catalog.userRelations()];
}

export function relationKind(relation: RelationDescriptor): string {
  switch (relation.kind) {
    case 'table':
      return relation.materialized === undefined ? 'r' : 'm';
    case 'index':
      return 'i';
    case 'view':
      return 'v';
    case 'sequence':
      return 'S';
    case 'composite':
      return 'c';
    case 'catalogRelation':
      return relation.relkind;
  }
}

function persistence(relation: RelationDescriptor, view: CatalogView | null): string {
  if (view === null) return 'p';
  if (relation.kind === 'index') return persistence(view.catalog.table(relation.table)!, view);
  if (relation.kind === 'table' || relation.kind === 'sequence') {
    return { permanent: 'p', temporary: 't', unlogged: 'u' }[relation.persistence];
  }
  return isTemporarySchemaName(view.catalog.schema(relation.schema)!.name) ? 't' : 'p';
}

export function hasTriggers(table: TableDescriptor): boolean {
  // Foreign keys are enforced by internal triggers on both tables there, and psql looks for keys only where there are triggers.
  return table.referencedBy.length > 0 || table.constraints.some((c) => c.kind === 'foreignKey');
}

/** Catalogs that belong to all databases: pg_database, pg_authid and others. */
const shared: ReadonlySet<Oid> = new Set([1213, 1214, 1260, 1261, 1262, 2396, 2964, 3592, 6000, 6100, 6243]);

/** `view` may be null for relations of the system, which are the same everywhere. */
function classRow(relation: RelationDescriptor, view: CatalogView | null): CatalogRow {
  const table = relation.kind === 'table' ? relation : null;
  const plain = relationKind(relation) === 'r' || relationKind(relation) === 'm';
  const stored = relation.kind === 'table' || relation.kind === 'index' || relation.kind === 'sequence';
  const options = 'options' in relation ? relation.options : undefined;
  return {
    oid: relation.oid,
    relname: relation.name,
    relnamespace: relation.schema,
    reltype: 'rowType' in relation ? relation.rowType : 0,
    reloftype: 0,
    relowner: relation.owner,
    relam: relation.kind === 'index' ? accessMethodOid(relation) : plain ? heapOid : 0,
    relfilenode: !stored ? 0 : relation.kind === 'index' ? relation.oid : storageOf(relation),
    reltablespace: shared.has(relation.oid) ? globalTablespaceOid : 0,
    relpages: relation.kind === 'sequence' || relation.kind === 'index' ? 1 : 0,
    reltuples: () => (relation.kind === 'table' ? view!.rowCount(relation) : relation.kind === 'sequence' ? 1 : -1),
    relallvisible: 0,
    reltoastrelid: 0,
    relhasindex: table !== null && table.indexes.length > 0,
    relisshared: shared.has(relation.oid),
    relpersistence: persistence(relation, view),
    relkind: relationKind(relation),
    relnatts: attributesOf(relation, view).length,
    relchecks: table?.constraints.filter((c) => c.kind === 'check').length ?? 0,
    relhasrules: relationKind(relation) === 'v' || relationKind(relation) === 'm',
    relhastriggers: table !== null && hasTriggers(table),
    relhassubclass: false,
    relrowsecurity: false,
    relforcerowsecurity: false,
    relispopulated: table?.materialized?.populated ?? true,
    relreplident: table !== null ? (table.replicaIdentity ?? 'd') : 'n',
    relispartition: false,
    relrewrite: 0,
    relfrozenxid: plain ? 3 : 0,
    relminmxid: plain ? 1 : 0,
    relacl: () => (view === null ? null : shownAcl(view.catalog, relationRef(relation.oid))),
    reloptions: options === undefined ? null : textArray(options),
    relpartbound: null,
  };
}

// ---- attributes ----

interface Attribute {
  readonly name: string;
  readonly type: Oid;
  /** The type it had, for a dropped column, whose length and alignment outlive it. */
  readonly layout?: Oid;
  readonly typmod: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly identity: ColumnDescriptor['identity'];
  readonly generated: boolean;
  readonly dropped: boolean;
  readonly dimensions?: number | undefined;
  readonly hasMissing: boolean;
  readonly collation: Oid;
  /** What ALTER TABLE has said of its storage and statistics. */
  readonly parameters?: Pick<ColumnDescriptor, 'statistics' | 'storage' | 'compression' | 'options'>;
}

/** 0 for types without collation; names compare by "C". */
export function collationOf(type: Oid, written: string | null | undefined): Oid {
  const def = typeByOid(baseTypeOid(type));
  const own = def === undefined ? null : collationOfType(def);
  if (own === null) return 0;
  return ((written && collationByKey(written)) || own).oid;
}

const plainAttribute = {
  typmod: -1,
  notNull: false,
  hasDefault: false,
  identity: null,
  generated: false,
  dropped: false,
  hasMissing: false,
} as const;

function ofColumn(column: ColumnDescriptor): Attribute {
  return {
    name: column.name,
    type: column.dropped ? 0 : column.type,
    layout: column.type,
    typmod: column.typmod,
    notNull: column.notNull,
    hasDefault: column.defaultOid !== undefined,
    identity: column.identity,
    generated: column.generated !== null,
    dropped: column.dropped,
    dimensions: column.dimensions,
    hasMissing: column.missing !== null && !column.dropped,
    collation: column.dropped ? 0 : collationOf(column.type, column.collation),
    parameters: column,
  };
}

const sequenceAttributes: readonly Attribute[] = [
  { ...plainAttribute, name: 'last_value', type: 20, notNull: true, collation: 0 },
  { ...plainAttribute, name: 'log_cnt', type: 20, notNull: true, collation: 0 },
  { ...plainAttribute, name: 'is_called', type: 16, notNull: true, collation: 0 },
];

function indexAttributes(index: IndexDescriptor, view: CatalogView): Attribute[] {
  const table = view.catalog.table(index.table)!;
  const used: string[] = [];
  const named = (name: string): string => {
    let candidate = name;
    for (let i = 1; used.includes(candidate); i++) candidate = `${name}${i}`;
    used.push(candidate);
    return candidate;
  };
  const keys = index.keys.map((key): Attribute => {
    if (key.column === null) {
      const { type, typmod } = key.expression!;
      return {
        ...plainAttribute,
        name: named(key.name ?? 'expr'),
        type,
        typmod,
        collation: collationOf(type, key.collation ?? key.order),
      };
    }
    const { name, type, typmod, collation, dimensions = 0 } = table.columns[key.column]!;
    return {
      ...plainAttribute,
      name: named(name),
      type,
      typmod,
      dimensions,
      collation: collationOf(type, key.collation ?? collation),
    };
  });
  const included = index.include.map((column): Attribute => {
    const { name, type, typmod, dimensions = 0 } = table.columns[column]!;
    return { ...plainAttribute, name: named(name), type, typmod, dimensions, collation: 0 };
  });
  // A hash index stores hash codes.
  if (index.method === 'hash') return keys.map((key) => ({ ...key, type: 23, typmod: -1 }));
  return [...keys, ...included];
}

function attributesOf(relation: RelationDescriptor, view: CatalogView | null): readonly Attribute[] {
  switch (relation.kind) {
    case 'sequence':
      return sequenceAttributes;
    case 'index':
      return indexAttributes(relation, view!);
    default:
      return relation.columns.map(ofColumn);
  }
}

/** The columns every table has: name, type, number. */
const systemAttributes: readonly (readonly [string, Oid, number])[] = [
  ['tableoid', 26, -6],
  ['cmax', 29, -5],
  ['xmax', 28, -4],
  ['cmin', 29, -3],
  ['xmin', 28, -2],
  ['ctid', 27, -1],
];

const byReference: ReadonlySet<string> = new Set(['macaddr8']);

export function passedByValue(type: Oid): boolean {
  const def = typeByOid(type);
  return def !== undefined && [1, 2, 4, 8].includes(def.length) && !byReference.has(def.name);
}

const mainStorage: ReadonlySet<string> = new Set(['numeric', 'inet', 'cidr']);
const plainStorage: ReadonlySet<string> = new Set(['int2vector', 'oidvector', 'tsquery']);

/** typstorage. */
export function storageOfType(type: Oid): string {
  const def = typeByOid(type);
  if (def === undefined) return 'x';
  if (def.domain !== undefined) return storageOfType(def.domain.parent);
  if (def.length !== -1 || plainStorage.has(def.name)) return 'p';
  return mainStorage.has(def.name) ? 'm' : 'x';
}

/** In the system's own tables, which are declared with one pair of brackets. */
function isArrayOfTable(relation: RelationDescriptor, type: Oid): boolean {
  if (relation.kind !== 'catalogRelation' || relationKind(relation) === 'v') return false;
  const def = typeByOid(type);
  return def?.category === 'A' && def.length === -1;
}

function attributeRow(
  relation: RelationDescriptor,
  attribute: Attribute,
  number: number,
  view: CatalogView | null,
): CatalogRow {
  const layout = attribute.layout ?? attribute.type;
  const def = typeByOid(layout);
  return {
    attrelid: relation.oid,
    attname: attribute.name,
    atttypid: attribute.type,
    attstattarget: number < 0 || attribute.dropped ? 0 : (attribute.parameters?.statistics ?? -1),
    attlen: def?.length ?? -1,
    attnum: number,
    attndims: attribute.dimensions ?? (isArrayOfTable(relation, layout) ? 1 : 0),
    attcacheoff: -1,
    atttypmod: attribute.typmod,
    attbyval: passedByValue(layout),
    attalign: def?.align ?? 'd',
    attstorage: attribute.parameters?.storage ?? storageOfType(layout),
    attcompression: attribute.parameters?.compression ?? '',
    attnotnull: attribute.notNull,
    atthasdef: attribute.hasDefault,
    atthasmissing: attribute.hasMissing,
    attidentity: attribute.identity === null ? '' : attribute.identity === 'always' ? 'a' : 'd',
    attgenerated: attribute.generated ? 's' : '',
    attisdropped: attribute.dropped,
    attislocal: true,
    attinhcount: 0,
    attcollation: attribute.collation,
    attacl: () => (view === null ? null : shownAcl(view.catalog, relationRef(relation.oid, number))),
    attoptions: attribute.parameters?.options === undefined ? null : textArray(attribute.parameters.options),
    attfdwoptions: null,
    attmissingval: null,
  };
}

function* attributeRows(relations: readonly RelationDescriptor[], view: CatalogView | null): Generator<CatalogRow> {
  for (const relation of relations) {
    const attributes = attributesOf(relation, view);
    if (relationKind(relation) !== 'v' && relation.kind !== 'index' && relation.kind !== 'composite') {
      for (const [name, type, number] of systemAttributes) {
        yield attributeRow(relation, { ...plainAttribute, name, type, notNull: true, collation: 0 }, number, view);
      }
    }
    for (let i = 0; i < attributes.length; i++) yield attributeRow(relation, attributes[i]!, i + 1, view);
  }
}

function* defaultRows(view: CatalogView): Generator<CatalogRow> {
  for (const table of view.catalog.userRelations()) {
    if (table.kind !== 'table' && table.kind !== 'view') continue;
    for (let i = 0; i < table.columns.length; i++) {
      const { defaultOid } = table.columns[i]!;
      if (defaultOid === undefined) continue;
      yield { oid: defaultOid, adrelid: table.oid, adnum: i + 1, adbin: defaultReference(table.oid, i) };
    }
  }
}

export function userTables(view: CatalogView): TableDescriptor[] {
  return view.catalog.userRelations().filter((r): r is TableDescriptor => r.kind === 'table');
}

// ---- others ----

function* sequenceRows(view: CatalogView): Generator<CatalogRow> {
  for (const sequence of view.catalog.userRelations()) {
    if (sequence.kind !== 'sequence') continue;
    yield {
      seqrelid: sequence.oid,
      seqtypid: sequence.type,
      seqstart: int8(sequence.start),
      seqincrement: int8(sequence.increment),
      seqmax: int8(sequence.maxValue),
      seqmin: int8(sequence.minValue),
      seqcache: int8(sequence.cache),
      seqcycle: sequence.cycle,
    };
  }
}

function* rewriteRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of everyRelation(view)) {
    if (relationKind(relation) !== 'v' && relationKind(relation) !== 'm') continue;
    yield {
      oid: ruleOid(relation.oid),
      rulename: '_RETURN',
      ev_class: relation.oid,
      ev_type: '1',
      ev_enabled: 'O',
      is_instead: true,
      ev_qual: '<>',
      ev_action: '<>',
    };
  }
}

/** A view's rule has no OID of its own here; what lists rules needs one that no other rule has. */
export function ruleOid(view: Oid): Oid {
  return view + ruleOffset;
}
export function viewOfRule(rule: Oid): Oid {
  return rule - ruleOffset;
}
const ruleOffset = 3;

function namespaceRows(view: CatalogView): Iterable<CatalogRow> {
  return view.catalog.schemas().map((schema) => ({
    oid: schema.oid,
    nspname: schema.name,
    nspowner: schema.owner,
    nspacl: () => shownAcl(view.catalog, schemaRef(schema.oid)),
  }));
}

export const relationSources: RowSources = {
  pg_class: {
    fixed: () => systemRelations().map((relation) => classRow(relation, null)),
    own: (view) => view.catalog.userRelations().map((relation) => classRow(relation, view)),
    live: {
      column: 'relacl',
      of: ['oid'],
      value: (view, oid) => shownAcl(view.catalog, relationRef(oid as Oid)),
    },
  },
  pg_attribute: {
    fixed: () => attributeRows(systemRelations(), null),
    own: (view) => attributeRows(view.catalog.userRelations(), view),
    live: {
      column: 'attacl',
      of: ['attrelid', 'attnum'],
      value: (view, relation, number) => shownAcl(view.catalog, relationRef(relation as Oid, number as number)),
    },
  },
  pg_attrdef: defaultRows,
  pg_sequence: sequenceRows,
  pg_rewrite: rewriteRows,
  pg_namespace: namespaceRows,
};
