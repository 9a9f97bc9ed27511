/**
 * The next statement of a session: a function of the random numbers and of what the session sees, so that most statements
 * succeed. Some fail on purpose: what they did before has to be undone.
 */
import type { TableDescriptor } from '../../../src/catalog/index.ts';
import type { Random } from '../../../src/host/simulated/random.ts';
import type { Session } from '../../../src/session/index.ts';
import { bigInsert, changeRows } from './change-rows.ts';
import { changeSchema, createTable } from './change-schema.ts';
import { permanentTables, sequenceNames } from './surroundings.ts';

export function nextStatement(random: Random, session: Session): string {
  if (session.failed) return random.pick(['rollback', 'rollback', 'rollback to a', 'commit']);
  if (session.explicit) return withinTransaction(random, session);
  const roll = random.below(100);
  if (roll < 25) return 'begin';
  if (roll < 28) return `set synchronous_commit = ${random.pick(['on', 'off', 'on'])}`;
  if (roll < 33) return 'checkpoint';
  if (roll < 35) return setSequence(random, session);
  if (roll < 37) return `begin; ${change(random, session)}; ${change(random, session)}; commit`;
  return change(random, session);
}

function withinTransaction(random: Random, session: Session): string {
  const roll = random.below(100);
  if (roll < 22) return 'commit';
  if (roll < 30) return 'rollback';
  if (roll < 40) return `savepoint ${random.pick(['a', 'b'])}`;
  if (roll < 48) return `rollback to ${random.pick(['a', 'b'])}`;
  if (roll < 51) return `release ${random.pick(['a', 'b'])}`;
  return change(random, session);
}

function change(random: Random, session: Session): string {
  const tables = permanentTables(session);
  if (tables.length === 0) return createTable(random);
  const roll = random.below(1000);
  if (roll < 180) return changeSchema(random, session, tables);
  if (roll < 240) return nextValue(random, session, tables);
  if (roll < 250) return temporaryTable(random);
  if (roll < 255) return bigInsert(random, session, random.pick(tables));
  return changeRows(random, session, random.pick(tables));
}

function nextValue(random: Random, session: Session, tables: readonly TableDescriptor[]): string {
  const names = sequenceNames(session);
  return names.length === 0
    ? changeRows(random, session, random.pick(tables))
    : `select nextval('${random.pick(names)}')`;
}

/** Only on its own: what is set counts at once, whatever becomes of the transaction. */
function setSequence(random: Random, session: Session): string {
  const names = sequenceNames(session);
  return names.length === 0 ? 'begin' : `select setval('${random.pick(names)}', ${1 + random.below(500)})`;
}

/** Temporary tables never come back; their rows are logged nowhere. */
function temporaryTable(random: Random): string {
  return random.pick([
    'create temp table if not exists tmp (k int primary key, v text)',
    `insert into tmp select g, 'temporary' from generate_series(1, 5) g on conflict do nothing`,
    'create temp sequence if not exists tmp_s',
    'drop table if exists tmp',
  ]);
}
