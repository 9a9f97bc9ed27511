/**
 * Opening a data directory: lock, inspect, recover (or make a new database), clean up, and hand over a running store.
 * The order matters: nothing is written before the directory is ours and what is in it has been understood.
 */
import { Catalog } from '../catalog/catalog.ts';
import { CatalogStore } from '../catalog/catalog-transaction.ts';
import { sqlError } from '../errors/index.ts';
import { Cache } from '../storage/cache.ts';
import { Storage } from '../storage/storage.ts';
import { DataStore } from './data-store.ts';
import type { Engine } from './engine.ts';
import { fileError } from './file-errors.ts';
import { DATABASE_ID_BYTES, dataFileName, joinPath, kindOfFile } from './format.ts';
import { inspectDirectory } from './inspect-directory.ts';
import { Log } from './log.ts';
import type { LogReadOptions } from './log-reader.ts';
import { type DefineIndex, type Recovered, type RecoveryParts, recover } from './recovery.ts';
import { type Root, readRoot } from './root.ts';
import type { StoreKey } from './sealer.ts';
import type { StoredState } from './state-codec.ts';
import { DurableStore, type StoreOptions } from './store.ts';

/** What a new database begins with. */
export interface NewDatabase {
  readonly name: string;
  readonly bootstrapUser: string;
}

/** The layer above: makes a database out of the parts. */
export interface Builder {
  /** The parts are there, their indexes are not: how are these computed? */
  prepare(state: Pick<StoredState, 'name' | 'bootstrapUser'>, parts: RecoveryParts): DefineIndex;
  /** All is recovered. */
  finish(recovered: Recovered | null): Engine;
}

/** The directory is there and locked; the store releases the lock when it is closed, and this function when it fails. */
export function openStore(options: StoreOptions, fresh: NewDatabase, builder: Builder): DurableStore {
  try {
    return openLocked(options, fresh, builder);
  } catch (error) {
    try {
      options.lock.release();
    } catch {
      // The first error is the one to report; the lock ends with this process.
    }
    throw fileError(error, 'open', options.directory);
  }
}

function openLocked(options: StoreOptions, fresh: NewDatabase, builder: Builder): DurableStore {
  const { files, directory } = options;
  if (inspectDirectory(files, directory) === 'new') return createStore(options, fresh, builder);
  const root = readRoot(files, directory)!;
  checkKey(options.key, directory, root);
  const data = new DataStore(directory, cacheOf(options));
  const reading: LogReadOptions = {
    files,
    directory,
    databaseId: root.databaseId,
    sealerOf: options.key?.sealerOf ?? null,
    onSegment: options.onReplay,
  };
  const recovered = recover(reading, root, data, (state, parts) => builder.prepare(state, parts));
  const engine = builder.finish(recovered);
  cleanUp(options, root, recovered);
  const log = logOf(options, root.databaseId, recovered.log.lsn, recovered.log.crc);
  return new DurableStore(options, data, log, root.databaseId, root.redo, engine);
}

/** null: there is no limit, and nothing is let go. */
function cacheOf(options: StoreOptions): Cache | null {
  return options.cacheBytes === Infinity ? null : new Cache(options.cacheBytes);
}

function logOf(options: StoreOptions, databaseId: Uint8Array, lsn: number, crc: number): Log {
  const { files, host, directory, segmentBytes, key } = options;
  return new Log({ files, host, directory, databaseId, segmentBytes, sealerOf: key?.sealerOf ?? null }, lsn, crc);
}

function createStore(options: StoreOptions, fresh: NewDatabase, builder: Builder): DurableStore {
  const { files, host, directory } = options;
  for (const name of files.list(directory)) {
    const { kind } = kindOfFile(name);
    if (kind === 'data' || kind === 'rootNew' || kind === 'temp') files.remove(joinPath(directory, name));
  }
  const data = new DataStore(directory, cacheOf(options));
  const storage = new Storage();
  storage.cache = data.cache;
  builder.prepare(fresh, { catalog: new CatalogStore(Catalog.initial(fresh.bootstrapUser)), storage });
  const engine = builder.finish(null);
  const databaseId = host.randomBytes(DATABASE_ID_BYTES);
  const log = logOf(options, databaseId, 0, 0);
  const store = new DurableStore(options, data, log, databaseId, { lsn: 0, crc: 0, segment: null }, engine);
  store.checkpoint();
  return store;
}

export function checkKey(key: StoreKey | null, directory: string, root: Root): void {
  if (root.keyCheck === null && key === null) return;
  if (root.keyCheck === null) {
    throw sqlError(
      'object_not_in_prerequisite_state',
      `the database in "${directory}" is not encrypted, but a key was given`,
      {
        hint: 'Open it without the key, or dump it and restore it into a new directory with the key.',
      },
    );
  }
  if (key === null) {
    throw sqlError('invalid_password', `the database in "${directory}" is encrypted, and no key was given`, {
      hint: 'Set AIONDB_STORAGE_KEY_FILE to the file that holds its key.',
    });
  }
  if (!Buffer.from(root.keyCheck).equals(key.check)) {
    throw sqlError('invalid_password', `the key is not that of the database in "${directory}"`);
  }
}

/**
 * Syncs the log's end and the names of the files, on which what follows is built: a process that was killed may have left both
 * written and not durable. Then removes what nobody names.
 */
function cleanUp(options: StoreOptions, root: Root, recovered: Recovered): void {
  const { files, directory } = options;
  const { log } = recovered;
  try {
    if (log.lastPath !== null) {
      const file = files.open(log.lastPath, 'write');
      try {
        file.sync();
      } finally {
        file.close();
      }
    }
    const named = new Set(root.files.map(({ number }) => dataFileName(number)));
    const unnamed = files.list(directory).filter((name) => {
      const { kind } = kindOfFile(name);
      return kind === 'rootNew' || kind === 'temp' || (kind === 'data' && !named.has(name));
    });
    const useless = [...log.obsolete, ...unnamed];
    files.syncDirectory(directory);
    for (const name of useless) files.remove(joinPath(directory, name));
  } catch (error) {
    throw fileError(error, 'sync', directory);
  }
}
