/** What a definition needs to be allowed: ownership of what it changes, CREATE where it makes something, and some privileges. */
import {
  type CollationDescriptor,
  type RelationDescriptor,
  relationWord,
  type SchemaDescriptor,
  type TypeDescriptor,
} from '../../../catalog/index.ts';
import {
  CREATE,
  columnPrivilege,
  databaseRef,
  hasRightsOf,
  isMember,
  isSuperuser,
  notOwner,
  type ObjectRef,
  permissionDenied,
  privilegesOn,
  relationRef,
  schemaRef,
  TEMPORARY,
  typeRef,
  USAGE,
} from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { QualifiedName } from '../../../parser/ast/index.ts';
import { typeByOid } from '../../../types/registry.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';

function holds(context: DdlContext, ref: ObjectRef, privilege: number): boolean {
  return (privilegesOn(context.transaction.catalog, context.currentRole, ref) & privilege) === privilege;
}

export function ownsAs(owner: Oid, context: DdlContext): boolean {
  return owner === context.currentRole || hasRightsOf(context.transaction.catalog, context.currentRole, owner);
}

export function isSuper(context: DdlContext): boolean {
  return isSuperuser(context.transaction.catalog, context.currentRole);
}

export function requireSuperuser(message: string, context: DdlContext): void {
  if (!isSuper(context)) throw sqlError('insufficient_privilege', message);
}

/** The owner, or who has its rights. What belongs to a table is called by the table's name when `as` gives it. */
export function requireOwner(
  relation: RelationDescriptor,
  context: DdlContext,
  as: RelationDescriptor = relation,
): void {
  if (ownsAs(relation.owner, context)) return;
  throw notOwner(relationNoun(as), as.name);
}

function relationNoun(relation: RelationDescriptor): string {
  const word = relationWord(relation);
  return word === 'composite type' ? 'type' : word;
}

export function requireTypeOwner(type: TypeDescriptor | RelationDescriptor, context: DdlContext): void {
  if (ownsAs(type.owner, context)) return;
  throw notOwner('type', typeTitle(type, context));
}

/** As messages call a type: with its schema where its name alone would not find it. */
function typeTitle(type: TypeDescriptor | RelationDescriptor, context: DdlContext): string {
  const oid = 'rowType' in type ? type.rowType : type.oid;
  return context.analyzer.typeText(oid, -1);
}

/** `written`: how the statement calls it. */
export function requireCollationOwner(
  collation: CollationDescriptor | undefined,
  written: QualifiedName,
  context: DdlContext,
): void {
  if (collation === undefined ? isSuper(context) : ownsAs(collation.owner, context)) return;
  throw notOwner('collation', written.parts.join('.'));
}

export function requireSchemaOwner(schema: SchemaDescriptor, context: DdlContext): void {
  if (ownsAs(schema.owner, context)) return;
  throw notOwner('schema', schema.name);
}

/** DROP is also for who owns the schema. */
export function requireDropRight(object: TypeDescriptor | RelationDescriptor, context: DdlContext): void {
  if (ownsAs(object.owner, context)) return;
  const schema = context.transaction.catalog.schema(object.schema);
  if (schema !== undefined && ownsAs(schema.owner, context)) return;
  if (object.kind === 'enum' || object.kind === 'domain' || object.kind === 'range' || object.kind === 'multirange') {
    throw notOwner('type', typeTitle(object, context));
  }
  throw notOwner(relationNoun(object), object.name);
}

export function requireCreateIn(schema: SchemaDescriptor, context: DdlContext, role = context.currentRole): void {
  if (schema.name === context.temporarySchemaName) return;
  const { catalog } = context.transaction;
  if ((privilegesOn(catalog, role, schemaRef(schema.oid)) & CREATE) !== 0) return;
  throw permissionDenied('schema', schema.name);
}

export function requireUsage(schema: SchemaDescriptor, context: DdlContext): void {
  if (schema.name === context.temporarySchemaName || holds(context, schemaRef(schema.oid), USAGE)) return;
  throw permissionDenied('schema', schema.name);
}

export function requireTemporary(context: DdlContext): void {
  if (holds(context, databaseRef, TEMPORARY)) return;
  throw sqlError(
    'insufficient_privilege',
    `permission denied to create temporary tables in database "${context.databaseName}"`,
  );
}

export function requireCreateInDatabase(context: DdlContext, role = context.currentRole): void {
  if ((privilegesOn(context.transaction.catalog, role, databaseRef) & CREATE) !== 0) return;
  throw permissionDenied('database', context.databaseName);
}

export function requireOnRelation(relation: RelationDescriptor, privilege: number, context: DdlContext): void {
  if (holds(context, relationRef(relation.oid), privilege)) return;
  throw permissionDenied(relationNoun(relation), relation.name);
}

/** On the table, or on each of the columns (positions). */
export function requireOnColumns(
  relation: RelationDescriptor,
  columns: readonly number[],
  privilege: number,
  context: DdlContext,
): void {
  if (holds(context, relationRef(relation.oid), privilege)) return;
  const { catalog } = context.transaction;
  const numbers = columns.map((column) => column + 1);
  if (columnPrivilege(catalog, context.currentRole, relation.oid, numbers, privilege, true)) return;
  throw permissionDenied(relationNoun(relation), relation.name);
}

/** For a column, a domain's base or an attribute: USAGE on its type, which nobody changes or drops until it is known who has it. */
export function requireTypeUsage(type: Oid, context: DdlContext): void {
  const element = typeByOid(type) ?? context.transaction.catalog.userType(type);
  const of = element !== undefined && element.category === 'A' && element.elementOid !== 0 ? element.elementOid : type;
  if (!holds(context, typeRef(of), USAGE)) throw permissionDenied('type', context.analyzer.typeText(of, -1));
  const owner = context.transaction.catalog.typeOwner(of);
  if (owner !== undefined) context.lock(owner.oid, 'access share');
}

/** ALTER ... OWNER TO: one may give to roles that one is a member of, and which may create there. */
export function requireNewOwner(owner: Oid, schema: SchemaDescriptor | null, context: DdlContext): void {
  const { catalog } = context.transaction;
  if (isSuper(context)) return;
  if (!isMember(catalog, context.currentRole, owner)) {
    throw sqlError('insufficient_privilege', `must be member of role "${catalog.role(owner)?.name ?? owner}"`);
  }
  if (schema !== null) requireCreateIn(schema, context, owner);
}
