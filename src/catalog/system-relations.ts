/**
 * Descriptors of the relations of pg_catalog and information_schema. They are the same in every database, so they live beside
 * the catalog versions, not in them, and each is made when it is first asked for.
 */
import { assert } from '../common/assert.ts';
import type { Oid } from '../types/type-def.ts';
import type { CatalogRelationDescriptor, ColumnDescriptor } from './descriptors.ts';
import { informationSchemaColumns } from './information_schema/columns.ts';
import { pgCatalogColumns } from './pg_catalog/columns.ts';
import { bootstrapRoleOid, informationSchemaOid, pgCatalogOid } from './well-known.ts';

/** Types of catalog columns, by OID in pg_type. */
const columnTypes: Readonly<Record<string, Oid>> = {
  bool: 16,
  bytea: 17,
  char: 18,
  name: 19,
  int8: 20,
  int2: 21,
  int2vector: 22,
  int4: 23,
  regproc: 24,
  text: 25,
  oid: 26,
  xid: 28,
  oidvector: 30,
  pg_node_tree: 194,
  float4: 700,
  float8: 701,
  inet: 869,
  _bool: 1000,
  _char: 1002,
  _name: 1003,
  _int2: 1005,
  _text: 1009,
  _float4: 1021,
  _float8: 1022,
  _oid: 1028,
  _aclitem: 1034,
  varchar: 1043,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  regtype: 2206,
  _regtype: 2211,
  anyarray: 2277,
  pg_lsn: 3220,
  pg_ndistinct: 3361,
  pg_dependencies: 3402,
  pg_mcv_list: 5017,
  _pg_statistic: 10028,
};

const collatable = new Set(['name', '_name', 'text', '_text', 'varchar', 'pg_node_tree']);

/** Tables of pg_catalog and all of information_schema compare bytewise; texts in views of pg_catalog by the database's default. */
function collationOf(type: string, bytewise: boolean): string | null {
  if (!collatable.has(type)) return null;
  return bytewise || type === 'name' || type === '_name' ? 'C' : 'default';
}

function parseColumn(text: string, bytewise: boolean): ColumnDescriptor {
  const colon = text.indexOf(':');
  const notNull = text.endsWith('!');
  const typeName = text.slice(colon + 1, notNull ? -1 : undefined);
  const type = columnTypes[typeName];
  assert(type !== undefined, `catalog column ${text} has a known type`);
  return {
    name: text.slice(0, colon),
    type,
    typmod: -1,
    notNull,
    defaultExpr: null,
    identity: null,
    generated: null,
    dropped: false,
    missing: null,
    collation: collationOf(typeName, bytewise),
    comment: null,
  };
}

/** One schema of computed relations; `lines` are parsed on demand. */
class SystemSchema {
  private readonly schema: Oid;
  private readonly source: string;
  private lineOf: Map<string, string> | null = null;
  private oidToName: Map<Oid, string> | null = null;
  private readonly made = new Map<string, CatalogRelationDescriptor>();

  constructor(schema: Oid, source: string) {
    this.schema = schema;
    this.source = source;
  }

  byName(name: string): CatalogRelationDescriptor | undefined {
    const ready = this.made.get(name);
    if (ready !== undefined) return ready;
    const line = this.lines().get(name);
    if (line === undefined) return undefined;
    const [, oid, rowType, relkind, ...columns] = line.split(' ');
    const bytewise = relkind === 'r' || this.schema === informationSchemaOid;
    const descriptor: CatalogRelationDescriptor = {
      kind: 'catalogRelation',
      oid: Number(oid),
      name,
      schema: this.schema,
      owner: bootstrapRoleOid,
      comment: null,
      relkind: relkind === 'r' ? 'r' : 'v',
      columns: columns.map((column) => parseColumn(column, bytewise)),
      rowType: Number(rowType),
    };
    this.made.set(name, descriptor);
    return descriptor;
  }

  byOid(oid: Oid): CatalogRelationDescriptor | undefined {
    if (this.oidToName === null) {
      this.oidToName = new Map();
      for (const [name, line] of this.lines()) {
        const start = name.length + 1;
        this.oidToName.set(Number(line.slice(start, line.indexOf(' ', start))), name);
      }
    }
    const name = this.oidToName.get(oid);
    return name === undefined ? undefined : this.byName(name);
  }

  *all(): Generator<CatalogRelationDescriptor> {
    for (const name of this.lines().keys()) yield this.byName(name)!;
  }

  private lines(): Map<string, string> {
    if (this.lineOf === null) {
      this.lineOf = new Map();
      for (const line of this.source.split('\n')) {
        if (line !== '') this.lineOf.set(line.slice(0, line.indexOf(' ')), line);
      }
    }
    return this.lineOf;
  }
}

const pgCatalog = new SystemSchema(pgCatalogOid, pgCatalogColumns);
const informationSchema = new SystemSchema(informationSchemaOid, informationSchemaColumns);

export function systemRelationByName(schema: Oid, name: string): CatalogRelationDescriptor | undefined {
  if (schema === pgCatalogOid) return pgCatalog.byName(name);
  return schema === informationSchemaOid ? informationSchema.byName(name) : undefined;
}

export function systemRelationByOid(oid: Oid): CatalogRelationDescriptor | undefined {
  return pgCatalog.byOid(oid) ?? informationSchema.byOid(oid);
}

/** Every relation of both schemas, by OID. */
export function systemRelations(): readonly CatalogRelationDescriptor[] {
  return [...pgCatalog.all(), ...informationSchema.all()].sort((a, b) => a.oid - b.oid);
}

/** Every relation of one of the two schemas; of others, none. */
export function systemRelationsIn(schema: Oid): Iterable<CatalogRelationDescriptor> {
  if (schema === pgCatalogOid) return pgCatalog.all();
  return schema === informationSchemaOid ? informationSchema.all() : [];
}
