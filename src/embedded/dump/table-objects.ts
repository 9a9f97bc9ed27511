/**
 * Tables: columns with what belongs to them, and checks. A default that needs the table itself, as a serial column's does by way
 * of the sequence it owns, is set afterwards. Checks that are not validated come behind the data, with the other constraints.
 */
import {
  type CheckConstraint,
  type ColumnDescriptor,
  quoteIdentifier,
  sequencesIn,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { storageOfType } from '../../catalog/pg_catalog/relations.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { compareText } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Archive } from './archive.ts';
import { collationText } from './collation-text.ts';
import { writeColumnComments } from './column-comments.ts';
import { addNeed, type DumpObject } from './dump-order.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { optionList, qualified, roleName, schemaName } from './sql-text.ts';

export interface TableParts {
  readonly object: DumpObject;
  readonly table: TableDescriptor;
  /** Columns whose defaults are objects of their own. */
  readonly later: Set<ColumnDescriptor>;
}

export function tableParts(snapshot: DumpSnapshot, table: TableDescriptor): TableParts {
  const later = new Set<ColumnDescriptor>();
  const object: DumpObject = {
    kind: 'relation',
    schema: schemaName(snapshot.catalog, table),
    name: table.name,
    needs: new Set(),
    write: (archive) => writeTable(snapshot, table, later, archive),
  };
  return { object, table, later };
}

/** Lets the table wait for what its columns and checks name; gives the defaults that cannot be part of it. */
export function addTableNeeds(
  snapshot: DumpSnapshot,
  { object, table, later }: TableParts,
  relations: ReadonlyMap<Oid, DumpObject>,
): DumpObject[] {
  const needsOf = (expr: BoundExpr): DumpObject[] =>
    sequencesIn(expr)
      .map((oid) => relations.get(oid))
      .filter((need) => need !== undefined && need !== object) as DumpObject[];
  const defaults: DumpObject[] = [];
  for (const column of table.columns) {
    if (column.dropped) continue;
    if (column.generated !== null) for (const need of needsOf(column.generated)) addNeed(object, need);
    if (column.defaultExpr === null) continue;
    const needs = needsOf(column.defaultExpr);
    if (needs.every((need) => addNeed(object, need))) continue;
    later.add(column);
    defaults.push(defaultObject(snapshot, table, column, new Set([object, ...needs])));
  }
  for (const check of inlineChecks(table)) for (const need of needsOf(check.expression)) addNeed(object, need);
  return defaults;
}

function inlineChecks(table: TableDescriptor): CheckConstraint[] {
  return table.constraints
    .filter((constraint): constraint is CheckConstraint => constraint.kind === 'check' && constraint.validated)
    .sort((a, b) => compareText(a.name, b.name));
}

function writeTable(
  snapshot: DumpSnapshot,
  table: TableDescriptor,
  later: ReadonlySet<ColumnDescriptor>,
  archive: Archive,
): void {
  const { catalog, definitions } = snapshot;
  const name = qualified(catalog, table);
  const place = { schema: schemaName(catalog, table), owner: roleName(catalog, table.owner) };
  const checks = inlineChecks(table);
  const lines = table.columns
    .filter((column) => !column.dropped)
    .map((column) => columnLine(snapshot, table, column, later.has(column)));
  for (const check of checks) {
    lines.push(`CONSTRAINT ${quoteIdentifier(check.name)} ${definitions.constraintDefinition(check.oid, false)}`);
  }
  const unlogged = table.persistence === 'unlogged' ? 'UNLOGGED ' : '';
  const options = table.options === undefined ? '' : `\n${optionList(table.options)}`;
  const body = lines.map((line) => `\n    ${line}`).join(',');
  archive.tableDefaults();
  const text = `CREATE ${unlogged}TABLE ${name} (${body}\n)${options};\n${parametersText(table, name)}`;
  archive.entry({ ...place, name: table.name, type: 'TABLE', text, owned: `TABLE ${name}` });
  archive.comment({ kind: 'TABLE', title: quoteIdentifier(table.name), name }, table.comment, place);
  writeColumnComments(table, name, place, archive);
  for (const check of checks) writeConstraintComment(snapshot, table, check, archive);
}

export function writeConstraintComment(
  { catalog }: DumpSnapshot,
  table: TableDescriptor,
  constraint: { readonly name: string; readonly comment?: string | null },
  archive: Archive,
): void {
  const kind = `CONSTRAINT ${quoteIdentifier(constraint.name)} ON`;
  const place = { schema: schemaName(catalog, table), owner: roleName(catalog, table.owner) };
  archive.comment(
    { kind, title: quoteIdentifier(table.name), name: qualified(catalog, table) },
    constraint.comment,
    place,
  );
}

function columnLine(
  { catalog, definitions, deparser }: DumpSnapshot,
  table: TableDescriptor,
  column: ColumnDescriptor,
  defaultIsLater: boolean,
): string {
  let line = `${quoteIdentifier(column.name)} ${definitions.formatType(column.type, column.typmod)}`;
  if (column.generated !== null) {
    line += ` GENERATED ALWAYS AS (${deparser.expression(column.generated, table, false)}) STORED`;
  } else if (column.defaultExpr !== null && !defaultIsLater) {
    line += ` DEFAULT ${deparser.expression(column.defaultExpr, table, false)}`;
  }
  if (column.notNull) line += ' NOT NULL';
  line += collationText(column.collation, column.type, catalog);
  return line;
}

function defaultObject(
  { catalog, deparser }: DumpSnapshot,
  table: TableDescriptor,
  column: ColumnDescriptor,
  needs: Set<DumpObject>,
): DumpObject {
  const schema = schemaName(catalog, table);
  return {
    kind: 'default',
    schema,
    name: table.name,
    needs,
    write(archive) {
      const value = deparser.expression(column.defaultExpr!, table, false);
      archive.entry({
        name: `${table.name} ${column.name}`,
        type: 'DEFAULT',
        schema,
        owner: roleName(catalog, table.owner),
        text: `ALTER TABLE ONLY ${qualified(catalog, table)} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${value};\n`,
      });
    },
  };
}

const storageWords: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' };
const identityWords: Readonly<Record<string, string>> = { f: 'FULL', n: 'NOTHING' };

/** What ALTER TABLE has said of columns, and the replica identity, unless it is an index. */
export function parametersText(table: TableDescriptor, name: string): string {
  let text = '';
  for (const column of table.columns) {
    if (column.dropped) continue;
    const alter = `ALTER TABLE ONLY ${name} ALTER COLUMN ${quoteIdentifier(column.name)}`;
    const { statistics, storage, compression, options } = column;
    if (statistics !== undefined && statistics >= 0) text += `${alter} SET STATISTICS ${statistics};\n`;
    if (storage !== undefined && storage !== storageOfType(column.type)) {
      text += `${alter} SET STORAGE ${storageWords[storage]};\n`;
    }
    if (compression === 'p' || compression === 'l') {
      text += `${alter} SET COMPRESSION ${compression === 'p' ? 'pglz' : 'lz4'};\n`;
    }
    if (options !== undefined) text += `${alter} SET (${options.join(', ')});\n`;
  }
  const identity = identityWords[table.replicaIdentity ?? 'd'];
  return identity === undefined ? text : `${text}\nALTER TABLE ONLY ${name} REPLICA IDENTITY ${identity};\n`;
}
