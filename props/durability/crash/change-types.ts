/** Definition of types: enums, domains and composite types come, change and go while tables use them. */
import type { Random } from '../../../src/host/simulated/random.ts';

/** What changes of a type, and what it is made of again. */
export function changeTypes(random: Random): string {
  return random.pick([enums, domains, composites, others])(random);
}

function enums(random: Random): string {
  const name = random.pick(['e0', 'e1']);
  return random.pick([
    `create type ${name} as enum ('a', 'b', 'c')`,
    `create type ${name} as enum ()`,
    `alter type ${name} add value if not exists '${random.pick(['d', 'e', 'f'])}'`,
    `alter type ${name} add value if not exists '${random.pick(['d', 'e', 'f'])}' before 'b'`,
    `alter type ${name} add value 'n${random.below(9)}' after '${random.pick(['a', 'b'])}'`,
    `alter type ${name} rename value '${random.pick(['a', 'd'])}' to '${random.pick(['a', 'd', 'g'])}'`,
  ]);
}

function domains(random: Random): string {
  const name = random.pick(['d0', 'd1']);
  return random.pick([
    'create domain d0 as int check (value < 1000)',
    'create domain d1 as text default $$x$$ constraint c1 check (length(value) < 100)',
    `alter domain ${name} add constraint c${random.below(3)} check (value::text <> '7')`,
    `alter domain ${name} add constraint c${random.below(3)} check (value::text <> '8') not valid`,
    `alter domain ${name} validate constraint c${random.below(3)}`,
    `alter domain ${name} drop constraint if exists c${random.below(3)}`,
    `alter domain ${name} set default '1'`,
    `alter domain ${name} drop default`,
    `alter domain ${name} ${random.pick(['set', 'drop'])} not null`,
  ]);
}

function composites(random: Random): string {
  return random.pick([
    'create type c0 as (x int, y text)',
    'create type c1 as (x int[], y numeric(10,2), z e0)',
    `alter type c0 add attribute ${random.pick(['z', 'w'])} ${random.pick(['int', 'text'])}`,
    `alter type c0 drop attribute if exists ${random.pick(['y', 'z', 'w'])}`,
    `alter type c0 rename attribute ${random.pick(['x', 'y'])} to ${random.pick(['x', 'y', 'u'])}`,
    'alter type c0 alter attribute x type bigint',
  ]);
}

function others(random: Random): string {
  const type = random.pick(['e0', 'e1', 'c0', 'c1']);
  return random.pick([
    `drop type if exists ${type}${random.percent(40) ? ' cascade' : ''}`,
    `drop domain if exists ${random.pick(['d0', 'd1'])}${random.percent(40) ? ' cascade' : ''}`,
    `alter type ${type} rename to ${random.pick(['e0', 'e1', 'c1'])}`,
    `alter type ${type} set schema ${random.pick(['public', 's1'])}`,
    `comment on type ${type} is '${random.below(100)}'`,
    `create table t${random.below(5)} (k int primary key, a e0, b c0[], c d1)`,
    `create table t${random.below(5)} (k d0 primary key, a e1[], b c0, c d1[])`,
  ]);
}
