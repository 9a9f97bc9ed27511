/** Reading pg_catalog, information_schema and sequences: rows computed from the catalog and the state of the database. */
import {
  type Catalog,
  CatalogDefinitions,
  type CatalogView,
  databaseOid,
  type SequenceDescriptor,
  storageOf,
  systemRows,
} from '../catalog/index.ts';
import { assert } from '../common/assert.ts';
import { redactPasswords } from '../common/redact.ts';
import type { Execution } from '../executor/index.ts';
import { lockModeNames, type Transaction } from '../transaction/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { SessionContext } from './function-context.ts';
import type { Session } from './session.ts';
import { statisticsView } from './statistics/catalog-statistics.ts';

/** `columns`: the attributes asked for. */
export function catalogRows(
  relation: Oid,
  columns: readonly number[],
  catalog: Catalog,
): (execution: Execution) => Iterable<readonly Datum[]> {
  const descriptor = catalog.relation(relation);
  assert(descriptor !== undefined, `relation ${relation} does not exist`);
  if (descriptor.kind === 'sequence') return (execution) => sequenceRow(descriptor, sessionOf(execution));
  assert(descriptor.kind === 'catalogRelation', `relation ${relation} is not computed`);
  return (execution) => systemRows(descriptor, catalogView(sessionOf(execution), catalog), columns);
}

function sessionOf(execution: Execution): Session {
  // Executions of statements always carry their session's context.
  return (execution.context as SessionContext).session;
}

/** `SELECT * FROM sequence`: last_value, log_cnt, is_called. */
function sequenceRow(sequence: SequenceDescriptor, session: Session): Datum[][] {
  const { lastValue, logCount, isCalled } = session.core.sequences.get(sequence);
  return [[lastValue, logCount, isCalled]];
}

function catalogView(session: Session, catalog: Catalog): CatalogView {
  const { core } = session;
  return {
    catalog,
    definitions: new CatalogDefinitions(catalog, session.searchPath, session.deparser()),
    databaseName: session.databaseName,
    databaseOid,
    databases: [{ oid: databaseOid, name: session.databaseName }],
    currentRole: session.currentRole,
    sequenceState: (sequence) => core.sequences.get(sequence),
    rowCount: (relation) => (relation.kind === 'table' ? core.storage.table(storageOf(relation)).rowCount : 0),
    statistics: statisticsView(session),
    sessions: [...core.sessions.values()].map((other) => sessionInfo(other, session)),
    locks: [...lockInfos(session)],
    preparedStatements: [...session.prepared].map(([name, prepared]) => ({
      name,
      statement: prepared.text,
      prepared: prepared.created ?? core.startTimestamp,
      parameterTypes: prepared.parameterTypes,
      fromSql: prepared.fromSql ?? false,
    })),
    cursors: [...session.portals].map(([name, portal]) => ({
      name,
      statement: portal.prepared.text,
      holdable: portal.holdable,
      binary: portal.binary,
      scrollable: portal.kept !== null,
      created: portal.created,
    })),
    settings: () =>
      session.settings
        .all()
        .filter(({ def }) => session.identity.seesSetting(def.name))
        .map(({ def, value }) => ({
          def,
          value,
          reset: session.settings.resetValue(def),
          started: session.settings.isStarted(def),
        })),
    statementTimestamp: session.context.statementTimestamp,
    startTimestamp: core.startTimestamp,
  };
}

function sessionInfo(other: Session, self: Session): CatalogView['sessions'][number] {
  const { activity, transaction, core } = other;
  const now = self.context.statementTimestamp;
  const active = other === self || other.running;
  // Without an observer nobody has looked at the clock.
  const moment = (ms: number): number | null =>
    ms === 0 ? null : core.host.now() - Math.round((core.host.monotonicMs() - ms) * 1000);
  const transactionStart = (): number =>
    (other === self ? null : moment(activity.transactionStartMs)) ?? other.context.transactionTimestamp;
  const query = other.currentText;
  return {
    pid: other.processId,
    role: other.identity.authenticatedRole,
    user: other.user,
    applicationName: other.settings.get('application_name'),
    clientAddress: other.network?.client.address ?? null,
    clientPort: other.network?.client.port ?? null,
    started: other.startTimestamp,
    transactionStarted: transaction === null ? null : transactionStart(),
    queryStarted: other === self ? now : (moment(activity.queryStartMs) ?? (active ? now : null)),
    stateChanged: other === self ? now : (moment(activity.stateChangeMs) ?? other.startTimestamp),
    state: stateOf(other, active),
    waitsFor: waitOf(other, active),
    transactionId: transaction === null || transaction.id === 0 ? null : transaction.id,
    queryId: activity.queryId,
    query: other === self ? query : redactPasswords(query.slice(0, shownQueryMax)),
  };
}

/** track_activity_query_size */
const shownQueryMax = 1023;

function stateOf(session: Session, active: boolean): string {
  if (active) return 'active';
  if (session.status === 'idle') return 'idle';
  return session.status === 'failed' ? 'idle in transaction (aborted)' : 'idle in transaction';
}

/** As PostgreSQL names it ("Wait Events"). */
function waitOf({ transaction, context }: Session, active: boolean): readonly [string, string] | null {
  if (!active) return ['Client', 'ClientRead'];
  if (transaction?.wake != null) {
    const { waitLock } = transaction;
    if (waitLock === null || (waitLock.name !== null && waitLock.advisory === null)) return ['Lock', 'transactionid'];
    return ['Lock', waitLock.advisory === null ? 'relation' : 'advisory'];
  }
  return context.sleepUntilMs > 0 ? ['Timeout', 'PgSleep'] : null;
}

/** One row for each lock and mode, held by the session, its transaction, or both; and the one it waits for. */
function* advisoryLockInfos(
  pid: number,
  transaction: Transaction | null,
  owner: Transaction | null,
): Generator<CatalogView['locks'][number]> {
  const seen = new Set<string>();
  for (const holder of [owner, transaction]) {
    for (const [i, { advisory, name }] of (holder?.relationLocks ?? []).entries()) {
      const mode = lockModeNames[holder!.relationModes![i]!]!;
      if (advisory === null || seen.has(`${name} ${mode}`)) continue;
      seen.add(`${name} ${mode}`);
      yield { pid, relation: null, transaction: null, advisory, mode, granted: true };
    }
  }
  const advisory = transaction?.waitLock?.advisory;
  if (advisory == null) return;
  const mode = lockModeNames[transaction!.waitMode]!;
  yield { pid, relation: null, transaction: null, advisory, mode, granted: false };
}

function* lockInfos(session: Session): Generator<CatalogView['locks'][number]> {
  for (const { processId, transaction, advisory } of session.core.sessions.values()) {
    yield* advisoryLockInfos(processId, transaction, advisory.owner);
    if (transaction === null) continue;
    const { relationLocks, relationModes } = transaction;
    for (let i = 0; i < (relationLocks?.length ?? 0); i++) {
      if (relationLocks![i]!.name !== null) continue;
      const mode = lockModeNames[relationModes![i]!]!;
      yield { pid: processId, relation: relationLocks![i]!.oid, transaction: null, mode, granted: true };
    }
    const { waitLock, waitMode, waitsFor } = transaction;
    if (waitLock !== null && waitLock.name === null) {
      yield {
        pid: processId,
        relation: waitLock.oid,
        transaction: null,
        mode: lockModeNames[waitMode]!,
        granted: false,
      };
    } else if (waitLock === null && waitsFor.length > 0) {
      yield { pid: processId, relation: null, transaction: waitsFor[0]!.id, mode: 'ShareLock', granted: false };
    }
    if (transaction.id !== 0) {
      yield { pid: processId, relation: null, transaction: transaction.id, mode: 'ExclusiveLock', granted: true };
    }
  }
}
