/** Which columns of a view a change through it reads and writes: its privileges are asked for by column. */
import type { BoundExpr, BoundInsert, BoundReturning, TargetView } from '../../catalog/tree.ts';
import { walkTree } from '../../catalog/tree-references.ts';
import type { ModificationTarget } from './modification-target.ts';

interface Assignment {
  readonly column: number;
}
type Source = BoundExpr | BoundReturning | readonly BoundExpr[] | null;

/** `sources` are over the table; those of the view itself are not among them. */
export function targetView(
  target: ModificationTarget,
  sources: readonly Source[],
  set: readonly Assignment[],
  rels: readonly number[] = [target.rel],
): TargetView {
  const read = new Set<number>();
  for (const source of sources) {
    if (source === null) continue;
    const exprs = 'targets' in source ? source.targets : Array.isArray(source) ? source : [source];
    for (const expr of exprs as readonly BoundExpr[]) {
      walkTree(expr, (node) => {
        if (node.kind === 'var' && rels.includes(node.rel)) read.add(node.column);
      });
    }
  }
  const written = new Set(set.map(({ column }) => column));
  const reads: number[] = [];
  const writes: number[] = [];
  target.item.columns.forEach(({ expr }, i) => {
    if (isRead(expr, read)) reads.push(i);
    const { under } = target.columns[i]!;
    if ('position' in under && written.has(under.position)) writes.push(i);
  });
  return { view: target.relation.oid, reads, writes };
}

export function insertView(
  target: ModificationTarget,
  inserted: readonly number[],
  onConflict: BoundInsert['onConflict'],
  returning: BoundReturning | null,
): TargetView {
  const set = [...inserted.map((column) => ({ column })), ...(onConflict?.set ?? [])];
  const sources = [returning, onConflict?.where ?? null, onConflict?.set.map(({ value }) => value) ?? null];
  const through = targetView(target, sources, set, [target.rel, onConflict?.excludedRel ?? target.rel]);
  return onConflict?.action === 'update' ? { ...through, updates: true } : through;
}

/** A computed column counts as read when all that it is made of is. */
function isRead(expr: BoundExpr, read: ReadonlySet<number>): boolean {
  let all = true;
  let some = false;
  walkTree(expr, (node) => {
    if (node.kind !== 'var') return;
    some = true;
    if (!read.has(node.column)) all = false;
  });
  return all && some;
}
