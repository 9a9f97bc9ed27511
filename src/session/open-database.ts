/** A database on disk: recovered, or made new. What durability cannot know, how keys of indexes are computed, is told here. */

import type { Catalog, CatalogStore } from '../catalog/index.ts';
import { collationOfDescriptor } from '../catalog/index.ts';
import {
  type DefineIndex,
  type DurableStore,
  type Engine,
  type NewDatabase,
  openStore,
  type RecoveryParts,
  type StoreOptions,
} from '../durability/index.ts';
import type { Host } from '../host/index.ts';
import { TransactionManager } from '../transaction/index.ts';
import { collationVersion } from '../types/collation/index.ts';
import { enterUserTypes, type UserTypes } from '../types/index.ts';
import { DatabaseCore, type DatabaseOptions } from './database-core.ts';
import { SequenceStore } from './ddl/sequence-state.ts';
import { indexDefinition } from './ddl/storage-access.ts';
import { compileKey } from './index-keys.ts';
import type { ResourceLimits } from './limits.ts';
import { Session } from './session.ts';

/** `fresh`: what the database is called if there is none yet. */
export function openDatabase(
  options: StoreOptions,
  fresh: NewDatabase,
  limits: Partial<ResourceLimits> = {},
): DatabaseCore {
  let core: DatabaseCore | null = null;
  const store: DurableStore = openStore(options, fresh, {
    prepare: (names, parts) => {
      const { files, directory, key } = options;
      core = coreOver(options.host, names, parts, { limits, temp: { files, directory, key } });
      return defineIndexes(core);
    },
    finish: (recovered) => {
      const made = core!;
      if (recovered !== null) {
        made.sequences.restore(recovered.sequences.values());
        made.transactions.restoreId(recovered.nextTransactionId);
      }
      return engineOf(made);
    },
  });
  core!.durable = store;
  for (const message of olderOrders(core!.catalog.current)) options.onWarning(message);
  return core!;
}

/** Indexes ordered by another version of ICU than the one at hand: their order may be another one. */
function olderOrders(catalog: Catalog): string[] {
  return catalog.userRelations().flatMap((relation) => {
    if (relation.kind !== 'index') return [];
    const key = relation.keys.find(
      ({ orderVersion }) => orderVersion !== undefined && orderVersion !== collationVersion,
    );
    if (key === undefined) return [];
    return [
      `the index "${relation.name}" was ordered by ICU ${key.orderVersion}, and this is ICU ${collationVersion}: ` +
        'REINDEX it',
    ];
  });
}

export function coreOver(
  host: Host,
  { name, bootstrapUser }: NewDatabase,
  { catalog, storage }: RecoveryParts,
  resources: Pick<DatabaseOptions, 'limits' | 'temp'> = {},
): DatabaseCore {
  // What is read from disk next has columns and keys of the database's own types.
  enterUserTypes(typesOfStore(catalog));
  return new DatabaseCore(
    { name, host, bootstrapUser, ...resources },
    { catalog, storage, transactions: new TransactionManager(), sequences: new SequenceStore() },
  );
}

export function defineIndexes(core: DatabaseCore): DefineIndex {
  let session: Session | null = null;
  return (index, table) => {
    enterUserTypes(typesOfStore(core.catalog));
    return indexDefinition(index, table, (keyIndex, keyTable) => {
      session ??= internalSession(core);
      return compileKey(session, keyIndex, keyTable);
    });
  };
}

/** The types of the newest committed version, before there is a session. */
function typesOfStore(store: CatalogStore): UserTypes {
  return {
    byOid: (oid) => store.current.userType(oid),
    nameOf: (oid) => store.current.userType(oid)?.name,
    collation: (oid) => {
      const own = store.current.ownCollation(oid);
      return own === undefined ? undefined : collationOfDescriptor(own);
    },
  };
}

/** A session that nobody sees, for the expressions of indexes and the doctor's questions. */
export function internalSession(core: DatabaseCore): Session {
  const session = new Session(core, { user: core.bootstrapUser });
  core.sessions.delete(session.processId);
  return session;
}

/** Of any database, for backups of those in memory too. */
export function engineOf(core: DatabaseCore): Engine {
  return {
    name: core.name,
    bootstrapUser: core.bootstrapUser,
    catalog: core.catalog,
    storage: core.storage,
    nextTransactionId: () => core.transactions.upcomingId,
    sequences: (exact) => core.sequences.images(exact),
  };
}
