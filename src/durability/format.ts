/**
 * Names, magic numbers and versions of the files in a data directory; docs/architecture/durability.md has the layouts.
 *
 *   lock          who has the directory open (directory-lock.ts)
 *   root          the last checkpoint: which files make the database, and where the log goes on
 *   root.new      a root that is being written
 *   data-NNNNNNNN chunks, never changed once its checkpoint is done; NNNNNNNN is never used again
 *   temp-NNNNNNNN rows of a statement that found no room in memory; nameless while in use, so what has a name is left over
 *   wal-NNNN...   the log from the position NNNN... (16 hexadecimal digits) on
 */
export const FORMAT_VERSION = 1;

export const ROOT_NAME = 'root';
export const ROOT_NEW_NAME = 'root.new';
export const LOCK_NAME = 'lock';

/** In the byte order of the files: 'AIONROOT', 'AIONDATA', 'AIONWLOG'. */
export const ROOT_MAGIC = Buffer.from('AIONROOT', 'latin1');
export const DATA_MAGIC = Buffer.from('AIONDATA', 'latin1');
export const WAL_MAGIC = Buffer.from('AIONWLOG', 'latin1');
/** 'CHNK' and 'FRAM'. */
export const CHUNK_MAGIC = 0x4b4e4843;
export const FRAME_MAGIC = 0x4d415246;

export const DATABASE_ID_BYTES = 16;
export const SALT_BYTES = 16;

export function dataFileName(number: number): string {
  return `data-${number.toString(16).padStart(8, '0')}`;
}

export function walFileName(lsn: number): string {
  return `wal-${lsn.toString(16).padStart(16, '0')}`;
}

export function tempFileName(number: number): string {
  return `temp-${number.toString(16).padStart(8, '0')}`;
}

export type FileKind =
  | { readonly kind: 'root' | 'rootNew' | 'lock' | 'temp' | 'unknown' }
  | { readonly kind: 'data' | 'wal'; readonly number: number };

export function kindOfFile(name: string): FileKind {
  if (name === ROOT_NAME) return { kind: 'root' };
  if (name === ROOT_NEW_NAME) return { kind: 'rootNew' };
  if (name === LOCK_NAME || name.startsWith(`${LOCK_NAME}.`)) return { kind: 'lock' };
  if (/^temp-[0-9a-f]{8,}$/.test(name)) return { kind: 'temp' };
  const match = /^(data|wal)-([0-9a-f]+)$/.exec(name);
  if (match === null) return { kind: 'unknown' };
  const number = Number.parseInt(match[2]!, 16);
  const kind = match[1] as 'data' | 'wal';
  const expected = kind === 'data' ? dataFileName(number) : walFileName(number);
  return name === expected ? { kind, number } : { kind: 'unknown' };
}

export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
}
