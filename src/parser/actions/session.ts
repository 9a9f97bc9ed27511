/** Makers of session statements. */
import type { CopyStatement, DefinitionOption, TransactionModes, TransactionStatement } from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { reject } from './failures.ts';

const noModes: TransactionModes = { isolation: null, readOnly: null, deferrable: null };

export function transactionModes(modes: readonly Partial<TransactionModes>[]): TransactionModes {
  return Object.assign({}, noModes, ...modes);
}

export function transaction(
  action: TransactionStatement['action'],
  location: number,
  { modes, savepoint, chain }: { modes?: TransactionModes | null; savepoint?: string; chain?: boolean | null },
): TransactionStatement {
  return {
    kind: 'transaction',
    action,
    modes: modes ?? noModes,
    savepoint: savepoint ?? null,
    chain: chain === true,
    location,
  };
}

export function cursorOptions(options: readonly string[]): { binary: boolean; scroll: boolean | null } {
  let scroll: boolean | null = null;
  if (options.includes('scroll')) scroll = true;
  if (options.includes('no scroll')) scroll = false;
  return { binary: options.includes('binary'), scroll };
}

/** A list of names as the value of an option: quoted as in SQL and separated by commas, between parentheses. */
export function nameList(names: readonly string[]): string {
  return `(${names.map(quoteIdentifier).join(', ')})`;
}

type CopyBase = Pick<CopyStatement, 'table' | 'columns' | 'query' | 'where' | 'location'> & {
  readonly direction: string;
};

export function copyStatement(
  base: CopyBase,
  program: boolean,
  target: { readonly kind: string; readonly location: number },
  options: readonly DefinitionOption[],
): CopyStatement {
  const direction = base.direction === 'from' ? 'from' : 'to';
  if (program && target.kind !== 'file') reject('STDIN/STDOUT not allowed with PROGRAM', target.location);
  if (direction === 'to' && base.where !== null) reject('WHERE clause not allowed with COPY TO', base.where.location);
  const stream = direction === 'from' ? 'stdin' : 'stdout';
  return {
    kind: 'copy',
    table: base.table,
    columns: base.columns,
    query: base.query,
    direction,
    target: target.kind === 'file' ? (program ? 'program' : 'file') : stream,
    options,
    where: base.where,
    location: base.location,
  };
}
