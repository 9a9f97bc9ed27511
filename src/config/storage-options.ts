/**
 * Where and how the command keeps a database: the rows, and what they say together. Flags win over variables, variables over what
 * is built in; that is done by who reads them.
 */
import { type OptionDef, OptionError, optionName } from './option.ts';
import { type OptionTexts, optionNumber, optionSwitch, optionText } from './option-texts.ts';

const kB = 1024;
const MB = 1024 * kB;
const GB = 1024 * MB;

const ephemeral = {
  flag: '--ephemeral',
  variable: 'AIONDB_IN_MEMORY',
  kind: 'boolean',
  means: ['--storage-backend', 'in_memory'],
  description: 'keep everything in memory; nothing outlives the process (the same as --storage-backend in_memory)',
} as const satisfies OptionDef;

const dataDirectory = {
  flag: '--data-dir',
  variable: 'AIONDB_STORAGE_DATA_DIR',
  value: 'DIR',
  description: 'keep the database in this directory, which is made if it is missing',
} as const satisfies OptionDef;

const backend = {
  flag: '--storage-backend',
  variable: 'AIONDB_STORAGE_BACKEND',
  value: 'BACKEND',
  kind: 'choice',
  values: ['in_memory', 'durable'],
  description: 'in_memory or durable; with a directory durable unless given',
} as const satisfies OptionDef;

const keyFile = {
  variable: 'AIONDB_STORAGE_KEY_FILE',
  value: 'FILE',
  description: 'encrypt with the key in this file: 32 bytes, or 64 hexadecimal digits',
} as const satisfies OptionDef;

const allowUnencryptedStorage = {
  flag: '--allow-unencrypted-storage',
  variable: 'AIONDB_ALLOW_UNENCRYPTED_STORAGE',
  kind: 'boolean',
  initial: 'false',
  description: 'store without a key on a file system that is not known to be encrypted',
} as const satisfies OptionDef;

const commitPolicy = {
  variable: 'AIONDB_STORAGE_DURABLE_WAL_COMMIT_POLICY',
  value: 'POLICY',
  kind: 'commit policy',
  initial: 'always',
  description: 'sync the log with each commit (always), with each Nth (every:N), or leave it to the system (never)',
} as const satisfies OptionDef;

const cacheBytes = {
  variable: 'AIONDB_STORAGE_CACHE_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: MB,
  zero: 'no limit',
  initial: '0',
  description: 'how much of a stored database to keep in memory, as 512MB; 0 is no limit',
} as const satisfies OptionDef;

const walSegmentBytes = {
  variable: 'AIONDB_STORAGE_WAL_SEGMENT_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: MB,
  max: GB,
  initial: '16MB',
  description: 'size of a file of the log',
} as const satisfies OptionDef;

const checkpointWalBytes = {
  variable: 'AIONDB_STORAGE_CHECKPOINT_WAL_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: MB,
  max: 1024 * GB,
  initial: '64MB',
  description: 'growth of the log that starts a checkpoint',
} as const satisfies OptionDef;

const checkpointTimeoutMs = {
  variable: 'AIONDB_STORAGE_CHECKPOINT_TIMEOUT_MS',
  value: 'TIME',
  kind: 'duration',
  min: 1000,
  max: 24 * 3_600_000,
  zero: 'never',
  initial: '300000',
  description: 'time after which there is a checkpoint, as 5min; 0 is never',
} as const satisfies OptionDef;

/** Of the server alone: the other commands are about a directory. */
export const ephemeralOptions = [ephemeral] as const;

export const storageOptions = [
  dataDirectory,
  backend,
  allowUnencryptedStorage,
  keyFile,
  commitPolicy,
  cacheBytes,
  checkpointWalBytes,
  checkpointTimeoutMs,
  walSegmentBytes,
] as const;

export interface StorageOptions {
  readonly keyFile?: string;
  readonly allowUnencryptedStorage: boolean;
  /** always, never, or every:N. */
  readonly commitPolicy: string;
  /** Infinity: no limit. */
  readonly cacheBytes: number;
  readonly walSegmentBytes: number;
  readonly checkpointWalBytes: number;
  /** 0: never. */
  readonly checkpointTimeoutMs: number;
}

export type StoragePlace = { readonly kind: 'memory' } | { readonly kind: 'directory'; readonly directory: string };

/** Where the database is to be; null if nothing was said. */
export function storagePlace(texts: OptionTexts): StoragePlace | null {
  const directory = texts.get(optionName(dataDirectory));
  const given = texts.get(optionName(backend)) as (typeof backend.values)[number] | undefined;
  if (given === 'in_memory') return { kind: 'memory' };
  if (directory !== undefined) return { kind: 'directory', directory };
  if (given === undefined) return null;
  throw new OptionError(`durable storage needs a directory: ${dataDirectory.flag} or ${dataDirectory.variable}`);
}

export function readStorageOptions(texts: OptionTexts): StorageOptions {
  const key = optionText(texts, keyFile);
  return {
    ...(key === null ? {} : { keyFile: key }),
    allowUnencryptedStorage: optionSwitch(texts, allowUnencryptedStorage),
    commitPolicy: optionText(texts, commitPolicy)!,
    cacheBytes: optionNumber(texts, cacheBytes) || Number.POSITIVE_INFINITY,
    walSegmentBytes: optionNumber(texts, walSegmentBytes),
    checkpointWalBytes: optionNumber(texts, checkpointWalBytes),
    checkpointTimeoutMs: optionNumber(texts, checkpointTimeoutMs),
  };
}
