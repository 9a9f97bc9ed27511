/** Transaction ids and snapshots ("Transaction ID and Snapshot Information Functions"). */
import { canonicalInteger, type Int8 } from '../../../types/int8.ts';
import { type SnapshotParts, snapshotParts } from '../../../types/snapshot.ts';
import type { FunctionContext } from '../../function-def.ts';
import { rowSet, scalar, stable } from '../define.ts';

const xmin = (value: string) => canonicalInteger(snapshotParts(value).xmin);
const xmax = (value: string) => canonicalInteger(snapshotParts(value).xmax);
const running = (value: string) => snapshotParts(value).running.map(canonicalInteger);

/** Whether the transaction had ended when the snapshot was taken. */
function isVisible(id: Int8, value: string): boolean {
  const parts: SnapshotParts = snapshotParts(value);
  const wide = BigInt(id);
  return wide < parts.xmin || (wide < parts.xmax && !parts.running.includes(wide));
}

const current = (context: FunctionContext) => context.currentSnapshot();
const assign = (context: FunctionContext) => context.transactionId();
const assigned = (context: FunctionContext) => context.assignedTransactionId();

export const snapshotFunctions = [
  stable(5059, 'pg_current_xact_id', '', 'xid8', assign),
  stable(5060, 'pg_current_xact_id_if_assigned', '', 'xid8', assigned),
  stable(3348, 'txid_current_if_assigned', '', 'int8', assigned),
  stable(5061, 'pg_current_snapshot', '', 'pg_snapshot', current),
  stable(2944, 'txid_current_snapshot', '', 'txid_snapshot', current),
  stable(3809, 'pg_export_snapshot', '', 'text', (context: FunctionContext) => context.exportSnapshot(), {
    volatility: 'volatile',
  }),
  scalar(5062, 'pg_snapshot_xmin', 'pg_snapshot', 'xid8', xmin),
  scalar(2945, 'txid_snapshot_xmin', 'txid_snapshot', 'int8', xmin),
  scalar(5063, 'pg_snapshot_xmax', 'pg_snapshot', 'xid8', xmax),
  scalar(2946, 'txid_snapshot_xmax', 'txid_snapshot', 'int8', xmax),
  scalar(5065, 'pg_visible_in_snapshot', 'xid8 pg_snapshot', 'bool', isVisible),
  scalar(2948, 'txid_visible_in_snapshot', 'int8 txid_snapshot', 'bool', isVisible),
];

export const snapshotSetFunctions = [
  rowSet(5064, 'pg_snapshot_xip', 'pg_snapshot', 'xid8', running),
  rowSet(2947, 'txid_snapshot_xip', 'txid_snapshot', 'int8', running),
];
