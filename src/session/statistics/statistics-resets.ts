/**
 * What the statistics views subtract: the counters themselves only grow, for others read them too (metrics), so a reset keeps what they
 * were at ("The Cumulative Statistics System", pg_stat_reset and its family).
 */
type Counts = { readonly [name: string]: number };

interface Base {
  readonly counts: Counts;
  readonly at: number;
}

export type ResetGroup = 'database' | 'checkpoints' | 'wal';

export class StatisticsResets {
  private readonly groups = new Map<ResetGroup, Base>();
  /** Of tables and indexes, by what holds their rows. */
  private readonly objects = new WeakMap<object, Counts>();

  /** `now`: µs from 2000-01-01 UTC. */
  reset(group: ResetGroup, counts: Counts, now: number): void {
    this.groups.set(group, { counts, at: now });
  }
  resetObject(store: object, counts: Counts): void {
    this.objects.set(store, counts);
  }
  /** Something of the database has been reset, the rest goes on. */
  touch(now: number): void {
    this.groups.set('database', { counts: this.groups.get('database')?.counts ?? {}, at: now });
  }

  /** When the group was reset; else `since`. */
  at(group: ResetGroup, since: number): number {
    return this.groups.get(group)?.at ?? since;
  }

  sinceReset<T extends Counts>(group: ResetGroup, counts: T): T {
    return minus(counts, this.groups.get(group)?.counts);
  }
  objectSinceReset<T extends Counts>(store: object | undefined, counts: T): T {
    return store === undefined ? counts : minus(counts, this.objects.get(store));
  }
}

function minus<T extends Counts>(counts: T, base: Counts | undefined): T {
  if (base === undefined) return counts;
  const rest = Object.entries(counts).map(([name, count]) => [name, Math.max(0, count - (base[name] ?? 0))]);
  return Object.fromEntries(rest) as T;
}
