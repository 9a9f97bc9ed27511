/** The few kinds that statistics tell statements apart by. */
import type { Statement } from '../../parser/index.ts';

export const statementKinds = [
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'copy',
  'cursor',
  'transaction',
  'setting',
  'definition',
  'explain',
  'maintenance',
  'other',
] as const;
export type StatementKind = (typeof statementKinds)[number];

const kinds: { readonly [K in Statement['kind']]?: StatementKind } = {
  select: 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  merge: 'merge',
  copy: 'copy',
  declareCursor: 'cursor',
  fetch: 'cursor',
  close: 'cursor',
  transaction: 'transaction',
  setTransaction: 'transaction',
  setSnapshot: 'transaction',
  lock: 'transaction',
  setConstraints: 'transaction',
  set: 'setting',
  show: 'setting',
  discard: 'setting',
  explain: 'explain',
  vacuum: 'maintenance',
  analyze: 'maintenance',
  reindex: 'maintenance',
  checkpoint: 'maintenance',
  prepare: 'other',
  execute: 'other',
  deallocate: 'other',
  listen: 'other',
  unlisten: 'other',
  notify: 'other',
};

/** All that is not in the table defines something. */
export function kindOf(statement: Statement): StatementKind {
  return kinds[statement.kind] ?? 'definition';
}

/** `log_statement` = ddl, mod: what of its levels a statement belongs to. */
export function statementLevel(statement: Statement): 'ddl' | 'mod' | 'all' {
  if (statement.kind === 'truncate') return 'mod';
  if (statement.kind === 'copy') return statement.direction === 'from' ? 'mod' : 'all';
  if (statement.kind === 'prepare') return statementLevel(statement.statement);
  if (statement.kind === 'explain') return analyzes(statement) ? statementLevel(statement.statement) : 'all';
  if (statement.kind === 'select' && statement.body.kind === 'core' && statement.body.into !== null) return 'ddl';
  if (statement.kind === 'createTableAs') return 'ddl';
  switch (kindOf(statement)) {
    case 'definition':
      return 'ddl';
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return 'mod';
    default:
      return 'all';
  }
}

function analyzes({ options }: Extract<Statement, { kind: 'explain' }>): boolean {
  return options.some(({ name, value }) => name === 'analyze' && !/^(?:off|false|0)$/i.test(value ?? ''));
}
