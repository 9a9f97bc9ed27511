/** Makers of session statements. */
import type {
  CopyStatement,
  DefinitionOption,
  SelectStatement,
  TransactionModes,
  TransactionStatement,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { reject } from './failures.ts';

const noModes: TransactionModes = { isolation: null, readOnly: null, deferrable: null };

export function transactionModes(modes: readonly Partial<TransactionModes>[]): TransactionModes {
  return Object.assign({}, noModes, ...modes);
}

export function transaction(
  action: TransactionStatement['action'],
  location: number,
  {
    modes,
    savepoint,
    chain,
    gid,
  }: { modes?: TransactionModes | null; savepoint?: string; chain?: boolean | null; gid?: string },
): TransactionStatement {
  return {
    kind: 'transaction',
    action,
    modes: modes ?? noModes,
    savepoint: savepoint ?? null,
    chain: chain === true,
    gid: gid ?? null,
    location,
  };
}

export function cursorOptions(
  options: readonly string[],
  query: SelectStatement,
): { binary: boolean; scroll: boolean | null } {
  const both = (one: string, other: string) => {
    if (!options.includes(one) || !options.includes(other)) return;
    const message = `cannot specify both ${one.toUpperCase()} and ${other.toUpperCase()}`;
    reject(message, undefined, {}, 'invalid_cursor_definition');
  };
  both('scroll', 'no scroll');
  both('asensitive', 'insensitive');
  if (options.includes('insensitive') && query.locking.length > 0) {
    const clause = `FOR ${query.locking[0]!.strength.toUpperCase()}`;
    reject(
      `DECLARE INSENSITIVE CURSOR ... ${clause} is not valid`,
      undefined,
      {
        detail: 'Insensitive cursors must be READ ONLY.',
      },
      'invalid_cursor_definition',
    );
  }
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
  target: { readonly kind: string; readonly file?: string; readonly location: number },
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
    file: target.file ?? null,
    options,
    where: base.where,
    location: base.location,
  };
}
