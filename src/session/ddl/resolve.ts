/** From names as written to objects, with PostgreSQL's errors for what is missing, of another kind, or the system's. */
import {
  type ConstraintDescriptor,
  informationSchemaOid,
  pgCatalogOid,
  pgToastOid,
  type RelationDescriptor,
  type SchemaDescriptor,
  systemColumns,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { locatedAt, SqlError, sqlError } from '../../errors/index.ts';
import type { ObjectKind, QualifiedName } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { requireCreateIn, requireTemporary, requireUsage } from './privileges/authorize.ts';

/** `s.t` as messages show it. */
export function nameText(name: QualifiedName): string {
  return name.parts.join('.');
}

export function checkDatabase(name: QualifiedName, context: DdlContext): void {
  if (name.parts.length > 3) {
    throw sqlError('syntax_error', `improper qualified name (too many dotted names): ${nameText(name)}`, {
      location: located(name),
    });
  }
  if (name.parts.length === 3 && !context.isDatabase(name.parts[0]!)) {
    throw sqlError('feature_not_supported', `cross-database references are not implemented: "${nameText(name)}"`, {
      location: located(name),
    });
  }
}

export function findRelation(name: QualifiedName, context: DdlContext): RelationDescriptor | undefined {
  checkDatabase(name, context);
  checkUsage(name, context);
  return context.transaction.catalog.resolveRelation(name.parts, context.searchPath());
}

/** Of the schema that was written, if there is one. */
function checkUsage(name: QualifiedName, context: DdlContext): void {
  if (name.parts.length < 2) return;
  const schema = context.transaction.catalog.schemaByName(name.parts.at(-2)!);
  if (schema !== undefined) requireUsage(schema, context);
}

/** 3F000 or 42P01, for whatever of the name does not exist. Utility statements give no position. */
export function undefinedRelation(name: QualifiedName, context: DdlContext): Error {
  if (name.parts.length > 1) {
    const schema = name.parts.at(-2)!;
    if (schema !== 'pg_temp' && context.transaction.catalog.schemaByName(schema) === undefined) {
      return sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
    }
  }
  return sqlError('undefined_table', `relation "${nameText(name)}" does not exist`);
}

/** The name as it stands in statements whose errors PostgreSQL does not position. */
export function unlocatedName(name: QualifiedName): QualifiedName {
  return { ...name, location: -1 };
}

function located(name: QualifiedName): number | undefined {
  return name.location < 0 ? undefined : name.location;
}

/** Runs an analysis whose errors PostgreSQL does not position. */
export function unlocated<T>(analyze: () => T): T {
  try {
    return analyze();
  } catch (error) {
    if (error instanceof SqlError) error.location = undefined;
    throw error;
  }
}

export function requireRelation(name: QualifiedName, context: DdlContext): RelationDescriptor {
  const relation = findRelation(name, context);
  if (relation === undefined) throw undefinedRelation(name, context);
  return relation;
}

export function systemCatalogError(name: string): Error {
  return sqlError('insufficient_privilege', `permission denied: "${name}" is a system catalog`);
}

/** The relation, for a change: not one of the system's. */
export function requireOwnRelation(
  name: QualifiedName,
  context: DdlContext,
): Exclude<RelationDescriptor, { kind: 'catalogRelation' }> {
  const relation = requireRelation(name, context);
  if (relation.kind === 'catalogRelation') throw systemCatalogError(relation.name);
  return relation;
}

export function requireTable(name: QualifiedName, context: DdlContext): TableDescriptor {
  const relation = requireOwnRelation(name, context);
  if (relation.kind !== 'table' || relation.materialized !== undefined) throw notA(relation.name, 'table');
  return relation;
}

export function notA(name: string, what: ObjectKind, hint?: string): Error {
  const article = what === 'index' ? 'an' : 'a';
  return sqlError('wrong_object_type', `"${name}" is not ${article} ${what}`, { hint });
}

/** The schema a new relation goes to; `temporary` ones to the session's own. */
export function creationSchemaFor(name: QualifiedName, temporary: boolean, context: DdlContext): SchemaDescriptor {
  checkDatabase(name, context);
  const { catalog } = context.transaction;
  const written = name.parts.length > 1 ? name.parts[name.parts.length - 2]! : null;
  if (written === 'pg_temp' || written === context.temporarySchemaName) return temporarySchema(context);
  if (temporary) {
    if (written !== null) {
      throw sqlError('invalid_table_definition', 'cannot create temporary relation in non-temporary schema', {
        location: located(name),
      });
    }
    return temporarySchema(context);
  }
  if (written !== null) {
    const schema = requireSchema(written, context, located(name));
    locatedAt(name.location, () => requireCreateIn(schema, context));
    return schema;
  }
  const oid = context.creationSchema();
  const schema = oid === undefined ? undefined : catalog.schema(oid);
  if (schema === undefined) {
    throw sqlError('invalid_schema_name', 'no schema has been selected to create in', { location: located(name) });
  }
  locatedAt(name.location, () => requireCreateIn(schema, context));
  return schema;
}

export function isSystemSchema(schema: Oid): boolean {
  return schema === pgCatalogOid || schema === pgToastOid || schema === informationSchemaOid;
}

/** pg_catalog takes no new objects; information_schema is a schema like others. */
export function checkCreationIn(schema: SchemaDescriptor, name: string): void {
  if (schema.oid !== pgCatalogOid && schema.oid !== pgToastOid) return;
  throw sqlError('insufficient_privilege', `permission denied to create "${schema.name}.${name}"`, {
    detail: 'System catalog modifications are currently disallowed.',
  });
}

function temporarySchema(context: DdlContext): SchemaDescriptor {
  const { transaction } = context;
  requireTemporary(context);
  const known = transaction.catalog.schemaByName(context.temporarySchemaName);
  if (known !== undefined) return known;
  const schema: SchemaDescriptor = {
    kind: 'schema',
    oid: transaction.allocateOid(),
    name: context.temporarySchemaName,
    owner: context.currentRole,
    comment: null,
  };
  transaction.put(schema);
  return schema;
}

export function requireSchema(name: string, context: DdlContext, location?: number): SchemaDescriptor {
  const schema = context.transaction.catalog.schemaByName(name === 'pg_temp' ? context.temporarySchemaName : name);
  if (schema === undefined) throw sqlError('invalid_schema_name', `schema "${name}" does not exist`, { location });
  return schema;
}

/** Position of a live attribute; -1 when there is none. */
export function columnPosition(table: { readonly columns: TableDescriptor['columns'] }, name: string): number {
  return table.columns.findIndex((column) => !column.dropped && column.name === name);
}

/** As columnPosition; 42703 when there is none. */
export function requireColumn(table: TableDescriptor, name: string): number {
  const at = columnPosition(table, name);
  if (at < 0) throw undefinedColumn(table.name, name);
  return at;
}

export function undefinedColumn(relation: string, name: string): Error {
  return sqlError('undefined_column', `column "${name}" of relation "${relation}" does not exist`);
}

export { systemColumns };

/** The role of an OWNER TO or AUTHORIZATION clause. */
export function requireRole(name: string, context: DdlContext): Oid {
  const { catalog } = context.transaction;
  if (name === 'current_user' || name === 'current_role') return context.currentRole;
  if (name === 'session_user') return context.sessionRole;
  const role = catalog.roleByName(name);
  if (role === undefined) throw sqlError('undefined_object', `role "${name}" does not exist`);
  return role.oid;
}

/**
 * Whether a relation has the name. A free one is taken for the transaction; where another transaction was about to give it, and
 * did while it was waited for, this is 23505.
 */
export function nameTaken(schema: Oid, name: string, rowType: boolean, context: DdlContext): boolean {
  const key = `${schema}.${name}`;
  if (context.transaction.catalog.relationByName(schema, name) === undefined) {
    context.lockName?.(key);
    return false;
  }
  if (context.waitedForName?.(key) !== true) return true;
  const [catalog, prefix] = rowType ? ['pg_type', 'typ'] : ['pg_class', 'rel'];
  const index = `${catalog}_${prefix}name_nsp_index`;
  throw duplicateName(catalog, index, `${prefix}name, ${prefix}namespace`, `${name}, ${schema}`);
}

export function duplicateName(table: string, index: string, columns: string, values: string): Error {
  return sqlError('unique_violation', `duplicate key value violates unique constraint "${index}"`, {
    detail: `Key (${columns})=(${values}) already exists.`,
    schema: 'pg_catalog',
    table,
    constraint: index,
  });
}

/** Stops when the name is taken: 42P07 as an error, or as a notice with IF NOT EXISTS (then true). */
export function relationExists(
  schema: Oid,
  name: string,
  ifNotExists: boolean,
  context: DdlContext,
  rowType = true,
): boolean {
  if (!nameTaken(schema, name, rowType, context)) return false;
  if (!ifNotExists) throw sqlError('duplicate_table', `relation "${name}" already exists`);
  context.notice({ severity: 'NOTICE', code: '42P07', message: `relation "${name}" already exists, skipping` });
  return true;
}

export function constraintExists(table: TableDescriptor, name: string): boolean {
  return table.constraints.some((constraint) => constraint.name === name);
}

export function constraintNamed(table: TableDescriptor, name: string): ConstraintDescriptor | undefined {
  return table.constraints.find((constraint) => constraint.name === name);
}

export function schemaOf(table: TableDescriptor, context: DdlContext): string {
  return context.transaction.catalog.schema(table.schema)!.name;
}

/** A table whose changed rows wait for a deferred check may not be changed itself. */
export function checkNotInUse(relation: RelationDescriptor, command: string, context: DdlContext): void {
  if (context.isReadByCursor?.(relation.oid) === true) {
    throw sqlError(
      'object_in_use',
      `cannot ${command} "${relation.name}" because it is being used by active queries in this session`,
    );
  }
  if (context.hasPendingChecks?.(relation.oid) !== true) return;
  throw sqlError('object_in_use', `cannot ${command} "${relation.name}" because it has pending trigger events`);
}
