/** COMMENT ON what has no descriptor to keep the comment: what is built in, and the database. */
import { assertNever } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
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
import { requireRelation, unlocated } from './resolve.ts';

export function executeCommentOther(statement: CommentOtherStatement, context: DdlContext): DdlResult {
  const address = addressOf(statement.target, context);
  putComment(address, statement.text === '' ? null : statement.text, context);
  return { tag: 'COMMENT' };
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
