/** COMMENT ON what has no descriptor to keep the comment: what is built in, and the database. */
import { notOwner } from '../../catalog/privileges/index.ts';
import { assertNever } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import { functionByOid } from '../../functions/registry.ts';
import type { CommentOtherStatement, ObjectTarget, TypeName } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import {
  type FinderPlace,
  findCast,
  findNamed,
  findOfMethod,
  findOperator,
  findQualified,
  findRoutine,
  type ObjectAddress,
} from '../find-object.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { isSuper, ownsAs } from './privileges/authorize.ts';
import { requireRelation, unlocated } from './resolve.ts';

export function executeCommentOther(statement: CommentOtherStatement, context: DdlContext): DdlResult {
  const address = addressOf(statement.target, context);
  requireObjectOwner(statement.target, address, context);
  putComment(address, statement.text === '' ? null : statement.text, context);
  return { tag: 'COMMENT' };
}

/** What is built in belongs to the superuser that the database was made for, what came with a type to the type's owner. */
function requireObjectOwner(target: ObjectTarget, { object }: ObjectAddress, context: DdlContext): void {
  if (isSuper(context) || ownersOf(target, object, context).some((owner) => ownsAs(owner, context))) return;
  switch (target.kind) {
    case 'routine':
      throw notOwner(target.word, target.name.join('.'));
    case 'operator':
      throw notOwner('operator', target.name);
    case 'cast': {
      const [source, result] = [target.source, target.target].map((name) => {
        const { type } = unlocated(() => context.analyzer.typeName(name));
        return context.analyzer.typeText(type, -1);
      });
      throw notOwner('type', `${source} or type ${result}`);
    }
    case 'ofMethod':
      throw notOwner(target.word, `${target.method}.${target.name.parts.join('.')}`);
    default: {
      if (superusersOnly.has(target.word)) throw sqlError('insufficient_privilege', 'must be superuser');
      throw notOwner(target.word, target.kind === 'qualified' ? target.name.parts.join('.') : target.name);
    }
  }
}

const superusersOnly: ReadonlySet<string> = new Set(['access method', 'text search parser', 'text search template']);

function ownersOf(target: ObjectTarget, object: Oid, { transaction, analyzer }: DdlContext): Oid[] {
  const { catalog } = transaction;
  const types =
    target.kind === 'routine'
      ? [functionByOid(object)?.own?.result]
      : target.kind === 'cast'
        ? [target.source, target.target].map((name) => unlocated(() => analyzer.typeName(name)).type)
        : [];
  return types.flatMap((type) => (type === undefined ? [] : (catalog.ownType(type)?.owner ?? [])));
}

/** null takes the comment away. */
export function putComment(address: ObjectAddress, text: string | null, context: DdlContext): void {
  const { transaction } = context;
  const before = transaction.catalog.commentsOn(address.object).find((other) => other.class === address.class);
  if (text === null) {
    if (before !== undefined) transaction.remove(before.oid);
    return;
  }
  transaction.put({
    kind: 'comment',
    oid: before?.oid ?? transaction.allocateOid(),
    name: '',
    class: address.class,
    object: address.object,
    text,
  });
}

function addressOf(target: ObjectTarget, context: DdlContext): ObjectAddress {
  const place: FinderPlace = {
    catalog: context.transaction.catalog,
    searchPath: context.searchPath(),
    typeText: (type) => context.analyzer.typeText(type, -1),
  };
  const typeOf = (name: TypeName): Oid => unlocated(() => context.analyzer.typeName(name)).type;
  switch (target.kind) {
    case 'routine':
      return findRoutine(target.word, target.name, target.args === null ? null : target.args.map(typeOf), place);
    case 'operator': {
      const name = target.schema === null ? [target.name] : [...target.schema.split('.'), target.name];
      return findOperator(name, target.left === null ? null : typeOf(target.left), typeOf(target.right), place);
    }
    case 'cast':
      return findCast(typeOf(target.source), typeOf(target.target), place);
    case 'named':
      return findNamed(target.word, target.name);
    case 'qualified':
      return findQualified(target.word, target.name.parts, place);
    case 'ofMethod':
      return findOfMethod(target.word, target.name.parts, target.method, place);
    case 'ofRelation': {
      // Relations have none of these.
      const relation = requireRelation(target.relation, context);
      const home = target.word === 'rule' ? 'relation' : 'table';
      throw sqlError(
        'undefined_object',
        `${target.word} "${target.name}" for ${home} "${relation.name}" does not exist`,
      );
    }
    default:
      return assertNever(target);
  }
}
