/** What the grammar's actions share during one parse. */
import type { SqlError } from '../../errors/index.ts';
import { tokens } from '../scanner.ts';

export const state = {
  tokens,
  text: '',
  /** The first construct that was recognised but is not built; reported only when the whole text is correct. */
  notBuilt: null as SqlError | null,
};

export function beginParse(): void {
  state.notBuilt = null;
}

export const startOf = (token: number): number => tokens.starts[token]!;
