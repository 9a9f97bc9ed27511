/** What the grammar's actions share during one parse. */
import type { SqlError } from '../../errors/index.ts';
import { tokens } from '../scanner.ts';

export const state = {
  tokens,
  text: '',
  /** An error that is reported only when the whole text is correct. */
  later: null as SqlError | null,
};

export function beginParse(): void {
  state.later = null;
}

export const startOf = (token: number): number => tokens.starts[token]!;
