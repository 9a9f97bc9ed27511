/** One statement, by kind: plans run, everything else has an executor of its own. */
import { assertNever } from '../common/assert.ts';
import type { Snapshot } from '../storage/index.ts';
import type { Datum } from '../types/type-def.ts';
import { checkConstants, checkConstantsLate } from './check-constants.ts';
import { limitedReceiver } from './limits.ts';
import { compile } from './planning.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Completion, ResultSink } from './result.ts';
import { lockedPlan, runPlan } from './run-plan.ts';
import type { Session } from './session.ts';
import { executeCopy } from './statements/copy.ts';
import { executeCreateTableAs, executeSelectInto } from './statements/create-table-as.ts';
import { executeClose, executeDeclare, executeFetch } from './statements/cursors.ts';
import { executeDefinition } from './statements/definition.ts';
import { executeExplain } from './statements/explain.ts';
import { executeCheckpoint, executeLock, executeMaintenance } from './statements/maintenance.ts';
import { executeNotification } from './statements/notify.ts';
import { executeDeallocate, executePrepare, findPrepared, parametersOf } from './statements/prepared.ts';
import { executeReindex } from './statements/reindex.ts';
import { executeSetConstraints } from './statements/set-constraints.ts';
import { executeSetSnapshot } from './statements/set-snapshot.ts';
import { executeDiscard, executeSet, executeShow } from './statements/settings.ts';
import { executeSetTransaction, executeTransaction } from './statements/transaction.ts';
import { modificationTag, selectTag } from './tags.ts';
import type { Running } from './wait.ts';

export function* executeStatement(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  sink: ResultSink,
  taken: Snapshot | null = null,
): Running<Completion> {
  const { statement } = prepared;
  switch (statement.kind) {
    case 'select':
      if (statement.body.kind === 'core' && statement.body.into !== null) {
        return yield* executeSelectInto(session, statement, params);
      }
      return yield* executePlanned(session, prepared, params, sink, taken);
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return yield* executePlanned(session, prepared, params, sink, taken);
    case 'transaction':
      return yield* executeTransaction(session, statement);
    case 'setTransaction':
      return executeSetTransaction(session, statement);
    case 'setSnapshot':
      return executeSetSnapshot(session, statement);
    case 'set':
      return executeSet(session, statement);
    case 'show':
      return executeShow(session, statement, sink);
    case 'discard':
      return executeDiscard(session, statement);
    case 'explain':
      return yield* executeExplain(session, statement, params, sink);
    case 'prepare':
      return executePrepare(session, prepared.text, statement);
    case 'execute': {
      const target = findPrepared(session, statement.name);
      return yield* executeStatement(session, target, parametersOf(session, target, statement), sink);
    }
    case 'deallocate':
      return executeDeallocate(session, statement);
    case 'declareCursor':
      return yield* executeDeclare(session, prepared, statement, params);
    case 'fetch':
      return yield* executeFetch(session, statement, sink);
    case 'close':
      return executeClose(session, statement);
    case 'listen':
    case 'unlisten':
    case 'notify':
      return executeNotification(session, statement);
    case 'lock':
      return yield* executeLock(session, statement);
    case 'vacuum':
    case 'analyze':
      return executeMaintenance(session, statement);
    case 'reindex':
      return yield* executeReindex(session, statement);
    case 'checkpoint':
      return yield* executeCheckpoint(session);
    case 'setConstraints':
      return yield* executeSetConstraints(session, statement);
    case 'copy':
      return yield* executeCopy(session, prepared.text, statement, sink);
    case 'createTableAs':
      return yield* executeCreateTableAs(session, statement, params);
    case 'createTable':
    case 'createIndex':
    case 'createSchema':
    case 'createView':
    case 'createSequence':
    case 'alterSequence':
    case 'alterTable':
    case 'rename':
    case 'setSchema':
    case 'owner':
    case 'drop':
    case 'truncate':
    case 'refresh':
    case 'cluster':
    case 'comment':
    case 'commentOther':
    case 'createEnum':
    case 'createDomain':
    case 'createRange':
    case 'createCollation':
    case 'refreshCollation':
    case 'createComposite':
    case 'alterEnum':
    case 'alterDomain':
    case 'alterComposite':
    case 'renameAttribute':
    case 'createExtension':
    case 'createRole':
    case 'alterRole':
    case 'dropRole':
    case 'grant':
    case 'revoke':
    case 'grantRole':
    case 'revokeRole':
    case 'defaultPrivileges':
    case 'alterSetting':
    case 'dropOwned':
    case 'reassignOwned':
    case 'createDatabase':
    case 'unsupported':
      return yield* executeDefinition(session, statement);
    default:
      return assertNever(statement);
  }
}

const longText = 1 << 16;

/** SELECT and data modification. */
function* executePlanned(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  sink: ResultSink,
  taken: Snapshot | null,
): Running<Completion> {
  session.ensureTransaction();
  const { observer } = session;
  const analyses = observer?.analyses(session) ?? false;
  let plan = yield* lockedPlan(session, () => prepared);
  // Before the client hears of any result.
  const { planned } = plan.compiled;
  const values = prepared.constants ?? params;
  checkConstants(planned, values, session.context);
  if (analyses) plan = compile(session, planned, plan.parameterTypes, true);
  const full = sink.full === undefined ? null : () => sink.full!();
  let rows = 0;
  let emit = (): void => {};
  if (prepared.columns !== null) {
    const receive = limitedReceiver(session.core.limits, sink.columns(prepared.columns));
    emit = (...row: Datum[]) => {
      rows++;
      // A few of them may be more than what is between two looks at the heap.
      for (let i = 0; i < row.length; i++) {
        const value = row[i];
        if (typeof value === 'string' && value.length > longText) session.interrupts.check();
      }
      receive(...row);
    };
  }
  const { affected, execution } = yield* runPlan(session, plan, values, emit, full, taken);
  if (affected === 0) checkConstantsLate(planned, values, session.context);
  if (analyses) observer!.analysed(session, plan, execution);
  const { kind } = planned;
  if (kind === 'select') return { tag: selectTag(rows), rows };
  return { tag: modificationTag(kind, affected), rows: affected };
}
