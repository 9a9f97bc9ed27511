/** COMMENT ON. */
import { classOids, databaseOid, relationWord } from '../../catalog/index.ts';
import { notOwner } from '../../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CommentStatement, QualifiedName } from '../../parser/ast/index.ts';
import { commentOnCollation } from './collations.ts';
import { putComment } from './comment-other.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { ownsAs, requireOwner, requireSchemaOwner, requireSuperuser } from './privileges/authorize.ts';
import {
  columnPosition,
  constraintNamed,
  notA,
  requireOwnRelation,
  requireSchema,
  undefinedColumn,
} from './resolve.ts';
import { mayCreateRoles } from './roles.ts';
import { commentOnDomainConstraint, commentOnType } from './user-types/rename.ts';

export function executeComment(statement: CommentStatement, context: DdlContext): DdlResult {
  // An empty comment is none.
  const comment = statement.text === '' ? null : statement.text;
  const { name, object } = statement;
  switch (object) {
    case 'table':
    case 'view':
    case 'materialized view':
    case 'index':
    case 'sequence': {
      const relation = requireOwnRelation(name, context);
      requireOwner(relation, context);
      if (relationWord(relation) !== object) throw notA(relation.name, object);
      context.lock(relation.oid, 'share update exclusive');
      context.transaction.put({ ...relation, comment });
      break;
    }
    case 'column':
      commentOnColumn(name, comment, context);
      break;
    case 'constraint':
      commentOnConstraint(name, comment, context);
      break;
    case 'schema': {
      const schema = requireSchema(name.parts.at(-1)!, context);
      requireSchemaOwner(schema, context);
      context.transaction.put({ ...schema, comment });
      break;
    }
    case 'type':
    case 'domain':
      commentOnType(statement, comment, context);
      break;
    case 'collation':
      commentOnCollation(name, comment, context);
      break;
    case 'domain constraint':
      commentOnDomainConstraint(name, comment, context);
      break;
    case 'database':
      commentOnDatabase(name.parts.at(-1)!, comment, context);
      break;
    case 'extension':
      throw sqlError('undefined_object', `extension "${name.parts.join('.')}" does not exist`);
    case 'role':
      commentOnRole(name.parts.at(-1)!, comment, context);
      break;
    default:
      throw unsupported(`COMMENT ON ${object.toUpperCase()}`, statement.location);
  }
  return { tag: 'COMMENT' };
}

/** The last part names the member, those before it the relation. */
function relationPart(name: QualifiedName): QualifiedName {
  return { ...name, parts: name.parts.slice(0, -1) };
}

function commentOnColumn(name: QualifiedName, comment: string | null, context: DdlContext): void {
  if (name.parts.length < 2) throw sqlError('syntax_error', 'column name must be qualified');
  const relation = requireOwnRelation(relationPart(name), context);
  if (!ownsAs(relation.owner, context)) throw notOwner('relation', relation.name);
  if (relation.kind !== 'table' && relation.kind !== 'view' && relation.kind !== 'composite') {
    throw sqlError('wrong_object_type', `cannot set comment on relation "${relation.name}"`, {
      detail: `This operation is not supported for ${relation.kind === 'index' ? 'indexes' : 'sequences'}.`,
    });
  }
  const column = name.parts.at(-1)!;
  const at = columnPosition(relation, column);
  if (at < 0) throw undefinedColumn(relation.name, column);
  context.lock(relation.oid, 'share update exclusive');
  const columns = relation.columns.with(at, { ...relation.columns[at]!, comment });
  context.transaction.put({ ...relation, columns });
}

function commentOnConstraint(name: QualifiedName, comment: string | null, context: DdlContext): void {
  const table = requireOwnRelation(relationPart(name), context);
  if (!ownsAs(table.owner, context)) throw notOwner('relation', table.name);
  const constraintName = name.parts.at(-1)!;
  const constraint = table.kind === 'table' ? constraintNamed(table, constraintName) : undefined;
  if (table.kind !== 'table' || constraint === undefined) {
    throw sqlError('undefined_object', `constraint "${constraintName}" for table "${table.name}" does not exist`);
  }
  context.lock(table.oid, 'share update exclusive');
  const constraints = table.constraints.map((c) => (c.oid === constraint.oid ? { ...c, comment } : c));
  context.transaction.put({ ...table, constraints });
}

function commentOnDatabase(name: string, comment: string | null, context: DdlContext): void {
  if (!context.isDatabase(name)) {
    const code = '01000';
    context.notice({ severity: 'WARNING', code, message: `database "${name}" does not exist` });
    return;
  }
  if (!ownsAs(context.transaction.catalog.databaseOwner, context)) throw notOwner('database', name);
  putComment({ class: classOids.pg_database, object: databaseOid }, comment, context);
}

function commentOnRole(name: string, comment: string | null, context: DdlContext): void {
  const role = context.transaction.catalog.roleByName(name);
  if (role === undefined) throw sqlError('undefined_object', `role "${name}" does not exist`);
  if (role.superuser) requireSuperuser('must be superuser', context);
  else if (!mayCreateRoles(context)) throw sqlError('insufficient_privilege', 'must have CREATEROLE privilege');
  context.transaction.put({ ...role, comment });
}
