/** One database: catalog, rows, transactions, sequence counters, and what sessions share. Both surfaces stand on it. */
import { Catalog, CatalogStore } from '../catalog/index.ts';
import { GenerationCache } from '../common/generation-cache.ts';
import { settingByName } from '../config/index.ts';
import type { DurableStore } from '../durability/index.ts';
import { sqlError } from '../errors/index.ts';
import { type TempPlace, TempSpace } from '../executor/index.ts';
import { type Host, nodeServerFiles, type ServerFiles } from '../host/index.ts';
import { Storage } from '../storage/index.ts';
import { TransactionManager } from '../transaction/index.ts';
import { SequenceStore } from './ddl/sequence-state.ts';
import { completeLimits, type ResourceLimits } from './limits.ts';
import { Channels } from './notifications.ts';
import { PlanCache } from './plan-cache.ts';
import type { Session } from './session.ts';
import { checkedValue } from './session-settings.ts';
import { normaliseSetting } from './setting-values.ts';
import type { ShapedStatement } from './shared-plans.ts';
import { DatabaseStatistics } from './statistics/database-statistics.ts';
import type { StatementObserver } from './statistics/observer.ts';
import { dropTemporarySchemas } from './temporary-schema.ts';

export interface DatabaseOptions {
  readonly name: string;
  readonly host: Host;
  /** Role with OID 10, a superuser. */
  readonly bootstrapUser: string;
  /** None by default. */
  readonly limits?: Partial<ResourceLimits> | undefined;
  /** Where its temporary files are; the operating system's directory for them by default. */
  readonly temp?: TempPlace | undefined;
}

export class DatabaseCore {
  readonly name: string;
  readonly host: Host;
  readonly bootstrapUser: string;
  readonly limits: ResourceLimits;
  readonly temp: TempSpace;
  /** Files that COPY names. */
  serverFiles: ServerFiles = nodeServerFiles;
  /** Directories and files of its own, absolute: COPY does not touch them. */
  readonly ownPaths: string[] = [];
  readonly catalog: CatalogStore;
  readonly storage: Storage;
  readonly transactions: TransactionManager;
  readonly sequences: SequenceStore;
  readonly plans = new PlanCache();
  readonly shapes = new GenerationCache<ShapedStatement>(1000);
  /** The database's files; null: it is in memory only. */
  durable: DurableStore | null = null;
  readonly sessions = new Map<number, Session>();
  readonly channels = new Channels();
  readonly startTimestamp: number;
  /** Values that settings have in new sessions instead of those of their rows. */
  readonly settings = new Map<string, string>();
  readonly statistics: DatabaseStatistics;
  /** Watches the statements of all sessions; null: nobody does. */
  observer: StatementObserver | null = null;
  private nextProcessId = 1;

  /** Use `create`, or openDatabase for one on disk. */
  constructor(
    options: DatabaseOptions,
    parts: Pick<DatabaseCore, 'catalog' | 'storage' | 'transactions' | 'sequences'>,
  ) {
    this.name = options.name;
    this.host = options.host;
    this.startTimestamp = options.host.now();
    this.statistics = new DatabaseStatistics(this.startTimestamp);
    this.bootstrapUser = options.bootstrapUser;
    this.limits = completeLimits(options.limits);
    this.temp = new TempSpace(options.host, options.temp ?? null);
    this.catalog = parts.catalog;
    this.storage = parts.storage;
    this.transactions = parts.transactions;
    this.sequences = parts.sequences;
  }

  static create(options: DatabaseOptions): DatabaseCore {
    return new DatabaseCore(options, {
      catalog: new CatalogStore(Catalog.initial(options.bootstrapUser)),
      storage: new Storage(),
      transactions: new TransactionManager(),
      sequences: new SequenceStore(),
    });
  }

  /** The committed state as an independent database: a few pointers a table, whatever its size. */
  fork(): DatabaseCore {
    const copy = new DatabaseCore(
      { name: this.name, host: this.host, bootstrapUser: this.bootstrapUser, limits: this.limits },
      {
        catalog: this.catalog.fork(),
        storage: this.storage.fork(),
        transactions: this.transactions.fork(),
        sequences: this.sequences.fork(),
      },
    );
    copy.serverFiles = this.serverFiles;
    copy.ownPaths.push(...this.ownPaths);
    dropTemporarySchemas(copy);
    return copy;
  }

  /** Clients that name no database mean their user's; a server with one database answers to these names too. */
  answersTo(name: string): boolean {
    return name === 'postgres' || name === this.bootstrapUser || this.catalog.current.roleByName(name) !== undefined;
  }

  settingDefault(name: string): string {
    return this.settings.get(name) ?? settingByName(name)!.initial;
  }
  /** For all sessions that begin from now on. Throws as SET does for a value that is not allowed. */
  setDefault(name: string, value: string): void {
    const def = settingByName(name);
    if (def === undefined) throw sqlError('undefined_object', `unrecognized configuration parameter "${name}"`);
    if (def.context === 'internal') {
      throw sqlError('cant_change_runtime_param', `parameter "${def.name}" cannot be changed`);
    }
    this.settings.set(def.name, normaliseSetting(def, checkedValue(def, value)));
  }

  takeProcessId(): number {
    return this.nextProcessId++;
  }
}
