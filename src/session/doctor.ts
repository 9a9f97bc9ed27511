/**
 * `aiondb doctor`: examines a data directory without writing to it, and copies what is whole into a new one. The files are
 * durability/doctor's business; here a database is made of what passed there, and its indexes and foreign keys are looked at.
 */
import {
  type Catalog,
  type CatalogObject,
  type CatalogStore,
  storageOf,
  type TableDescriptor,
} from '../catalog/index.ts';
import {
  assertDatabase,
  assertNotInUse,
  type Damage,
  type FileReport,
  type Inspection,
  inspectStore,
  type LogReport,
  recoverWhole,
  type TableLoss,
  tableName,
  type WholePart,
} from '../durability/doctor/index.ts';
import { backupSteps, type StoreKey } from '../durability/index.ts';
import { sqlError } from '../errors/index.ts';
import type { FileSystem, Host } from '../host/index.ts';
import { type BrokenForeignKey, brokenForeignKeys, type CheckProgress, checkDatabase } from './check-database.ts';
import type { DatabaseCore } from './database-core.ts';
import { coreOver, defineIndexes, engineOf } from './open-database.ts';

export interface DoctorOptions {
  readonly files: FileSystem;
  readonly host: Host;
  readonly directory: string;
  readonly key: StoreKey | null;
  readonly onProgress?: CheckProgress;
  /** What of the database may be in memory at a time. */
  readonly cacheBytes?: number;
}

export interface TableReport {
  readonly name: string;
  readonly status: 'whole' | 'index damaged' | 'damaged';
  /** With the log replayed, as far as it is whole. */
  readonly rows: number;
  readonly segments: number;
  readonly indexes: readonly { readonly name: string; readonly entries: number }[];
}

export interface DoctorReport {
  readonly directory: string;
  readonly status: 'healthy' | 'corrupt';
  readonly files: readonly FileReport[];
  readonly log: LogReport | null;
  readonly tables: readonly TableReport[];
  readonly views: number;
  readonly sequences: number;
  readonly damages: readonly Damage[];
  readonly notes: readonly string[];
}

export interface SalvageReport {
  readonly directory: string;
  readonly target: string;
  readonly tables: number;
  readonly rows: number;
  readonly losses: readonly TableLoss[];
  /** Changes in the log that were of lost rows, and whole transactions behind damage of the log. */
  readonly skippedChanges: number;
  readonly transactionsLost: number;
  /** The log could be replayed only in part, or not at all. */
  readonly logDamaged: boolean;
  readonly sequencesLost: readonly string[];
  /** Constraints that hold no longer: foreign keys are NOT VALID in the copy, the others are gone. */
  readonly brokenConstraints: readonly string[];
  readonly damages: readonly Damage[];
  readonly notes: readonly string[];
}

const CACHE_BYTES = 1 << 28;

function inspect(options: DoctorOptions): Inspection {
  const { files, directory, key, onProgress = () => {}, cacheBytes = CACHE_BYTES } = options;
  assertDatabase(files, directory);
  assertNotInUse(files, directory);
  return inspectStore({ files, directory, key, cacheBytes, onProgress });
}

function wholePart(
  options: DoctorOptions,
  inspection: Inspection,
  useIndexes: boolean,
): { core: DatabaseCore; part: WholePart } {
  let core: DatabaseCore | null = null;
  const part = recoverWhole(inspection, useIndexes, (names, parts) => {
    core = coreOver(options.host, names, parts);
    return defineIndexes(core);
  });
  const made = core as DatabaseCore | null;
  made!.sequences.restore(part.sequences.values());
  made!.transactions.restoreId(part.nextTransactionId);
  return { core: made!, part };
}

/** Throws when the directory cannot be examined: there is none, it is in use, the key is another, the format is newer. */
export function doctorReport(options: DoctorOptions): DoctorReport {
  const inspection = inspect(options);
  const { findings } = inspection;
  let tables: TableReport[] = [];
  let catalog: Catalog | null = null;
  if (inspection.catalog === null) findings.damage(null, null, 'no catalog is whole: nothing can be read without one');
  else {
    const { core, part } = wholePart(options, inspection, true);
    catalog = core.catalog.current;
    examine(options, inspection, core, part);
    tables = tablesOf(catalog).map((table) => tableReport(core, table, inspection, part));
  }
  const relations = catalog?.userRelations() ?? [];
  const { damages, notes } = findings;
  return {
    directory: options.directory,
    status: damages.length === 0 ? 'healthy' : 'corrupt',
    files: inspection.files,
    log: inspection.log,
    tables,
    views: relations.filter(({ kind }) => kind === 'view').length,
    sequences: relations.filter(({ kind }) => kind === 'sequence').length,
    damages,
    notes,
  };
}

function examine(options: DoctorOptions, inspection: Inspection, core: DatabaseCore, part: WholePart): void {
  const { findings } = inspection;
  const catalog = core.catalog.current;
  for (const { table, index } of part.duplicates) {
    findings.damage(null, null, `unique index "${index}": two rows have the same key`, {
      table: tableName(catalog, table),
      index,
    });
  }
  for (const what of part.mended) findings.damage(null, null, what);
  for (const name of part.sequencesLost) findings.damage(null, null, `sequence ${name} has no counter`);
  const lost = new Set(part.losses.map(({ table }) => table));
  const skipped = new Set<number>();
  for (const table of tablesOf(catalog)) if (lost.has(tableName(catalog, table))) skipped.add(table.oid);
  checkDatabase(core, findings, skipped, options.onProgress ?? (() => {}));
  // Where rows are missing, so are what others refer to.
  if (lost.size > 0 || findings.damages.length > 0) return;
  for (const { table, constraint, rows } of brokenForeignKeys(core)) {
    const what = `foreign key "${constraint.name}": ${rows} rows refer to nothing`;
    findings.damage(null, null, what, { table: tableName(catalog, table) });
  }
}

function tablesOf(catalog: Catalog): TableDescriptor[] {
  return catalog.userRelations().filter((relation) => relation.kind === 'table');
}

function tableReport(core: DatabaseCore, table: TableDescriptor, inspection: Inspection, part: WholePart): TableReport {
  const catalog = core.catalog.current;
  const name = tableName(catalog, table);
  const store = core.storage.table(storageOf(table));
  const own = inspection.findings.damages.filter((damage) => damage.table === name);
  const isLost = part.losses.some((loss) => loss.table === name);
  return {
    name,
    status:
      isLost || own.some((damage) => damage.index === undefined)
        ? 'damaged'
        : own.length > 0
          ? 'index damaged'
          : 'whole',
    rows: store.rowCount,
    segments: store.segments.length,
    indexes: store.indexes.map((index) => ({ name: catalog.index(index.oid)!.name, entries: index.size })),
  };
}

// Salvage.

/** Copies what is whole into `target`, which is missing or empty. The directory itself stays as it is. */
export function salvage(options: DoctorOptions, target: string): SalvageReport {
  const inspection = inspect(options);
  const { findings } = inspection;
  if (inspection.catalog === null) {
    const damages = findings.damages.map(describeDamage).join('\n');
    throw sqlError('data_corrupted', `nothing of "${options.directory}" can be saved: no catalog in it is whole`, {
      detail: damages,
    });
  }
  const { core, part } = wholePart(options, inspection, false);
  const { catalog } = core;
  const brokenConstraints: string[] = [...part.mended];
  for (const duplicate of part.duplicates) {
    brokenConstraints.push(
      `unique index "${duplicate.index}" of ${tableName(catalog.current, duplicate.table)}: two rows have the same key; it is left out`,
    );
    dropIndex(catalog, duplicate.table.oid, duplicate.oid, brokenConstraints);
  }
  for (const broken of brokenForeignKeys(core)) {
    const { table, constraint, rows } = broken;
    brokenConstraints.push(
      `foreign key "${constraint.name}" of ${tableName(catalog.current, table)}: ${rows} rows refer to nothing; it is NOT VALID now`,
    );
    invalidate(catalog, broken);
  }
  writeCopy(options, inspection, core, target);
  const tables = tablesOf(catalog.current);
  return {
    directory: options.directory,
    target,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + core.storage.table(storageOf(table)).rowCount, 0),
    losses: part.losses,
    skippedChanges: part.skippedChanges,
    transactionsLost: inspection.log?.transactionsLost ?? 0,
    logDamaged: inspection.redo === null || findings.damages.some(({ file }) => file?.startsWith('wal-') === true),
    sequencesLost: part.sequencesLost,
    brokenConstraints,
    damages: findings.damages,
    notes: findings.notes,
  };
}

function writeCopy(options: DoctorOptions, inspection: Inspection, core: DatabaseCore, target: string): void {
  const { files, host, key, onProgress } = options;
  for (const step of backupSteps({ files, host, key, data: inspection.store }, engineOf(core), target)) {
    if ('now' in step) step.now();
    else onProgress?.(step.done, step.total, 'writing the copy');
  }
}

function put(catalog: CatalogStore, objects: readonly CatalogObject[], removed: readonly number[] = []): void {
  const changes = [
    ...objects.map((object) => ({ oid: object.oid, after: object })),
    ...removed.map((oid) => ({ oid, after: null })),
  ];
  catalog.replay(changes, catalog.nextOid);
}

/** The index, its constraint, and the foreign keys that rest on it. */
function dropIndex(catalog: CatalogStore, tableOid: number, index: number, told: string[]): void {
  const changed = new Map<number, TableDescriptor>();
  for (const table of tablesOf(catalog.current)) {
    const constraints = table.constraints.filter((constraint) => {
      if (constraint.kind === 'check') return true;
      if (constraint.kind !== 'foreignKey') return constraint.index !== index;
      if (constraint.referencedIndex !== index) return true;
      told.push(
        `foreign key "${constraint.name}" of ${tableName(catalog.current, table)}: what it refers to is not unique; it is left out`,
      );
      return false;
    });
    const indexes = table.indexes.filter((oid) => oid !== index);
    if (constraints.length < table.constraints.length || indexes.length < table.indexes.length) {
      changed.set(table.oid, { ...table, constraints, indexes });
    }
  }
  const owner = changed.get(tableOid) ?? catalog.current.table(tableOid)!;
  const stillRefers = (oid: number): boolean => {
    const table = changed.get(oid) ?? catalog.current.table(oid);
    return table?.constraints.some((c) => c.kind === 'foreignKey' && c.referencedTable === tableOid) === true;
  };
  changed.set(tableOid, { ...owner, referencedBy: owner.referencedBy.filter(stillRefers) });
  put(catalog, [...changed.values()], [index]);
}

function invalidate(catalog: CatalogStore, { table, constraint }: BrokenForeignKey): void {
  const now = catalog.current.table(table.oid)!;
  const constraints = now.constraints.map((own) =>
    own.oid === constraint.oid ? { ...constraint, validated: false } : own,
  );
  put(catalog, [{ ...now, constraints }]);
}

export function describeDamage({ file, offset, what, table, index }: Damage): string {
  const where = file === null ? '' : offset === null ? `${file}: ` : `${file} at ${offset}: `;
  const of = index !== undefined ? ` (index "${index}" of ${table})` : table !== undefined ? ` (table ${table})` : '';
  return `${where}${what}${of}`;
}
