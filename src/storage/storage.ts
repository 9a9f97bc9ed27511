/** All tables of one database, by OID, and the database as a whole: fork. */
import type { VectorKind } from '../types/type-def.ts';
import type { Cache } from './cache.ts';
import { cleanCopy } from './fork.ts';
import { Owner } from './owner.ts';
import { TableStore } from './table-store.ts';

export class Storage {
  readonly owner: Owner;
  readonly tables: Map<number, TableStore>;
  /** Of a database on disk that may not keep all in memory. */
  cache: Cache | null = null;

  constructor() {
    this.owner = new Owner();
    this.tables = new Map();
  }

  /** A table of the OID; asked for by plans, so it must exist. */
  table(oid: number): TableStore {
    const table = this.tables.get(oid);
    if (table === undefined) throw new Error(`relation ${oid} has no storage`);
    return table;
  }

  /** Not transactional: see transaction/table-changes.ts. */
  create(oid: number, columnKinds: readonly VectorKind[]): TableStore {
    const table = new TableStore(oid, this.owner, columnKinds);
    table.cache = this.cache;
    this.tables.set(oid, table);
    return table;
  }

  drop(oid: number): void {
    this.tables.delete(oid);
  }

  /** The committed state as a database of its own; both sides copy what they share before they write to it. */
  fork(): Storage {
    const copy = new Storage();
    this.owner.renew();
    for (const table of this.tables.values()) {
      if (table.creator !== null && table.creator.commitTimestamp === Infinity) continue;
      const own = table.share(copy.owner);
      copy.tables.set(table.oid, own);
      if (table.versionedSegments !== 0 || table.pendingActions.length !== 0) cleanCopy(table, own);
    }
    return copy;
  }
}
