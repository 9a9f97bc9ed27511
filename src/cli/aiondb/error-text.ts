/** An error for a person at a terminal: what went wrong, what about it, what to do. */
import { SqlError } from '../../errors/index.ts';

export function errorText(error: unknown): string {
  if (!(error instanceof SqlError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.detail, error.hint].filter((part) => part !== undefined).join('\n');
}

/** The same as one line, of sentences. */
export function errorLine(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `${message.replace(/^listen EADDRINUSE: /, '')}; choose another with --listen-addr`;
  }
  return errorText(error)
    .split('\n')
    .map((line, i, lines) => (i < lines.length - 1 && !/[.!?:;]$/.test(line) ? `${line}.` : line))
    .join(' ');
}
