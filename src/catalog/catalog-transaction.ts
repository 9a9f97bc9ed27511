/**
 * Catalog versions over time. A `CatalogStore` holds a database's newest committed version; a `CatalogTransaction` is what one
 * transaction sees: that version with its own changes on top. Changes are kept as a log of objects put and removed, so that a
 * savepoint is a position in it, redo is its net effect, and commit re-applies it to whatever is newest by then.
 *
 * Two transactions never change the same object at once: DDL locks it through the transaction manager first. What locks cannot
 * catch is two objects that take the same free name, which the second one learns at `refresh` or commit (23505).
 */
import type { Oid } from '../types/type-def.ts';
import { Catalog } from './catalog.ts';
import type { CatalogObject } from './catalog-parts.ts';
import { firstUserOid } from './well-known.ts';

/** One object of the net effect: `before` null for a new one, `after` null for a dropped one. */
export interface CatalogChange {
  readonly oid: Oid;
  readonly before: CatalogObject | null;
  readonly after: CatalogObject | null;
}

/** A position to return to: savepoints and single statements. */
export interface CatalogMark {
  readonly length: number;
  readonly catalog: Catalog;
  readonly base: Catalog;
}

export class CatalogStore {
  current: Catalog;
  /** The next OID to give; never given twice, whatever becomes of the transaction. */
  nextOid: Oid;

  constructor(catalog: Catalog = Catalog.initial(), nextOid: Oid = firstUserOid) {
    this.current = catalog;
    this.nextOid = nextOid;
  }

  begin(): CatalogTransaction {
    return new CatalogTransaction(this);
  }

  /** An independent store that starts from the committed state. */
  fork(): CatalogStore {
    return new CatalogStore(this.current, this.nextOid);
  }

  allocateOid(): Oid {
    return this.nextOid++;
  }

  /** Applies the changes of a committed transaction during recovery; `nextOid` is the counter as it was at that commit. */
  replay(changes: readonly { readonly oid: Oid; readonly after: CatalogObject | null }[], nextOid: Oid): void {
    this.current = applied(this.current, changes);
    this.nextOid = Math.max(this.nextOid, nextOid);
  }
}

interface LoggedChange {
  readonly oid: Oid;
  readonly after: CatalogObject | null;
}

export class CatalogTransaction {
  readonly store: CatalogStore;
  /** The version that the changes are on top of. */
  private base: Catalog;
  private log: LoggedChange[] = [];
  /** What the transaction sees. */
  catalog: Catalog;
  /** Labels that ALTER TYPE has added: not to be used before the transaction commits. */
  private readonly pendingLabels = new Set<Oid>();

  constructor(store: CatalogStore) {
    this.store = store;
    this.base = store.current;
    this.catalog = store.current;
  }

  get changed(): boolean {
    return this.log.length > 0;
  }

  allocateOid(): Oid {
    return this.store.allocateOid();
  }

  put(object: CatalogObject): void {
    this.catalog = this.catalog.put(object);
    this.log.push({ oid: object.oid, after: object });
  }

  remove(oid: Oid): void {
    this.catalog = this.catalog.remove(oid);
    this.log.push({ oid, after: null });
  }

  addPendingLabel(label: Oid): void {
    this.pendingLabels.add(label);
  }

  isPendingLabel(label: Oid): boolean {
    return this.pendingLabels.has(label);
  }

  mark(): CatalogMark {
    return { length: this.log.length, catalog: this.catalog, base: this.base };
  }

  rollbackTo(mark: CatalogMark): void {
    this.log.length = mark.length;
    if (mark.base === this.base) this.catalog = mark.catalog;
    else this.catalog = applied(this.base, this.log);
  }

  /** Takes in what others have committed; called before each statement, since names always mean the newest committed objects. */
  refresh(): void {
    const newest = this.store.current;
    if (newest === this.base) return;
    this.catalog = this.log.length === 0 ? newest : applied(newest, this.log);
    this.base = newest;
  }

  /** Net effect since the base version, in order of OID. */
  changes(): CatalogChange[] {
    const net = new Map<Oid, CatalogObject | null>();
    for (const change of this.log) net.set(change.oid, change.after);
    const changes: CatalogChange[] = [];
    for (const [oid, after] of net) {
      const before = this.base.object(oid) ?? null;
      if (before !== after) changes.push({ oid, before, after });
    }
    return changes.sort((a, b) => a.oid - b.oid);
  }

  /** Makes the changes part of the newest version, for every transaction that looks from now on. Throws 23505 without an effect. */
  commit(): void {
    this.refresh();
    this.store.current = this.catalog;
    this.base = this.catalog;
    this.log = [];
    this.pendingLabels.clear();
  }

  /** Forgets the changes. */
  rollback(): void {
    this.base = this.store.current;
    this.catalog = this.base;
    this.log = [];
    this.pendingLabels.clear();
  }
}

/** The log on top of another version: the net effect, removals first, since a name may have passed from one object to another. */
function applied(base: Catalog, log: readonly LoggedChange[]): Catalog {
  const net = new Map<Oid, CatalogObject | null>();
  for (const change of log) net.set(change.oid, change.after);
  let catalog = base;
  // What is put anew leaves its old name first: two objects may have swapped names.
  for (const oid of net.keys()) catalog = catalog.remove(oid);
  for (const after of net.values()) if (after !== null) catalog = catalog.put(after);
  return catalog;
}
