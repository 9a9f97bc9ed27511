/** ALTER TYPE | DOMAIN ... RENAME TO, SET SCHEMA, OWNER TO, and COMMENT ON them. */
import { classOids, isOwnType, isTemporarySchemaName } from '../../../catalog/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type {
  CommentStatement,
  OwnerStatement,
  QualifiedName,
  RenameStatement,
  SetSchemaStatement,
} from '../../../parser/ast/index.ts';
import { putComment } from '../comment-other.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { requireCreateIn, requireNewOwner, requireTypeOwner } from '../privileges/authorize.ts';
import { ownedBy } from '../privileges/owner.ts';
import { checkCreationIn, nameText, requireRole, requireSchema } from '../resolve.ts';
import { builtInType, checkTypeName, findOwnType, type OwnType, requireOwnType, undefinedType } from './common.ts';

/** What may be changed as a type: not the row types of tables and views, and as a domain only domains. */
function alterable(
  name: QualifiedName,
  object: 'type' | 'domain',
  context: DdlContext,
): Extract<OwnType, { kind: 'enum' | 'domain' | 'range' | 'multirange' | 'composite' }> {
  const type = requireOwnType(name, context);
  if (object === 'domain' && type.kind !== 'domain') {
    throw sqlError('wrong_object_type', `${nameText(name)} is not a domain`);
  }
  if (!isOwnType(type) && type.kind !== 'composite') {
    throw sqlError('wrong_object_type', `${type.name} is a table's row type`, { hint: 'Use ALTER TABLE instead.' });
  }
  return type;
}

export function renameType(statement: RenameStatement, object: 'type' | 'domain', context: DdlContext): DdlResult {
  const type = alterable(statement.name, object, context);
  const { newName } = statement;
  if (type.kind === 'composite') {
    if (context.transaction.catalog.relationByName(type.schema, newName) !== undefined) {
      throw sqlError('duplicate_table', `relation "${newName}" already exists`);
    }
  }
  checkTypeName(type.schema, newName, context);
  context.transaction.put({ ...type, name: newName });
  return { tag: `ALTER ${object.toUpperCase()}` };
}

export function setTypeSchema(
  statement: SetSchemaStatement,
  object: 'type' | 'domain',
  context: DdlContext,
): DdlResult {
  const tag = `ALTER ${object.toUpperCase()}`;
  const type = alterable(statement.name, object, context);
  const schema = requireSchema(statement.schema, context);
  if (schema.oid === type.schema) return { tag };
  const { catalog } = context.transaction;
  if (isTemporarySchemaName(schema.name) || isTemporarySchemaName(catalog.schema(type.schema)!.name)) {
    throw sqlError('feature_not_supported', 'cannot move objects into or out of temporary schemas');
  }
  requireCreateIn(schema, context);
  checkCreationIn(schema, type.name);
  const taken =
    catalog.ownTypeByName(schema.oid, type.name) !== undefined ||
    'rowType' in (catalog.relationByName(schema.oid, type.name) ?? {});
  if (taken) {
    throw sqlError('duplicate_object', `type "${type.name}" already exists in schema "${schema.name}"`);
  }
  context.transaction.put({ ...type, schema: schema.oid });
  return { tag };
}

export function setTypeOwner(statement: OwnerStatement, object: 'type' | 'domain', context: DdlContext): DdlResult {
  const type = alterable(statement.name, object, context);
  const owner = requireRole(statement.owner, context);
  if (owner !== type.owner) requireNewOwner(owner, context.transaction.catalog.schema(type.schema)!, context);
  context.transaction.put(ownedBy(type, owner));
  return { tag: `ALTER ${object.toUpperCase()}` };
}

export function commentOnType(statement: CommentStatement, comment: string | null, context: DdlContext): void {
  const builtIn = findOwnType(statement.name, context) === undefined ? builtInType(statement.name) : null;
  if (builtIn !== null) {
    if (statement.object === 'domain') {
      throw sqlError('wrong_object_type', `"${nameText(statement.name)}" is not a domain`);
    }
    putComment({ class: classOids.pg_type, object: builtIn }, comment, context);
    return;
  }
  const type = requireOwnType(statement.name, context);
  if (statement.object === 'domain' && type.kind !== 'domain') {
    throw sqlError('wrong_object_type', `"${nameText(statement.name)}" is not a domain`);
  }
  context.transaction.put({ ...type, comment } as never);
}

/** The last part of the name is the constraint's. */
export function commentOnDomainConstraint(name: QualifiedName, comment: string | null, context: DdlContext): void {
  const of = { ...name, parts: name.parts.slice(0, -1) };
  const constraint = name.parts.at(-1)!;
  const domain = findOwnType(of, context);
  if (domain === undefined) throw undefinedType(of, context);
  if (domain.kind !== 'domain') throw sqlError('wrong_object_type', `"${nameText(of)}" is not a domain`);
  requireTypeOwner(domain, context);
  const at = domain.constraints.findIndex((other) => other.name === constraint);
  if (at < 0) {
    throw sqlError(
      'undefined_object',
      `constraint "${constraint}" for domain ${context.analyzer.typeText(domain.oid, -1)} does not exist`,
    );
  }
  const constraints = domain.constraints.with(at, { ...domain.constraints[at]!, comment });
  context.transaction.put({ ...domain, constraints });
}
