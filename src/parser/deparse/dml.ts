/** INSERT, UPDATE, DELETE, MERGE → SQL text. */
import type {
  Assignment,
  DeleteStatement,
  Expression,
  IndexElement,
  InsertColumn,
  InsertStatement,
  MergeStatement,
  OnConflictClause,
  Target,
  UpdateStatement,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { expressionsText, expressionText } from './expressions.ts';
import { queryText, tablesText, tableText, targetsText, withText } from './queries.ts';
import { nameText, words } from './text.ts';

const columnText = (column: InsertColumn): string =>
  column.indirection.length > 0 ? placeText(column.indirection[0]!) : quoteIdentifier(column.name);

/** A column with subscripts and fields as the target of an assignment, where a field needs no parentheses in front of it. */
function placeText(place: Expression): string {
  if (place.kind === 'field')
    return `${placeText(place.arg)}.${place.field === '*' ? '*' : quoteIdentifier(place.field)}`;
  if (place.kind !== 'subscript') return expressionText(place);
  // The brackets of the subscript alone, behind the place they apply to.
  const whole = expressionText({ ...place, arg: { kind: 'columnRef', parts: ['x'], location: 0 } });
  return placeText(place.arg) + whole.slice(1);
}
const columnList = (columns: readonly InsertColumn[]): string =>
  columns.length === 0 ? '' : `(${columns.map(columnText).join(', ')})`;
const overridingText = (overriding: 'system' | 'user' | null): string =>
  overriding === null ? '' : `OVERRIDING ${overriding.toUpperCase()} VALUE`;
const returningText = (targets: readonly Target[]): string =>
  targets.length === 0 ? '' : `RETURNING ${targetsText(targets)}`;
const whereText = (statement: UpdateStatement | DeleteStatement): string =>
  statement.currentOf !== null
    ? `WHERE CURRENT OF ${quoteIdentifier(statement.currentOf)}`
    : statement.where === null
      ? ''
      : `WHERE ${expressionText(statement.where)}`;

export function insertText(statement: InsertStatement): string {
  return words(
    withText(statement.with),
    'INSERT INTO',
    nameText(statement.table),
    statement.alias !== null && `AS ${quoteIdentifier(statement.alias)}`,
    columnList(statement.columns),
    overridingText(statement.overriding),
    statement.source === null ? 'DEFAULT VALUES' : queryText(statement.source),
    statement.onConflict && conflictText(statement.onConflict),
    returningText(statement.returning),
  );
}

function conflictText({ target, action, set, where }: OnConflictClause): string {
  const constraint =
    target !== null && target.constraint !== null ? `ON CONSTRAINT ${quoteIdentifier(target.constraint)}` : '';
  return words(
    'ON CONFLICT',
    constraint,
    target !== null && constraint === '' && `(${target.elements.map(indexElementText).join(', ')})`,
    target?.where && `WHERE ${expressionText(target.where)}`,
    action === 'nothing' ? 'DO NOTHING' : `DO UPDATE SET ${assignmentsText(set)}`,
    where && `WHERE ${expressionText(where)}`,
  );
}

export function indexElementText(element: IndexElement): string {
  const { value } = element;
  // A column stands bare, and so does a call; any other expression needs parentheses, and these do no harm.
  const text =
    value.kind === 'columnRef' && value.parts.length === 1 ? expressionText(value) : `(${expressionText(value)})`;
  return words(
    text,
    element.collation && `COLLATE ${nameText(element.collation)}`,
    element.opclass && nameText(element.opclass),
    element.direction !== 'default' && element.direction.toUpperCase(),
    element.nulls !== 'default' && `NULLS ${element.nulls.toUpperCase()}`,
  );
}

function assignmentsText(assignments: readonly Assignment[]): string {
  return assignments
    .map(({ columns, value, multiple }) => {
      const list = columns.map(columnText).join(', ');
      return `${multiple ? `(${list})` : list} = ${expressionText(value)}`;
    })
    .join(', ');
}

export function updateText(statement: UpdateStatement): string {
  return words(
    withText(statement.with),
    `UPDATE ${tableText(statement.table)} SET ${assignmentsText(statement.set)}`,
    statement.from.length > 0 && `FROM ${tablesText(statement.from)}`,
    whereText(statement),
    returningText(statement.returning),
  );
}

export function deleteText(statement: DeleteStatement): string {
  return words(
    withText(statement.with),
    `DELETE FROM ${tableText(statement.table)}`,
    statement.using.length > 0 && `USING ${tablesText(statement.using)}`,
    whereText(statement),
    returningText(statement.returning),
  );
}

export function mergeText(statement: MergeStatement): string {
  const whens = statement.whens.map((branch) =>
    words(
      branch.matched ? 'WHEN MATCHED' : 'WHEN NOT MATCHED',
      branch.condition && `AND ${expressionText(branch.condition)}`,
      'THEN',
      mergeAction(branch),
    ),
  );
  return words(
    withText(statement.with),
    `MERGE INTO ${tableText(statement.table)} USING ${tableText(statement.source)} ON ${expressionText(statement.on)}`,
    ...whens,
  );
}

function mergeAction(branch: MergeStatement['whens'][number]): string {
  switch (branch.action) {
    case 'nothing':
      return 'DO NOTHING';
    case 'delete':
      return 'DELETE';
    case 'update':
      return `UPDATE SET ${assignmentsText(branch.set)}`;
    default: {
      const values = branch.values === null ? 'DEFAULT VALUES' : `VALUES (${expressionsText(branch.values)})`;
      return words('INSERT', columnList(branch.columns), overridingText(branch.overriding), values);
    }
  }
}
