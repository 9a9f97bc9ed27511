/** The door to this folder: one definition statement, executed in the transaction of its context. */
import { assertNever } from '../../common/assert.ts';
import { unsupported } from '../../errors/index.ts';
import type { DefinitionStatement } from '../../parser/ast/index.ts';
import { executeAlterTable } from './alter-table.ts';
import { executeCluster } from './cluster.ts';
import { executeCreateCollation, executeRefreshCollation } from './collations.ts';
import { executeComment } from './comment.ts';
import { executeCommentOther } from './comment-other.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { executeCreateTable } from './create-table.ts';
import { executeDrop } from './drop.ts';
import { executeCreateIndex } from './indexes.ts';
import { executeRefresh } from './materialized-views.ts';
import { executeDefaultPrivileges } from './privileges/default-privileges.ts';
import { executeGrant } from './privileges/grant.ts';
import { executeGrantRole } from './privileges/memberships.ts';
import { executeOwned } from './privileges/owned.ts';
import { executeAlterSetting } from './privileges/role-settings.ts';
import { executeOwner, executeRename, executeSetSchema } from './rename.ts';
import { executeDropRole, executeRole } from './roles.ts';
import { executeCreateSchema } from './schemas.ts';
import { executeAlterSequence, executeCreateSequence } from './sequences.ts';
import { executeTruncate } from './truncate.ts';
import { executeAlterComposite, executeCreateComposite, executeRenameAttribute } from './user-types/composites.ts';
import { executeAlterDomain, executeCreateDomain } from './user-types/domains.ts';
import { executeAlterEnum, executeCreateEnum } from './user-types/enums.ts';
import { executeCreateRange } from './user-types/ranges.ts';
import { executeCreateView } from './views.ts';

/** CREATE TABLE AS is not among them: the session makes the table with createTableForQuery and runs the query into it. */
export function executeDdl(statement: DefinitionStatement, context: DdlContext): DdlResult {
  switch (statement.kind) {
    case 'createTable':
      return executeCreateTable(statement, context);
    case 'createIndex':
      return executeCreateIndex(statement, context);
    case 'createSchema':
      return executeCreateSchema(statement, context, executeDdl);
    case 'createView':
      return executeCreateView(statement, context);
    case 'createSequence':
      return executeCreateSequence(statement, context);
    case 'alterSequence':
      return executeAlterSequence(statement, context);
    case 'alterTable':
      return executeAlterTable(statement, context);
    case 'rename':
      return executeRename(statement, context);
    case 'setSchema':
      return executeSetSchema(statement, context);
    case 'owner':
      return executeOwner(statement, context);
    case 'drop':
      return executeDrop(statement, context);
    case 'cluster':
      return executeCluster(statement, context);
    case 'refresh':
      return executeRefresh(statement, context);
    case 'truncate':
      return executeTruncate(statement, context);
    case 'commentOther':
      return executeCommentOther(statement, context);
    case 'comment':
      return executeComment(statement, context);
    case 'createRole':
    case 'alterRole':
      return executeRole(statement, context);
    case 'dropRole':
      return executeDropRole(statement, context);
    case 'grant':
    case 'revoke':
      return executeGrant(statement, context);
    case 'grantRole':
    case 'revokeRole':
      return executeGrantRole(statement, context);
    case 'defaultPrivileges':
      return executeDefaultPrivileges(statement, context);
    case 'alterSetting':
      return executeAlterSetting(statement, context);
    case 'dropOwned':
    case 'reassignOwned':
      return executeOwned(statement, context);
    case 'createEnum':
      return executeCreateEnum(statement, context);
    case 'alterEnum':
      return executeAlterEnum(statement, context);
    case 'createCollation':
      return executeCreateCollation(statement, context);
    case 'refreshCollation':
      return executeRefreshCollation(statement, context);
    case 'createRange':
      return executeCreateRange(statement, context);
    case 'createDomain':
      return executeCreateDomain(statement, context);
    case 'alterDomain':
      return executeAlterDomain(statement, context);
    case 'createComposite':
      return executeCreateComposite(statement, context);
    case 'alterComposite':
      return executeAlterComposite(statement, context);
    case 'renameAttribute':
      return executeRenameAttribute(statement, context);
    case 'createExtension':
      throw unsupported('CREATE EXTENSION', statement.location);
    case 'createDatabase':
      throw unsupported('CREATE DATABASE', statement.location);
    case 'createTableAs':
      throw unsupported('CREATE TABLE AS inside CREATE SCHEMA', statement.location);
    case 'unsupported':
      throw unsupported(statement.what, statement.location);
    default:
      return assertNever(statement);
  }
}
