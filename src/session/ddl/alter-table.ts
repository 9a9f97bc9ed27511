/** ALTER TABLE and its sisters for other relations: which object, then the actions one by one, in PostgreSQL's order of passes. */
import { type RelationDescriptor, relationWord } from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { AlterTableAction, AlterTableStatement, ObjectKind } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import {
  addColumn,
  addIdentity,
  checkRowTypeUnused,
  dropColumn,
  dropExpression,
  dropIdentity,
  dropNotNull,
  setColumnDefault,
  setIdentity,
  setNotNull,
} from './alter-columns.ts';
import { alterConstraint, dropConstraint, validateConstraint } from './alter-constraints.ts';
import { alterIndexOptions, alterParameter, alterViewOptions } from './alter-parameters.ts';
import { type AlterTypeAction, alterColumnTypes } from './alter-type.ts';
import { addConstraints } from './constraints.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { requireOwner } from './privileges/authorize.ts';
import { checkNotInUse, findRelation, nameText, notA, systemCatalogError, undefinedRelation } from './resolve.ts';
import { setTriggers, triggerActionName } from './triggers.ts';
import { setViewDefault } from './views.ts';

export function executeAlterTable(statement: AlterTableStatement, context: DdlContext): DdlResult {
  const tag = `ALTER ${statement.object.toUpperCase()}`;
  const relation = findRelation(statement.name, context);
  if (relation === undefined) {
    if (!statement.ifExists) throw undefinedRelation(statement.name, context);
    const message = `relation "${nameText(statement.name)}" does not exist, skipping`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    return { tag };
  }
  checkObject(relation, statement.object);
  requireOwner(relation, context);
  if (relation.kind === 'catalogRelation') throw systemCatalogError(relation.name);
  context.lock(relation.oid, 'access exclusive');
  checkNotInUse(relation, tag, context);
  for (const action of statement.actions) {
    if (action.kind === 'other') throw unsupported(`${tag} ... ${action.text}`, action.location);
  }
  if (relation.kind === 'table' && (relation.materialized === undefined || statement.actions.every(isParameter)))
    alter(relation.oid, statement.actions, context);
  else if (relation.kind === 'view') for (const action of statement.actions) alterView(relation.oid, action, context);
  else if (relation.kind === 'index') for (const action of statement.actions) alterIndex(relation.oid, action, context);
  else throw notForThis(statement.actions[0]!, relation);
  return { tag };
}

function checkObject(relation: RelationDescriptor, object: ObjectKind): void {
  if (relation.kind === 'composite') throw sqlError('wrong_object_type', `"${relation.name}" is a composite type`);
  if (object === 'table') return;
  if (relationWord(relation) !== object) throw notA(relation.name, object);
}

/** Passes: what frees names and types goes before what needs them, whatever the order written. */
function passOf(action: AlterTableAction): number {
  switch (action.kind) {
    case 'dropColumn':
    case 'dropConstraint':
    case 'dropNotNull':
    case 'dropIdentity':
    case 'dropExpression':
      return 0;
    case 'setDefault':
      return action.value === null ? 0 : 3;
    case 'alterType':
      return 1;
    case 'addColumn':
      return 2;
    case 'setIdentity':
    case 'addIdentity':
    case 'setNotNull':
      return 3;
    case 'addConstraint':
      return 4;
    default:
      return 5;
  }
}

/** Values of the table's row type in columns of others have the columns as they were. */
function checkRowTypeUse(oid: Oid, actions: readonly AlterTableAction[], context: DdlContext): void {
  const change = actions.find((action) => action.kind === 'alterType');
  const table = context.transaction.catalog.table(oid);
  if (change === undefined || table === undefined) return;
  checkRowTypeUnused(table, context);
}

function alter(oid: Oid, actions: readonly AlterTableAction[], context: DdlContext): void {
  checkRowTypeUse(oid, actions, context);
  const passes: AlterTableAction[][] = [[], [], [], [], [], []];
  for (const action of actions) passes[passOf(action)]!.push(action);
  for (const action of passes[0]!) alterOne(oid, action, context);
  if (passes[1]!.length > 0) alterColumnTypes(oid, passes[1] as AlterTypeAction[], context);
  for (const action of passes[2]!) alterOne(oid, action, context);
  for (const action of passes[3]!) alterOne(oid, action, context);
  const constraints = passes[4]!.flatMap((action) => (action.kind === 'addConstraint' ? [action.constraint] : []));
  if (constraints.length > 0) addConstraints(oid, constraints, true, context);
  for (const action of passes[5]!) alterOne(oid, action, context);
}

function alterOne(oid: Oid, action: AlterTableAction, context: DdlContext): void {
  const table = context.transaction.catalog.table(oid)!;
  switch (action.kind) {
    case 'addColumn':
      addColumn(table, action.column, action.ifNotExists, context);
      return;
    case 'dropColumn':
      dropColumn(table, action.name, action.ifExists, action.cascade, context);
      return;
    case 'setDefault':
      setColumnDefault(table, action.name, action.value, context);
      return;
    case 'setNotNull':
      setNotNull(table, action.name, context);
      return;
    case 'dropNotNull':
      dropNotNull(table, action.name, context);
      return;
    case 'addIdentity':
      addIdentity(table, action.name, action.always, action.options, context);
      return;
    case 'setIdentity':
      setIdentity(table, action.name, action.always, action.options, context);
      return;
    case 'dropIdentity':
      dropIdentity(table, action.name, action.ifExists, context);
      return;
    case 'dropExpression':
      dropExpression(table, action.name, action.ifExists, context);
      return;
    case 'dropConstraint':
      dropConstraint(table, action.name, action.ifExists, action.cascade, context);
      return;
    case 'validateConstraint':
      validateConstraint(table, action.name, context);
      return;
    case 'alterConstraint':
      alterConstraint(table, action, context);
      return;
    case 'setStatistics':
    case 'setStorage':
    case 'setCompression':
    case 'setColumnOptions':
    case 'setOptions':
    case 'setLogged':
    case 'clusterOn':
    case 'replicaIdentity':
      alterParameter(table, action, context);
      return;
    case 'setTrigger':
      setTriggers(table, action, context);
      return;
    default:
      throw unsupported(actionNames[action.kind], action.location);
  }
}

/** What a materialized view has, too. */
function isParameter(action: AlterTableAction): boolean {
  switch (action.kind) {
    case 'setStatistics':
    case 'setStorage':
    case 'setCompression':
    case 'setColumnOptions':
    case 'setOptions':
    case 'clusterOn':
    case 'replicaIdentity':
      return true;
    default:
      return false;
  }
}

function alterIndex(oid: Oid, action: AlterTableAction, context: DdlContext): void {
  const index = context.transaction.catalog.index(oid)!;
  if (action.kind !== 'setOptions') throw notForThis(action, index);
  alterIndexOptions(index, action, context);
}

const actionNames: Readonly<Record<AlterTableAction['kind'], string>> = {
  setStatistics: 'ALTER COLUMN ... SET STATISTICS',
  setStorage: 'ALTER COLUMN ... SET STORAGE',
  setCompression: 'ALTER COLUMN ... SET COMPRESSION',
  setColumnOptions: 'ALTER COLUMN ... SET',
  setOptions: 'SET',
  setLogged: 'SET LOGGED',
  clusterOn: 'CLUSTER ON',
  replicaIdentity: 'REPLICA IDENTITY',
  addColumn: 'ADD COLUMN',
  dropColumn: 'DROP COLUMN',
  alterType: 'ALTER COLUMN ... SET DATA TYPE',
  setDefault: 'ALTER COLUMN ... SET DEFAULT',
  setNotNull: 'ALTER COLUMN ... SET NOT NULL',
  dropNotNull: 'ALTER COLUMN ... DROP NOT NULL',
  addIdentity: 'ALTER COLUMN ... ADD IDENTITY',
  setIdentity: 'ALTER COLUMN ... SET',
  dropIdentity: 'ALTER COLUMN ... DROP IDENTITY',
  dropExpression: 'ALTER COLUMN ... DROP EXPRESSION',
  addConstraint: 'ADD CONSTRAINT',
  dropConstraint: 'DROP CONSTRAINT',
  validateConstraint: 'VALIDATE CONSTRAINT',
  alterConstraint: 'ALTER CONSTRAINT',
  setTrigger: 'TRIGGER',
  other: 'this form of ALTER TABLE',
};

function pluralOf(relation: RelationDescriptor): string {
  const word = relationWord(relation);
  return word === 'index' ? 'indexes' : `${word}s`;
}

function actionName(action: AlterTableAction): string {
  if (action.kind === 'setLogged' && !action.logged) return 'SET UNLOGGED';
  if (action.kind === 'clusterOn' && action.index === null) return 'SET WITHOUT CLUSTER';
  if (action.kind === 'setTrigger') return triggerActionName(action);
  const name = actionNames[action.kind];
  return 'reset' in action && action.reset ? name.replace(/SET$/, 'RESET') : name;
}

function notForThis(action: AlterTableAction, relation: RelationDescriptor): Error {
  return sqlError(
    'wrong_object_type',
    `ALTER action ${actionName(action)} cannot be performed on relation "${relation.name}"`,
    { detail: `This operation is not supported for ${pluralOf(relation)}.` },
  );
}

function alterView(oid: Oid, action: AlterTableAction, context: DdlContext): void {
  const view = context.transaction.catalog.relation(oid);
  if (view?.kind !== 'view') return;
  if (action.kind === 'setOptions') {
    alterViewOptions(oid, action, context);
    return;
  }
  if (action.kind !== 'setDefault') throw notForThis(action, view);
  setViewDefault(view, action.name, action.value, context);
}
