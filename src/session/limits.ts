/**
 * What statements and sessions of one database may use at most, decided by whoever opens it. In every field 0 is none.
 * Time-outs are what new sessions begin with, as if their settings had these defaults; the others cannot be changed by SET.
 */
import { sqlError } from '../errors/index.ts';
import { sizeOfValue } from '../executor/index.ts';
import type { RowReceiver } from './result.ts';

export interface ResourceLimits {
  /** Of a statement, from its arrival to its end: 57014. */
  readonly statementTimeoutMs: number;
  /** Of one wait for a lock: 55P03. */
  readonly lockTimeoutMs: number;
  /** Rows and bytes (of the values, as they are in memory) that a statement may give: 54000. */
  readonly maxResultRows: number;
  readonly maxResultBytes: number;
  /** Memory of a statement that it cannot do without, when whatever can has gone to temporary files: 53200. */
  readonly maxMemoryBytes: number;
  /** Temporary files of a session: 53400. The setting temp_file_limit may be lower. */
  readonly maxTempBytes: number;
}

export const noLimits: ResourceLimits = {
  statementTimeoutMs: 0,
  lockTimeoutMs: 0,
  maxResultRows: 0,
  maxResultBytes: 0,
  maxMemoryBytes: 0,
  maxTempBytes: 0,
};

export function completeLimits(limits: Partial<ResourceLimits> | undefined): ResourceLimits {
  const complete = { ...noLimits, ...limits };
  for (const [name, value] of Object.entries(complete)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw sqlError('invalid_parameter_value', `limit "${name}" is to be a whole number from 0 on, not ${value}`);
    }
  }
  return complete;
}

/** What sessions begin with, unless they say otherwise. */
export function limitSettings(limits: ResourceLimits): [string, string][] {
  const settings: [string, string][] = [];
  if (limits.statementTimeoutMs > 0) settings.push(['statement_timeout', String(limits.statementTimeoutMs)]);
  if (limits.lockTimeoutMs > 0) settings.push(['lock_timeout', String(limits.lockTimeoutMs)]);
  return settings;
}

/** Hands rows on to `receive` until there are too many of them. */
export function limitedReceiver(limits: ResourceLimits, receive: RowReceiver): RowReceiver {
  const { maxResultRows, maxResultBytes } = limits;
  if (maxResultRows === 0 && maxResultBytes === 0) return receive;
  let rows = 0;
  let bytes = 0;
  return (...values) => {
    if (maxResultRows > 0 && ++rows > maxResultRows) throw tooLarge(`more than ${maxResultRows} rows`);
    if (maxResultBytes > 0) {
      for (let i = 0; i < values.length; i++) bytes += sizeOfValue(values[i]!);
      if (bytes > maxResultBytes) throw tooLarge(`more than ${maxResultBytes} bytes`);
    }
    receive(...values);
  };
}

function tooLarge(what: string): Error {
  return sqlError('program_limit_exceeded', `the result of the statement has ${what}`, {
    hint: 'Ask for fewer rows, with LIMIT or a cursor, or raise the limit of the server.',
  });
}
