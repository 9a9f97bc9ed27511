/** An error for a person at a terminal: what went wrong, what about it, what to do. */
import { SqlError } from '../../errors/index.ts';

export function errorText(error: unknown): string {
  if (!(error instanceof SqlError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.detail, error.hint].filter((part) => part !== undefined).join('\n');
}
