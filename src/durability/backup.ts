/**
 * A backup: the committed state of one moment as a data directory of its own, written while others go on. It has a database id
 * of its own, for its log will be another one.
 */
import { sqlError } from '../errors/index.ts';
import type { FileSystem, Host } from '../host/index.ts';
import { CheckpointWriter } from './checkpoint.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { DataStore } from './data-store.ts';
import { type Engine, forkOf } from './engine.ts';
import { DATABASE_ID_BYTES } from './format.ts';
import { makeDurableDirectory } from './inspect-directory.ts';
import type { RedoPoint } from './redo-point.ts';
import { NewRoot, type SyncRequest } from './root.ts';
import type { StoreKey } from './sealer.ts';

export interface BackupOptions {
  readonly files: FileSystem;
  readonly host: Host;
  readonly key: StoreKey | null;
  /** Where the database's own chunks are; null: it is in memory. */
  readonly data: DataStore | null;
}

/** Not 1: a directory without a root and with this file alone would be taken for a new one whose making was cut off. */
const DATA_FILE = 2;
const NO_LOG: RedoPoint = { lsn: 0, crc: 0, segment: null };

/** Progress in vectors written, of all. */
export interface BackupProgress {
  readonly done: number;
  readonly total: number;
}

/** `target` is missing or empty. Requests are to be met before the next step; the bytes written. */
export function* backupSteps(
  options: BackupOptions,
  engine: Engine,
  target: string,
): Generator<SyncRequest | BackupProgress, number, void> {
  const { files, host, key } = options;
  const kind = files.kindOf(target);
  if (kind === 'file' || (kind === 'directory' && files.list(target).length > 0)) {
    throw sqlError('invalid_parameter_value', `directory "${target}" exists but is not empty`);
  }
  const source = forkOf(engine, false, NO_LOG);
  makeDurableDirectory(files, target);
  const databaseId = host.randomBytes(DATABASE_ID_BYTES);
  const out = new ChunkWriter(files, host, target, DATA_FILE, databaseId, key?.sealerOf ?? null);
  const writer = new CheckpointWriter(source, options.data ?? new DataStore(target, null), out, true);
  const run = writer.run();
  let next = run.next();
  for (; next.done !== true; next = run.next()) yield { done: writer.doneUnits, total: writer.totalUnits };
  const { state, catalog } = next.value;
  yield { now: () => out.sync(), later: () => out.syncLater() };
  const root = new NewRoot(files, target, {
    databaseId,
    nextFile: DATA_FILE + 1,
    keyCheck: key?.check ?? null,
    state,
    catalog,
    redo: NO_LOG,
    files: [{ number: DATA_FILE, size: out.size }],
  });
  yield { now: () => root.sync(), later: () => root.syncLater() };
  files.syncDirectory(target);
  root.publish();
  // Closes the file when nobody reads from it any more.
  out.done();
  return out.size;
}
