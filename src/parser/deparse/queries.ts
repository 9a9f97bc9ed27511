/** Queries and table references → SQL text. */
import { assertNever } from '../../common/assert.ts';
import type {
  ColumnDefinitionItem,
  CommonTableExpression,
  FunctionRef,
  GroupingItem,
  JoinRef,
  LockingClause,
  QueryBody,
  SelectCore,
  SelectStatement,
  TableAlias,
  TableRef,
  Target,
  WithClause,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { expressionsText, expressionText, operandText, orderByText, typeNameText, windowText } from './expressions.ts';
import { columnsText, namesText, nameText, parenthesised, printers, when, words } from './text.ts';

export function queryText(query: SelectStatement): string {
  return words(
    withText(query.with),
    bodyText(query.body),
    orderByText(query.orderBy),
    query.limit &&
      !query.limit.withTies &&
      `LIMIT ${query.limit.count === null ? 'ALL' : expressionText(query.limit.count)}`,
    query.offset && `OFFSET ${expressionText(query.offset)}`,
    query.limit?.withTies &&
      `FETCH FIRST ${query.limit.count === null ? '' : operandText(query.limit.count)} ROWS WITH TIES`,
    ...query.locking.map(lockingText),
  );
}
printers.query = queryText;

export function withText(clause: WithClause | null): string {
  if (clause === null) return '';
  return words('WITH', clause.recursive && 'RECURSIVE', clause.items.map(commonTableText).join(', '));
}

function commonTableText(item: CommonTableExpression): string {
  const materialized = item.materialized === null ? '' : item.materialized ? 'MATERIALIZED' : 'NOT MATERIALIZED';
  const { search, cycle } = item;
  return words(
    quoteIdentifier(item.name),
    parenthesised(item.columns),
    'AS',
    materialized,
    `(${printers.statement(item.query)})`,
    search &&
      `SEARCH ${search.order.toUpperCase()} FIRST BY ${columnsText(search.by)} SET ${quoteIdentifier(search.column)}`,
    cycle && `CYCLE ${columnsText(cycle.columns)} SET ${quoteIdentifier(cycle.mark)}`,
    cycle?.value && cycle.fallback && `TO ${expressionText(cycle.value)} DEFAULT ${expressionText(cycle.fallback)}`,
    cycle && `USING ${quoteIdentifier(cycle.path)}`,
  );
}

function lockingText(clause: LockingClause): string {
  return words(
    `FOR ${clause.strength.toUpperCase()}`,
    clause.of.length > 0 && `OF ${namesText(clause.of)}`,
    clause.wait !== 'block' && clause.wait.toUpperCase(),
  );
}

function bodyText(body: QueryBody): string {
  switch (body.kind) {
    case 'core':
      return coreText(body);
    case 'values':
      return `VALUES ${body.rows.map((row) => `(${expressionsText(row)})`).join(', ')}`;
    case 'nested':
      return `(${queryText(body.query)})`;
    case 'setOperation': {
      const operand = (side: QueryBody) => (side.kind === 'setOperation' ? `(${bodyText(side)})` : bodyText(side));
      return words(operand(body.left), body.op.toUpperCase(), body.all && 'ALL', operand(body.right));
    }
    default:
      return assertNever(body);
  }
}

function coreText(core: SelectCore): string {
  const distinct =
    core.distinct === 'all'
      ? ''
      : core.distinct === 'distinct'
        ? 'DISTINCT'
        : `DISTINCT ON (${expressionsText(core.distinct)})`;
  const windows = core.windows.map(({ name, spec }) => `${quoteIdentifier(name)} AS ${windowText(spec)}`);
  return words(
    'SELECT',
    distinct,
    targetsText(core.targets),
    core.into &&
      words(
        'INTO',
        core.into.temporary && 'TEMPORARY',
        core.into.unlogged && 'UNLOGGED',
        `TABLE ${nameText(core.into.name)}`,
      ),
    core.from.length > 0 && `FROM ${tablesText(core.from)}`,
    core.where && `WHERE ${expressionText(core.where)}`,
    core.groupBy.length > 0 &&
      words('GROUP BY', core.groupByDistinct && 'DISTINCT', core.groupBy.map(groupingText).join(', ')),
    core.having && `HAVING ${expressionText(core.having)}`,
    windows.length > 0 && `WINDOW ${windows.join(', ')}`,
  );
}

export function targetsText(targets: readonly Target[]): string {
  return targets
    .map((t) => expressionText(t.value) + (t.alias === null ? '' : ` AS ${quoteIdentifier(t.alias)}`))
    .join(', ');
}

function groupingText(item: GroupingItem): string {
  switch (item.kind) {
    case 'expression':
      return expressionText(item.value);
    case 'empty':
      return '()';
    case 'sets':
      return `GROUPING SETS (${item.items.map(groupingText).join(', ')})`;
    default:
      return `${item.kind.toUpperCase()} (${expressionsText(item.items)})`;
  }
}

export const tablesText = (tables: readonly TableRef[]): string => tables.map(tableText).join(', ');

export function aliasText(alias: TableAlias | null): string {
  return alias === null ? '' : words('AS', quoteIdentifier(alias.name), parenthesised(alias.columns));
}

export function tableText(table: TableRef): string {
  switch (table.kind) {
    case 'relation': {
      const { sample } = table;
      return words(
        table.only && 'ONLY',
        nameText(table.name),
        aliasText(table.alias),
        sample && `TABLESAMPLE ${nameText(sample.method)} (${expressionsText(sample.args)})`,
        sample?.repeatable && `REPEATABLE (${expressionText(sample.repeatable)})`,
      );
    }
    case 'subqueryRef':
      return words(table.lateral && 'LATERAL', `(${queryText(table.query)})`, aliasText(table.alias));
    case 'functionRef':
      return functionRefText(table);
    case 'join':
      return table.alias === null ? joinText(table) : `(${joinText(table)}) ${aliasText(table.alias)}`;
    default:
      return assertNever(table);
  }
}

const definitionsText = (items: readonly ColumnDefinitionItem[]): string =>
  `(${items.map((item) => `${quoteIdentifier(item.name)} ${typeNameText(item.type)}`).join(', ')})`;

function functionRefText(table: FunctionRef): string {
  const calls = table.functions.map(({ call, columns }) =>
    words(expressionText(call), columns.length > 0 && `AS ${definitionsText(columns)}`),
  );
  const definitions = table.columnDefinitions.length === 0 ? '' : definitionsText(table.columnDefinitions);
  return words(
    table.lateral && 'LATERAL',
    table.rowsFrom ? `ROWS FROM (${calls.join(', ')})` : calls[0],
    table.ordinality && 'WITH ORDINALITY',
    table.alias === null ? when(definitions !== '', 'AS') : aliasText(table.alias),
    definitions,
  );
}

function joinText(join: JoinRef): string {
  const right =
    join.right.kind === 'join' && join.right.alias === null ? `(${tableText(join.right)})` : tableText(join.right);
  return words(
    tableText(join.left),
    join.natural && 'NATURAL',
    join.type.toUpperCase(),
    'JOIN',
    right,
    join.using.length > 0 && `USING (${columnsText(join.using)})`,
    join.usingAlias !== null && `AS ${quoteIdentifier(join.usingAlias)}`,
    join.on && `ON ${expressionText(join.on)}`,
  );
}
