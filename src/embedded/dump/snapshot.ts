/**
 * What a dump reads: one version of the catalog and one snapshot of the rows, of the same moment. All tables are locked ACCESS
 * SHARE first, so that nobody changes or drops one while its rows are read; REPEATABLE READ keeps the rows. Everything between
 * the last lock and the snapshot runs without a pause, so nothing can come between the two.
 */
import { type DeparseContext, deparserFor } from '../../analyzer/index.ts';
import {
  type Catalog,
  CatalogDefinitions,
  type Deparser,
  pgCatalogOid,
  type SchemaDescriptor,
  type SequenceDescriptor,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { type DatabaseCore, type ResultSink, runScript, runToEnd, runTurns, Session } from '../../session/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { qualified } from './sql-text.ts';

export interface SequenceValue {
  readonly last: string;
  readonly isCalled: boolean;
}

export interface DumpSnapshot {
  readonly session: Session;
  readonly catalog: Catalog;
  /** As with an empty search path: every name outside pg_catalog is qualified. */
  readonly definitions: CatalogDefinitions;
  readonly deparser: Deparser;
  readonly sequenceValues: ReadonlyMap<Oid, SequenceValue>;
}

/** Values come out in the form that every PostgreSQL reads back to the same value. */
const settings: ReadonlyMap<string, string> = new Map([
  ['search_path', ''],
  ['DateStyle', 'ISO, MDY'],
  ['IntervalStyle', 'postgres'],
  ['TimeZone', 'UTC'],
  ['extra_float_digits', '3'],
  ['bytea_output', 'hex'],
  ['statement_timeout', '0'],
  ['lock_timeout', '0'],
  ['application_name', 'aiondb dump'],
]);

/** The session is the caller's to close. */
export async function takeSnapshot(core: DatabaseCore): Promise<DumpSnapshot> {
  const session = new Session(core, { user: core.bootstrapUser, settings });
  try {
    runToEnd(session, runScript(session, 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', silent));
    await lockAll(session);
    // The first query takes the snapshot.
    runToEnd(session, runScript(session, 'SELECT 1', silent));
    const { catalog } = session;
    const context: DeparseContext = { ...session.analyzerContext(null), catalog, searchPath: [pgCatalogOid] };
    const deparser = deparserFor(context);
    const sequenceValues = new Map(
      sequencesIn(catalog).map((sequence) => [sequence.oid, readValue(session, sequence)]),
    );
    return {
      session,
      catalog,
      definitions: new CatalogDefinitions(catalog, [pgCatalogOid], deparser),
      deparser,
      sequenceValues,
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

export const silent: ResultSink = { columns: () => () => {}, complete: () => {}, empty: () => {} };

/** Waits until every table is locked; while it waited there may have come new ones. */
async function lockAll(session: Session): Promise<void> {
  const locked = new Set<Oid>();
  for (;;) {
    const { catalog } = session;
    const tables = tablesIn(catalog).filter((table) => !locked.has(table.oid));
    if (tables.length === 0) return;
    const names = tables.map((table) => qualified(catalog, table)).join(', ');
    await runTurns(session, runScript(session, `LOCK TABLE ${names} IN ACCESS SHARE MODE`, silent));
    for (const { oid } of tables) locked.add(oid);
    session.ddlTransaction.refresh();
  }
}

/** Schemas to dump: public and those that users made. */
export function schemasIn(catalog: Catalog): SchemaDescriptor[] {
  return catalog.schemas().filter(({ name }) => !name.startsWith('pg_') && name !== 'information_schema');
}

export function tablesIn(catalog: Catalog): TableDescriptor[] {
  return catalog
    .userRelations()
    .filter((relation): relation is TableDescriptor => relation.kind === 'table')
    .filter((table) => table.persistence !== 'temporary' && table.materialized === undefined);
}

export function sequencesIn(catalog: Catalog): SequenceDescriptor[] {
  return catalog
    .userRelations()
    .filter((relation): relation is SequenceDescriptor => relation.kind === 'sequence')
    .filter((sequence) => sequence.persistence !== 'temporary');
}

function readValue(session: Session, sequence: SequenceDescriptor): SequenceValue {
  let value: SequenceValue | undefined;
  const sink: ResultSink = {
    ...silent,
    columns: () => (last, isCalled) => {
      value = { last: String(last), isCalled: Boolean(isCalled) };
    },
  };
  const name = qualified(session.catalog, sequence);
  runToEnd(session, runScript(session, `SELECT last_value, is_called FROM ${name}`, sink));
  return value!;
}
