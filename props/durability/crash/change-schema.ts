/** Data definition. Names are few, so that objects come and go under the same ones. */
import type { TableDescriptor } from '../../../src/catalog/index.ts';
import type { Random } from '../../../src/host/simulated/random.ts';
import type { Session } from '../../../src/session/index.ts';
import { changeRelations } from './change-relations.ts';
import { changeTypes } from './change-types.ts';
import { nameOf, schemas, sequenceNames, valueColumns } from './surroundings.ts';
import { columnKinds, literalOf } from './values.ts';

const tablesMax = 5;

function qualified(random: Random, name: string): string {
  return random.percent(80) ? name : `${random.pick(schemas)}.${name}`;
}

export function createTable(random: Random): string {
  const columns = ['a', 'b', 'c', 'd'].slice(0, random.below(5)).map((name) => {
    const { type } = random.pick(columnKinds);
    return `${name} ${type}${random.percent(15) ? ` default ${literalOf(random, type)}` : ''}${random.percent(10) ? ' unique' : ''}`;
  });
  const key = random.pick([
    'k int primary key',
    'k int primary key',
    'k bigint primary key',
    'k int primary key check (k < 1000)',
  ]);
  const extra = random.pick([
    [],
    [],
    [],
    ['s serial'],
    ['i int generated always as identity'],
    ['n int generated always as (k * 2) stored'],
  ]);
  return `create table ${qualified(random, `t${random.below(tablesMax)}`)} (${[key, ...columns, ...extra].join(', ')})`;
}

export function changeSchema(random: Random, session: Session, tables: readonly TableDescriptor[]): string {
  const table = random.pick(tables);
  const name = nameOf(session, table);
  const roll = random.below(100);
  if (roll < 16) return createTable(random);
  if (roll < 20) return `drop table ${name}${random.percent(30) ? ' cascade' : ''}`;
  if (roll < 34) return alterTable(random, name, table);
  if (roll < 46) return createIndex(random, name, table);
  if (roll < 50) return dropIndex(random, session);
  if (roll < 54) return `truncate ${name}${random.percent(30) ? ' restart identity' : ''}`;
  if (roll < 61) return sequences(random, session);
  if (roll < 65) return views(random, name);
  if (roll < 79) return changeTypes(random);
  if (roll < 94) return changeRelations(random, name, table);
  return others(random, name);
}

function alterTable(random: Random, name: string, table: TableDescriptor): string {
  const columns = valueColumns(table);
  const column = columns.length === 0 ? 'a' : random.pick(columns).name;
  const { type } = random.pick(columnKinds);
  return `alter table ${name} ${random.pick([
    `add column ${random.pick(['a', 'b', 'c', 'd', 'e'])} ${type} default ${literalOf(random, type)}`,
    `add column ${random.pick(['a', 'b', 'c', 'd', 'e'])} ${type}`,
    `drop column ${column}`,
    `rename column ${column} to ${random.pick(['a', 'b', 'c', 'e', 'f'])}`,
    `alter column ${column} type text using ${column}::text`,
    `alter column ${column} type int using k + 1`,
    `alter column k type ${random.pick(['int', 'bigint'])}`,
    `alter column ${column} set default NULL`,
    `rename to t${random.below(tablesMax)}`,
    `add constraint c${random.below(3)} check (k >= 0)`,
    `add constraint f${random.below(2)} foreign key (k) references ${name} (k)`,
    `drop constraint if exists ${random.pick(['c0', 'c1', 'c2', 'f0', 'f1'])}`,
    `add column z serial`,
  ])}`;
}

function createIndex(random: Random, name: string, table: TableDescriptor): string {
  const columns = valueColumns(table);
  const column = columns.length === 0 ? 'k' : random.pick(columns).name;
  return random.pick([
    `create index on ${name} (${column})`,
    `create index i${random.below(4)} on ${name} (${column} desc, k)`,
    `create unique index on ${name} (k desc)`,
    `create unique index on ${name} (${column})`,
    `create unique index on ${name} (${column}, k)`,
    `create index on ${name} ((k % 7))`,
    `create unique index on ${name} ((k + 1)) where k > 10`,
    `create index on ${name} (${column}) where k % 2 = 0`,
    `create index on ${name} (lower(${column}::text))`,
    `create index on ${name} using hash (k)`,
  ]);
}

function dropIndex(random: Random, session: Session): string {
  const indexes = session.catalog
    .userRelations()
    .filter((relation) => relation.kind === 'index' && relation.constraint === null)
    .map((index) => nameOf(session, index));
  return indexes.length === 0 ? 'drop index if exists i0' : `drop index ${random.pick(indexes)}`;
}

function sequences(random: Random, session: Session): string {
  const names = sequenceNames(session);
  const own = `q${random.below(3)}`;
  const name = names.length === 0 ? own : random.pick(names);
  return random.pick([
    `create sequence ${qualified(random, own)} increment ${random.pick(['1', '3', '-1'])} cache ${random.pick(['1', '1', '5'])}`,
    `create sequence if not exists ${own} start 9007199254740990`,
    `alter sequence ${name} restart with ${1 + random.below(100)}`,
    `alter sequence ${name} increment 2`,
    `drop sequence if exists ${own}`,
  ]);
}

function views(random: Random, name: string): string {
  const view = `v${random.below(2)}`;
  return random.pick([
    `create or replace view ${view} as select k, k + 1 as n from ${name} where k > ${random.below(9)}`,
    `drop view if exists ${view}`,
    `create table m${random.below(2)} as select * from ${name}`,
    `drop table if exists m0, m1`,
  ]);
}

function others(random: Random, name: string): string {
  const schema = random.pick(['s1', 's2']);
  return random.pick([
    `create schema if not exists ${schema}`,
    `drop schema if exists ${schema} cascade`,
    `alter table ${name} set schema ${random.pick(schemas)}`,
    `create role r${random.below(3)} ${random.pick(['login', 'createdb', ''])}`,
    `drop role if exists r${random.below(3)}`,
    `alter role r${random.below(3)} createrole`,
    `comment on table ${name} is '${random.below(100)}'`,
    `comment on column ${name}.k is 'the key'`,
    privileges(random, name),
  ]);
}

/** Of a role that may be missing; a list of columns, default privileges and memberships are kept in other places. */
function privileges(random: Random, name: string): string {
  const role = random.pick(['public', 'pg_monitor', 'r0', 'r1']);
  return random.pick([
    `grant ${random.pick(['select', 'insert, update', 'all'])} on ${name} to ${role}`,
    `revoke ${random.pick(['select', 'all'])} on ${name} from ${role} cascade`,
    `grant select (k) on ${name} to ${role}`,
    `grant usage on schema public to ${role}`,
    `revoke connect on database "${random.pick(['default', 'db'])}" from ${role}`,
    `grant execute on function pg_sleep(float8) to ${role}`,
    `alter default privileges grant select on tables to ${role}`,
    `alter default privileges revoke all on tables from ${role}`,
    `grant r0 to r1 ${random.pick(['', 'with admin option'])}`,
    `revoke r0 from r1`,
    `alter role r0 set work_mem = '${1 + random.below(9)}MB'`,
    `drop owned by r1`,
  ]);
}
