/** What statements over types have in common: finding one, a free name for a new one, and PostgreSQL's messages for both. */
import type {
  CompositeTypeDescriptor,
  RelationDescriptor,
  SchemaDescriptor,
  TypeDescriptor,
} from '../../../catalog/index.ts';
import { sqlError, unsupported } from '../../../errors/index.ts';
import type { QualifiedName } from '../../../parser/ast/index.ts';
import { typeByName } from '../../../types/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { requireTypeOwner } from '../privileges/authorize.ts';
import { checkCreationIn, checkDatabase, creationSchemaFor, nameText, unlocatedName } from '../resolve.ts';

/** A type of the database's own as statements find it: enum, domain, composite type, or the row type of a table or view. */
export type OwnType = TypeDescriptor | RelationDescriptor;

export function typeOidOf(type: OwnType): Oid {
  return 'rowType' in type ? type.rowType : type.oid;
}

/** Undefined: there is none of that name. */
export function findOwnType(name: QualifiedName, context: DdlContext): OwnType | undefined {
  checkDatabase(name, context);
  const { catalog } = context.transaction;
  const short = name.parts.at(-1)!;
  const inSchema = (schema: Oid): OwnType | undefined => {
    const own = catalog.ownTypeByName(schema, short);
    if (own !== undefined) return own;
    const relation = catalog.relationByName(schema, short);
    return relation !== undefined && 'rowType' in relation ? relation : undefined;
  };
  if (name.parts.length > 1) {
    const schema = catalog.schemaByName(name.parts.at(-2)!);
    return schema === undefined ? undefined : inSchema(schema.oid);
  }
  for (const schema of context.searchPath()) {
    const found = inSchema(schema);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function undefinedType(name: QualifiedName, context: DdlContext): Error {
  if (name.parts.length > 1 && context.transaction.catalog.schemaByName(name.parts.at(-2)!) === undefined) {
    return sqlError('invalid_schema_name', `schema "${name.parts.at(-2)!}" does not exist`);
  }
  return sqlError('undefined_object', `type "${nameText(name)}" does not exist`);
}

/** The type, locked for a change. Built-in ones belong to nobody who may change them. */
export function requireOwnType(name: QualifiedName, context: DdlContext): OwnType {
  const type = findOwnType(name, context);
  if (type === undefined) {
    const builtIn = builtInType(name);
    if (builtIn !== null) throw unsupported(`changing the built-in type ${context.analyzer.typeText(builtIn, -1)}`);
    throw undefinedType(name, context);
  }
  requireTypeOwner(type, context);
  context.lock(type.oid, 'access exclusive');
  // It may have been changed by who had the lock.
  return findOwnType(name, context) ?? type;
}

/** null: there is no such type in pg_catalog. */
export function builtInType(name: QualifiedName): Oid | null {
  const { parts } = name;
  if (parts.length > 1 && parts.at(-2) !== 'pg_catalog') return null;
  return typeByName(parts.at(-1)!)?.oid ?? null;
}

/** Schema and name for a new type; 42710 when the name is taken. */
export function placeForType(
  name: QualifiedName,
  context: DdlContext,
): { readonly schema: SchemaDescriptor; readonly name: string } {
  const schema = creationSchemaFor(unlocatedName(name), false, context);
  const short = name.parts.at(-1)!;
  checkCreationIn(schema, short);
  checkTypeName(schema.oid, short, context);
  return { schema, name: short };
}

export function checkTypeName(schema: Oid, name: string, context: DdlContext): void {
  const { catalog } = context.transaction;
  const taken =
    catalog.ownTypeByName(schema, name) !== undefined || 'rowType' in (catalog.relationByName(schema, name) ?? {});
  if (taken) throw sqlError('duplicate_object', `type "${name}" already exists`);
}

/** For a relation with a row type of its name. */
export function checkRowTypeName(schema: Oid, name: string, context: DdlContext): void {
  if (context.transaction.catalog.ownTypeByName(schema, name) === undefined) return;
  throw sqlError('duplicate_object', `type "${name}" already exists`, {
    hint: "A relation has an associated type of the same name, so you must use a name that doesn't conflict with any existing type.",
  });
}

/** A type's OID; that of the array type over it is the one before. */
export function allocateTypeOid(context: DdlContext): Oid {
  context.transaction.allocateOid();
  return context.transaction.allocateOid();
}

/** Columns of stored tables that are of the type, or of arrays, domains or composites over it, are what a change has to mind. */
export function columnsOfType(
  type: Oid,
  context: DdlContext,
): { readonly relation: RelationDescriptor; readonly column: number; readonly type: Oid }[] {
  const { catalog } = context.transaction;
  const found: { relation: RelationDescriptor; column: number; type: Oid }[] = [];
  const seen = new Set<Oid>([type]);
  const queue = [type];
  for (let wanted = queue.pop(); wanted !== undefined; wanted = queue.pop()) {
    for (const oid of catalog.typeDependents(wanted)) {
      const object = catalog.object(oid)!;
      if (object.kind === 'domain' && (object.base === wanted || object.base === wanted - 1)) follow(object.oid);
      if (object.kind === 'range' && (object.subtype === wanted || object.subtype === wanted - 1)) {
        follow(object.oid);
        follow(object.multirange);
      }
    }
    // Those of the array type first: it is older than what uses either.
    for (const own of [wanted - 1, wanted]) addColumns(own, catalog.typeDependents(wanted));
  }
  return found;

  function addColumns(own: Oid, users: readonly Oid[]): void {
    for (const oid of users) {
      const object = catalog.object(oid)!;
      if (object.kind !== 'table' && object.kind !== 'composite') continue;
      object.columns.forEach((column, i) => {
        if (column.dropped || column.type !== own) return;
        if (object.kind === 'table') found.push({ relation: object, column: i, type: own });
        else follow(object.rowType);
      });
    }
  }

  function follow(next: Oid): void {
    if (seen.has(next)) return;
    seen.add(next);
    queue.push(next);
  }
}

export function isComposite(type: OwnType): type is CompositeTypeDescriptor {
  return type.kind === 'composite';
}
