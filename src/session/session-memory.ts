/** What the statements of a session may hold in memory and in temporary files, by its settings and the limits of the database. */
import { type MemoryLimits, QueryMemory, type TempUse } from '../executor/index.ts';
import { heapLimitBytes } from '../host/index.ts';
import type { DatabaseCore } from './database-core.ts';
import type { SessionSettings } from './session-settings.ts';

/** Of the heap, for one sort of a session that says nothing: 64 MB of 4 GB. */
const heapShare = 1 / 64;

export class SessionMemory {
  private readonly core: DatabaseCore;
  private readonly settings: SessionSettings;
  private readonly use: TempUse;
  private version = -1;
  private limits: MemoryLimits = { workBytes: 0, hashBytes: 0, maxBytes: 0, tempBytes: 0 };

  /** `closed` hears of each temporary file when it goes. */
  constructor(core: DatabaseCore, settings: SessionSettings, closed: TempUse['closed'] = null) {
    this.core = core;
    this.settings = settings;
    this.use = { bytes: 0, closed, live: new Set() };
  }

  /** For one run of a plan. */
  open(): QueryMemory {
    if (this.version !== this.settings.version) this.readSettings();
    return new QueryMemory(this.core.temp, this.use, this.limits);
  }

  /** Of the session's temporary files, now. */
  get tempBytes(): number {
    return this.use.bytes;
  }

  private readSettings(): void {
    this.version = this.settings.version;
    this.limits = new SessionLimits(this.settings, this.core);
  }

  /** Of statements that nobody goes on with: their transaction has ended. */
  releaseAll(): void {
    for (const memory of this.use.live) if (!memory.outlives) memory.release();
  }
}

/** By the settings of the moment it is made. The shares of the heap are computed when an operator first asks: most have no need of them. */
class SessionLimits implements MemoryLimits {
  readonly maxBytes: number;
  readonly tempBytes: number;
  private readonly setBytes: number;
  /** The default is for the smallest of machines: where nobody has set it, a share of the heap may be more. */
  private readonly mayBeMore: boolean;
  private readonly hashShare: number;
  private work = 0;

  constructor(settings: SessionSettings, { limits }: DatabaseCore) {
    const tempLimit = Number(settings.get('temp_file_limit'));
    this.maxBytes = limits.maxMemoryBytes || Number.POSITIVE_INFINITY;
    this.tempBytes = Math.min(
      tempLimit < 0 ? Number.POSITIVE_INFINITY : tempLimit * 1024,
      limits.maxTempBytes || Number.POSITIVE_INFINITY,
    );
    this.setBytes = Number(settings.get('work_mem')) * 1024;
    this.mayBeMore = !settings.isSet('work_mem');
    this.hashShare = Number(settings.get('hash_mem_multiplier'));
  }

  get workBytes(): number {
    if (this.work === 0) {
      const wanted = this.mayBeMore ? Math.max(this.setBytes, heapLimitBytes() * heapShare) : this.setBytes;
      this.work = Math.min(wanted, this.maxBytes / 4);
    }
    return this.work;
  }

  get hashBytes(): number {
    return Math.min(this.workBytes * this.hashShare, this.maxBytes / 4);
  }
}
