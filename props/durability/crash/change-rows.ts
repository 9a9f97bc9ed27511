/** Statements that change rows. Keys are few, so that they collide. */
import type { TableDescriptor } from '../../../src/catalog/index.ts';
import type { Random } from '../../../src/host/simulated/random.ts';
import type { Session } from '../../../src/session/index.ts';
import { nameOf, valueColumns } from './surroundings.ts';
import { literalOf } from './values.ts';

const keys = 40;

export function changeRows(random: Random, session: Session, table: TableDescriptor): string {
  const name = nameOf(session, table);
  const roll = random.below(100);
  if (roll < 30) return insertRows(random, name, table, 1 + random.below(3));
  if (roll < 40) return insertRun(random, name, table);
  if (roll < 48) return `${insertRows(random, name, table, 2)} on conflict (k) do ${conflictAction(random, table)}`;
  if (roll < 80) return update(random, name, table);
  if (roll < 95) return `delete from ${name} where ${range(random)}`;
  if (roll < 98) return `update ${name} set k = k + ${1 + random.below(5)} where k = ${random.below(keys)}`;
  return `select count(*), max(k) from ${name}`;
}

function conflictAction(random: Random, table: TableDescriptor): string {
  const column = valueColumns(table)[0];
  return column === undefined || random.percent(30) ? 'nothing' : `update set ${column.name} = excluded.${column.name}`;
}

function range(random: Random): string {
  const from = random.below(keys);
  return random.percent(60) ? `k = ${from}` : `k between ${from} and ${from + random.below(12)}`;
}

function insertRows(random: Random, name: string, table: TableDescriptor, count: number): string {
  const columns = valueColumns(table).filter(() => random.percent(85));
  const row = () => `(${[random.below(keys), ...columns.map(({ type }) => literalOf(random, type))].join(', ')})`;
  return `insert into ${name} (${['k', ...columns.map((column) => column.name)].join(', ')}) values ${Array.from({ length: count }, row).join(', ')}`;
}

/** Neighbours, which the log keeps as vectors. */
function insertRun(random: Random, name: string, table: TableDescriptor): string {
  const columns = valueColumns(table);
  const values = columns.map(({ type }) => literalOf(random, type));
  const from = keys + random.below(3) * 20;
  return (
    `insert into ${name} (${['k', ...columns.map((column) => column.name)].join(', ')}) ` +
    `select ${['g', ...values].join(', ')} from generate_series(${from}, ${from + random.below(20)}) g`
  );
}

function update(random: Random, name: string, table: TableDescriptor): string {
  const columns = valueColumns(table);
  if (columns.length === 0) return `delete from ${name} where ${range(random)}`;
  const chosen = columns.filter(() => random.percent(50));
  const sets = (chosen.length === 0 ? [columns[0]!] : chosen).map(
    (column) => `${column.name} = ${literalOf(random, column.type)}`,
  );
  return `update ${name} set ${sets.join(', ')} where ${range(random)}`;
}

/** More than a part of a transaction holds. */
export function bigInsert(random: Random, session: Session, table: TableDescriptor): string {
  const column = valueColumns(table).find(({ type }) => type === 'text');
  if (column === undefined) return changeRows(random, session, table);
  return (
    `insert into ${nameOf(session, table)} (k, ${column.name}) ` +
    `select g, repeat('${random.pick(['b', 'ß'])}', 500000) || g from generate_series(${200 + random.below(50)}, ${252}) g limit 3`
  );
}
