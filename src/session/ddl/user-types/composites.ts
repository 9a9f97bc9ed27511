/** CREATE TYPE ... AS (...), and ALTER TYPE over its attributes. */
import type { ColumnDescriptor, CompositeTypeDescriptor } from '../../../catalog/index.ts';
import { notOwner } from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type {
  AlterCompositeStatement,
  AttributeAction,
  CreateCompositeStatement,
  QualifiedName,
  RenameAttributeStatement,
  TypeAttribute,
} from '../../../parser/ast/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import { checkColumnType, columnCollation, dimensionsOf } from '../column-definition.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { dropNodes } from '../drop.ts';
import { ownsAs, requireOwner, requireTypeUsage } from '../privileges/authorize.ts';
import { aclForNew } from '../privileges/default-privileges.ts';
import { columnPosition, notA, relationExists, requireRelation, undefinedColumn, unlocatedName } from '../resolve.ts';
import { addToRows } from './change-attributes.ts';
import { columnsOfType, placeForType } from './common.ts';
import { typesOver } from './rewrite-values.ts';

export function executeCreateComposite(statement: CreateCompositeStatement, context: DdlContext): DdlResult {
  const { schema, name } = placeForType(statement.name, context);
  const { transaction } = context;
  const columns = statement.attributes.map((attribute) => columnOf(attribute, context));
  columns.forEach((column, i) => {
    if (columns.findIndex((other) => other.name === column.name) !== i) {
      throw sqlError('duplicate_column', `column "${column.name}" specified more than once`);
    }
    checkColumnType(column.name, column.type, context);
  });
  relationExists(schema.oid, name, false, context);
  const oid = transaction.allocateOid();
  transaction.allocateOid();
  transaction.put({
    kind: 'composite',
    oid,
    name,
    schema: schema.oid,
    owner: context.currentRole,
    acl: aclForNew('type', schema.oid, context),
    comment: null,
    columns,
    rowType: transaction.allocateOid(),
  });
  return { tag: 'CREATE TYPE' };
}

function columnOf(attribute: TypeAttribute, context: DdlContext): ColumnDescriptor {
  const { type, typmod } = context.analyzer.typeName(attribute.type);
  requireTypeUsage(type, context);
  return {
    name: attribute.name,
    type,
    typmod,
    notNull: false,
    defaultExpr: null,
    identity: null,
    generated: null,
    dropped: false,
    missing: null,
    collation: columnCollation(attribute, type, context),
    comment: null,
    dimensions: dimensionsOf(attribute.type),
  };
}

function requireComposite(name: QualifiedName, context: DdlContext): CompositeTypeDescriptor {
  const relation = requireRelation(unlocatedName(name), context);
  if (relation.kind !== 'composite') throw notA(relation.name, 'composite type' as never);
  if (!ownsAs(relation.owner, context)) throw notOwner('table', relation.name);
  context.lock(relation.oid, 'access exclusive');
  return relation;
}

export function executeAlterComposite(statement: AlterCompositeStatement, context: DdlContext): DdlResult {
  const { oid } = requireComposite(statement.name, context);
  for (const action of statement.actions) {
    const type = context.transaction.catalog.relation(oid) as CompositeTypeDescriptor;
    const after = changed(type, action, context);
    if (after !== null) context.transaction.put(after);
  }
  return { tag: 'ALTER TYPE' };
}

/** null: there is nothing left to put. */
function changed(
  type: CompositeTypeDescriptor,
  action: AttributeAction,
  context: DdlContext,
): CompositeTypeDescriptor | null {
  switch (action.kind) {
    case 'addAttribute': {
      const { name } = action.attribute;
      if (columnPosition(type, name) >= 0) {
        throw sqlError('duplicate_column', `column "${name}" of relation "${type.name}" already exists`);
      }
      const column = columnOf(action.attribute, context);
      checkColumnType(column.name, column.type, context);
      if (contains(column.type, type.rowType, context)) {
        throw sqlError('invalid_table_definition', `composite type ${type.name} cannot be made a member of itself`);
      }
      const after = { ...type, columns: [...type.columns, column] };
      addToRows(type, column, () => context.transaction.put(after), context);
      return null;
    }
    case 'dropAttribute': {
      const at = columnPosition(type, action.name);
      if (at < 0) {
        if (!action.ifExists) throw undefinedColumn(type.name, action.name);
        const message = `column "${action.name}" of relation "${type.name}" does not exist, skipping`;
        context.notice({ severity: 'NOTICE', code: '00000', message });
        return null;
      }
      dropNodes([{ kind: 'column', oid: type.oid, column: at }], action.cascade, context);
      return null;
    }
    case 'alterAttribute': {
      const at = columnPosition(type, action.attribute.name);
      if (at < 0) throw undefinedColumn(type.name, action.attribute.name);
      const user = columnsOfType(type.rowType, context)[0];
      if (user !== undefined && 'columns' in user.relation) {
        const column = user.relation.columns[user.column]!.name;
        throw sqlError(
          'feature_not_supported',
          `cannot alter type "${type.name}" because column "${user.relation.name}.${column}" uses it`,
        );
      }
      checkNoTreeUses(type, context);
      const column = { ...columnOf(action.attribute, context), comment: type.columns[at]!.comment };
      return { ...type, columns: type.columns.with(at, column) };
    }
  }
}

/** What is made of expressions and queries would go on with values of the attribute's type as it was. */
function checkNoTreeUses(type: CompositeTypeDescriptor, context: DdlContext): void {
  const { catalog } = context.transaction;
  for (const over of typesOver(type.rowType, catalog)) {
    for (const oid of catalog.typeDependents(over)) {
      const { kind, name } = catalog.object(oid)!;
      if (kind === 'composite' || kind === 'range' || kind === 'multirange') continue;
      throw sqlError('feature_not_supported', 'cannot alter type of a column used by a view or rule', {
        detail: `${kind} ${name} uses type "${type.name}"`,
      });
    }
  }
}

/** Whether values of `outer` have values of `inner` in them. */
function contains(outer: Oid, inner: Oid, context: DdlContext): boolean {
  const { catalog } = context.transaction;
  if (outer === inner || outer + 1 === inner) return true;
  const owner = catalog.typeOwner(outer) ?? catalog.typeOwner(outer + 1);
  if (owner === undefined || outer < 16384) return false;
  if (owner.kind === 'domain') return contains(owner.base, inner, context);
  if (!('columns' in owner)) return false;
  return owner.columns.some((column) => !column.dropped && contains(column.type, inner, context));
}

export function executeRenameAttribute(statement: RenameAttributeStatement, context: DdlContext): DdlResult {
  const type = requireRelation(unlocatedName(statement.name), context);
  // Of a table too: its columns are the attributes of its row type.
  if (type.kind !== 'composite' && type.kind !== 'table') throw notA(type.name, 'composite type' as never);
  requireOwner(type, context);
  context.lock(type.oid, 'access exclusive');
  const at = columnPosition(type, statement.from);
  if (at < 0) throw sqlError('undefined_column', `column "${statement.from}" does not exist`);
  if (columnPosition(type, statement.to) >= 0) {
    throw sqlError('duplicate_column', `column "${statement.to}" of relation "${type.name}" already exists`);
  }
  context.transaction.put({ ...type, columns: type.columns.with(at, { ...type.columns[at]!, name: statement.to }) });
  return { tag: 'ALTER TYPE' };
}
