/**
 * What pg_stat_statements shows: an entry for each role and statement, with constants left out. There are `max` at most: when
 * one more comes, the least used twentieth goes, and use fades with each such round, so that what was in demand long ago goes
 * before what is in demand now.
 */
export class StatementEntry {
  readonly userOid: number;
  readonly queryId: bigint;
  readonly query: string;
  calls = 0;
  totalMs = 0;
  minMs = 0;
  maxMs = 0;
  meanMs = 0;
  /** Sum of squared distances from the mean (Welford's method). */
  squares = 0;
  rows = 0;
  walRecords = 0;
  walBytes = 0;
  usage = 1;
  /** It is in the table. */
  alive = true;

  constructor(userOid: number, queryId: bigint, query: string) {
    this.userOid = userOid;
    this.queryId = queryId;
    this.query = query;
  }

  /** `again`: it goes on with a call that was counted before. */
  add(ms: number, rows: number, walRecords: number, walBytes: number, again: boolean): void {
    this.totalMs += ms;
    this.rows += rows;
    this.walRecords += walRecords;
    this.walBytes += walBytes;
    this.usage += 1;
    if (again) {
      if (ms > this.maxMs) this.maxMs = ms;
      return;
    }
    const calls = ++this.calls;
    if (calls === 1) {
      this.minMs = ms;
      this.maxMs = ms;
      this.meanMs = ms;
      return;
    }
    const before = ms - this.meanMs;
    this.meanMs += before / calls;
    this.squares += before * (ms - this.meanMs);
    if (ms < this.minMs) this.minMs = ms;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  get deviationMs(): number {
    return this.calls > 1 ? Math.sqrt(this.squares / this.calls) : 0;
  }
}

const usageFades = 0.99;
const goneShare = 0.05;
const goneMin = 10;

export class StatementTable {
  readonly max: number;
  /** How often entries had to go. */
  deallocations = 0;
  /** µs from 2000-01-01 UTC. */
  resetAt: number;
  private readonly byKey = new Map<string, StatementEntry>();

  constructor(max: number, now: number) {
    this.max = max;
    this.resetAt = now;
  }

  get entries(): Iterable<StatementEntry> {
    return this.byKey.values();
  }
  get size(): number {
    return this.byKey.size;
  }

  /** The entry, made from `query` when there is none yet. */
  entry(userOid: number, queryId: bigint, query: () => string): StatementEntry {
    const key = `${userOid} ${queryId}`;
    let entry = this.byKey.get(key);
    if (entry === undefined) {
      if (this.byKey.size >= this.max) this.makeRoom();
      entry = new StatementEntry(userOid, queryId, query());
      this.byKey.set(key, entry);
    }
    return entry;
  }

  private makeRoom(): void {
    const all = [...this.byKey].sort(([, a], [, b]) => a.usage - b.usage);
    for (const [, entry] of all) entry.usage *= usageFades;
    const gone = Math.min(all.length, Math.max(goneMin, Math.floor(all.length * goneShare)));
    for (const [key, entry] of all.slice(0, gone)) {
      entry.alive = false;
      this.byKey.delete(key);
    }
    this.deallocations++;
  }

  /** Forgets what all three name; 0 names everything. */
  reset(userOid: number, queryId: bigint, now: number): void {
    const everything = userOid === 0 && queryId === 0n;
    for (const [key, entry] of this.byKey) {
      if ((userOid !== 0 && entry.userOid !== userOid) || (queryId !== 0n && entry.queryId !== queryId)) continue;
      entry.alive = false;
      this.byKey.delete(key);
    }
    if (!everything) return;
    this.deallocations = 0;
    this.resetAt = now;
  }
}

/** A number for a text, the same in every process: two rounds of a 32-bit hash (FNV-1a, mixed as in MurmurHash3). */
export function queryIdOf(text: string): bigint {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (low >>> 13);
  }
  const id = BigInt.asIntN(64, (BigInt(mixed(high) >>> 0) << 32n) | BigInt(mixed(low) >>> 0));
  // 0 means: no id.
  return id === 0n ? 1n : id;
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
