/** What comes behind the data: keys, checks that are not validated, indexes, foreign keys. */
import {
  type ConstraintDescriptor,
  type IndexDescriptor,
  type KeyConstraint,
  quoteIdentifier,
  type TableDescriptor,
} from '../../catalog/index.ts';
import type { Archive } from './archive.ts';
import type { DumpObject } from './dump-order.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { columnList, optionList, qualified, roleName, schemaName } from './sql-text.ts';
import { writeConstraintComment } from './table-objects.ts';

export function constraintObjects(snapshot: DumpSnapshot, table: TableDescriptor): DumpObject[] {
  const { catalog } = snapshot;
  const place = { schema: schemaName(catalog, table), table: table.name, needs: new Set<DumpObject>() };
  const constraints = table.constraints
    .filter((constraint) => constraint.kind !== 'check' || !constraint.validated)
    .map((constraint): DumpObject => {
      const kind = constraint.kind === 'foreignKey' ? 'foreignKey' : 'constraint';
      const write = (archive: Archive): void => writeConstraint(snapshot, table, constraint, archive);
      return { ...place, kind, name: constraint.name, write };
    });
  const indexes = catalog.indexesOf(table).map((index): DumpObject => {
    const write = (archive: Archive): void => writeIndex(snapshot, table, index, archive);
    return { ...place, kind: 'index', name: index.name, write };
  });
  return [...constraints, ...indexes];
}

const entryTypes = {
  check: 'CHECK CONSTRAINT',
  primaryKey: 'CONSTRAINT',
  unique: 'CONSTRAINT',
  foreignKey: 'FK CONSTRAINT',
} as const;

function writeConstraint(
  snapshot: DumpSnapshot,
  table: TableDescriptor,
  constraint: ConstraintDescriptor,
  archive: Archive,
): void {
  const { catalog, definitions } = snapshot;
  const isKey = constraint.kind === 'primaryKey' || constraint.kind === 'unique';
  const definition = isKey
    ? keyText(snapshot, table, constraint)
    : definitions.constraintDefinition(constraint.oid, false);
  const marks = isKey ? indexMarks(snapshot, table, catalog.index(constraint.index)!) : '';
  // Tables that inherit from this one would have to get the check too.
  const only = constraint.kind === 'check' ? '' : 'ONLY ';
  archive.entry({
    name: `${table.name} ${constraint.name}`,
    type: entryTypes[constraint.kind],
    schema: schemaName(catalog, table),
    owner: roleName(catalog, table.owner),
    text: `ALTER TABLE ${only}${qualified(catalog, table)}\n    ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${definition};\n${marks}`,
  });
  writeConstraintComment(snapshot, table, constraint, archive);
}

function keyText({ catalog }: DumpSnapshot, table: TableDescriptor, key: KeyConstraint): string {
  const index = catalog.index(key.index)!;
  const parts = [key.kind === 'primaryKey' ? 'PRIMARY KEY' : 'UNIQUE'];
  if (index.nullsNotDistinct) parts.push('NULLS NOT DISTINCT');
  parts.push(`(${columnList(table, key.columns)})`);
  if (index.include.length > 0) parts.push(`INCLUDE (${columnList(table, index.include)})`);
  if (index.options !== undefined) parts.push(optionList(index.options));
  if (key.deferrable) parts.push('DEFERRABLE');
  if (key.initiallyDeferred) parts.push('INITIALLY DEFERRED');
  return parts.join(' ');
}

/** That CLUSTER follows the index, and that it identifies the table's rows. */
function indexMarks({ catalog }: DumpSnapshot, table: TableDescriptor, index: IndexDescriptor): string {
  const name = qualified(catalog, table);
  const own = quoteIdentifier(index.name);
  const clustered = index.clustered ? `\nALTER TABLE ${name} CLUSTER ON ${own};\n` : '';
  return index.replicaIdentity
    ? `${clustered}\nALTER TABLE ONLY ${name} REPLICA IDENTITY USING INDEX ${own};\n`
    : clustered;
}

/** The index of a constraint is made with it, but has a comment of its own. */
function writeIndex(snapshot: DumpSnapshot, table: TableDescriptor, index: IndexDescriptor, archive: Archive): void {
  const { catalog, definitions } = snapshot;
  const place = { schema: schemaName(catalog, table), owner: roleName(catalog, table.owner) };
  if (index.constraint === null) {
    const text = `${definitions.indexDefinition(index.oid, 0, false)};\n${indexMarks(snapshot, table, index)}`;
    archive.entry({ ...place, name: index.name, type: 'INDEX', text });
  }
  const title = quoteIdentifier(index.name);
  archive.comment({ kind: 'INDEX', title, name: qualified(catalog, index) }, index.comment, place);
}
