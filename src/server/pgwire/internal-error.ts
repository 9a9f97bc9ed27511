/** Exceptions that are bugs: the client is told XX000, and who subscribes to the channel gets the exception with its stack. */
import { channel } from 'node:diagnostics_channel';
import { CorruptionError, SqlError } from '../../errors/index.ts';
import { engineLimit } from '../../session/index.ts';

export const internalErrors = channel('aiondb:internal-error');

/** What the client is told of whatever was thrown. */
export function reportedError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  if (error instanceof CorruptionError) return new SqlError(error.code, error.message);
  const limit = engineLimit(error);
  if (limit !== null) return limit;
  internalErrors.publish(error);
  return new SqlError('XX000', error instanceof Error ? error.message : String(error));
}
