/** Sequences: their definition, whom they belong to, their value. */
import { quoteIdentifier, type SequenceDescriptor, type TableDescriptor } from '../../catalog/index.ts';
import { typeOid } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Archive } from './archive.ts';
import type { DumpObject } from './dump-order.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { literal, qualified, roleName, schemaName } from './sql-text.ts';

/** Largest positive and smallest negative value, by type: bounds that need not be said. */
const limits: Readonly<Record<Oid, readonly [bigint, bigint]>> = {
  [typeOid.int2]: [32767n, -32768n],
  [typeOid.int4]: [2147483647n, -2147483648n],
  [typeOid.int8]: [9223372036854775807n, -9223372036854775808n],
};

export function sequenceObject(snapshot: DumpSnapshot, sequence: SequenceDescriptor): DumpObject {
  return {
    kind: 'relation',
    schema: schemaName(snapshot.catalog, sequence),
    name: sequence.name,
    needs: new Set(),
    write: (archive) => writeDefinition(snapshot, sequence, archive),
  };
}

function writeDefinition(snapshot: DumpSnapshot, sequence: SequenceDescriptor, archive: Archive): void {
  const { catalog, definitions } = snapshot;
  const name = qualified(catalog, sequence);
  const place = { schema: schemaName(catalog, sequence), owner: roleName(catalog, sequence.owner) };
  const { ownedBy } = sequence;
  const table = ownedBy === null ? undefined : catalog.table(ownedBy.table);
  if (ownedBy?.identity) {
    const text = identityText(sequence, table!, ownedBy.column, qualified(catalog, table!), name);
    archive.entry({ ...place, name: sequence.name, type: 'SEQUENCE', text });
  } else {
    const unlogged = sequence.persistence === 'unlogged' ? 'UNLOGGED ' : '';
    const type = sequence.type === typeOid.int8 ? '' : `    AS ${definitions.formatType(sequence.type, -1)}\n`;
    const text = `CREATE ${unlogged}SEQUENCE ${name}\n${type}${optionLines(sequence)};\n`;
    archive.entry({ ...place, name: sequence.name, type: 'SEQUENCE', text, owned: `TABLE ${name}` });
  }
  if (ownedBy !== null && !ownedBy.identity) {
    const column = `${qualified(catalog, table!)}.${quoteIdentifier(table!.columns[ownedBy.column]!.name)}`;
    const text = `ALTER SEQUENCE ${name} OWNED BY ${column};\n`;
    archive.entry({ ...place, name: sequence.name, type: 'SEQUENCE OWNED BY', text });
  }
  archive.comment({ kind: 'SEQUENCE', title: quoteIdentifier(sequence.name), name }, sequence.comment, place);
}

function identityText(
  sequence: SequenceDescriptor,
  table: TableDescriptor,
  column: number,
  tableName: string,
  name: string,
): string {
  const { name: columnName, identity } = table.columns[column]!;
  const when = identity === 'always' ? 'ALWAYS' : 'BY DEFAULT';
  const options = `    SEQUENCE NAME ${name}\n${optionLines(sequence)}`;
  return `ALTER TABLE ${tableName} ALTER COLUMN ${quoteIdentifier(columnName)} ADD GENERATED ${when} AS IDENTITY (\n${options}\n);\n`;
}

function optionLines(sequence: SequenceDescriptor): string {
  const { start, increment, minValue, maxValue, cache, cycle, type } = sequence;
  const [largest, smallest] = limits[type]!;
  const usualMin = increment > 0n ? 1n : smallest;
  const usualMax = increment > 0n ? largest : -1n;
  return [
    `    START WITH ${start}`,
    `    INCREMENT BY ${increment}`,
    minValue === usualMin ? '    NO MINVALUE' : `    MINVALUE ${minValue}`,
    maxValue === usualMax ? '    NO MAXVALUE' : `    MAXVALUE ${maxValue}`,
    `    CACHE ${cache}`,
    ...(cycle ? ['    CYCLE'] : []),
  ].join('\n');
}

export function sequenceValueObject(snapshot: DumpSnapshot, sequence: SequenceDescriptor): DumpObject {
  const { catalog } = snapshot;
  const schema = schemaName(catalog, sequence);
  return {
    kind: 'sequenceSet',
    schema,
    name: sequence.name,
    needs: new Set(),
    write(archive) {
      const { last, isCalled } = snapshot.sequenceValues.get(sequence.oid)!;
      const text = `SELECT pg_catalog.setval(${literal(qualified(catalog, sequence))}, ${last}, ${isCalled});\n`;
      const owner = roleName(catalog, sequence.owner);
      archive.entry({ name: sequence.name, type: 'SEQUENCE SET', schema, owner, text });
    },
  };
}
