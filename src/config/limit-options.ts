/** What a statement may take. */

import type { OptionDef } from './option.ts';
import { type OptionTexts, optionNumber } from './option-texts.ts';

const kB = 1024;
const MB = 1024 * kB;
const timeMax = 2_147_483_647;

const statementTimeoutMs = {
  variable: 'AIONDB_LIMITS_STATEMENT_TIMEOUT_MS',
  value: 'TIME',
  kind: 'duration',
  min: 1,
  max: timeMax,
  zero: 'no limit',
  initial: '0',
  shownAs: 'statement_timeout',
  description: 'how long a statement may run; sessions can change it for themselves',
} as const satisfies OptionDef;

const lockTimeoutMs = {
  variable: 'AIONDB_LIMITS_LOCK_TIMEOUT_MS',
  value: 'TIME',
  kind: 'duration',
  min: 1,
  max: timeMax,
  zero: 'no limit',
  initial: '0',
  shownAs: 'lock_timeout',
  description: 'how long a statement may wait for a lock; sessions can change it for themselves',
} as const satisfies OptionDef;

const maxResultRows = {
  variable: 'AIONDB_LIMITS_MAX_RESULT_ROWS',
  value: 'NUMBER',
  kind: 'integer',
  min: 1,
  zero: 'no limit',
  initial: '0',
  description: 'rows that one statement may return',
} as const satisfies OptionDef;

const maxResultBytes = {
  variable: 'AIONDB_LIMITS_MAX_RESULT_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: kB,
  zero: 'no limit',
  initial: '0',
  description: 'size of what one statement may return',
} as const satisfies OptionDef;

const maxMemoryBytes = {
  variable: 'AIONDB_LIMITS_MAX_MEMORY_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: MB,
  zero: 'no limit',
  initial: '1GB',
  description: 'memory that one statement may hold; what can goes to temporary files long before (work_mem)',
} as const satisfies OptionDef;

const maxTempBytes = {
  variable: 'AIONDB_LIMITS_MAX_TEMP_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: MB,
  max: 2_147_483_647 * kB,
  zero: 'no limit',
  initial: '0',
  shownAs: 'temp_file_limit',
  description: 'size of the temporary files of one session',
} as const satisfies OptionDef;

export const limitOptions = [
  statementTimeoutMs,
  lockTimeoutMs,
  maxResultRows,
  maxResultBytes,
  maxMemoryBytes,
  maxTempBytes,
] as const satisfies readonly OptionDef[];

/** 0: no limit. */
export interface LimitOptions {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly maxResultRows: number;
  readonly maxResultBytes: number;
  readonly maxMemoryBytes: number;
  readonly maxTempBytes: number;
}

export function readLimitOptions(texts: OptionTexts): LimitOptions {
  return {
    statementTimeoutMs: optionNumber(texts, statementTimeoutMs),
    lockTimeoutMs: optionNumber(texts, lockTimeoutMs),
    maxResultRows: optionNumber(texts, maxResultRows),
    maxResultBytes: optionNumber(texts, maxResultBytes),
    maxMemoryBytes: optionNumber(texts, maxMemoryBytes),
    maxTempBytes: optionNumber(texts, maxTempBytes),
  };
}
