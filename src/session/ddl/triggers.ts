/**
 * ALTER TABLE ... ENABLE and DISABLE TRIGGER. There are no triggers but those that stand for constraints checked at the end of a
 * statement: foreign keys, on both tables, and DEFERRABLE keys. Each has its own state: one that is made later is on.
 */
import type { TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { AlterTableAction } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { isSuper } from './privileges/authorize.ts';

type TriggerAction = Extract<AlterTableAction, { kind: 'setTrigger' }>;

export function triggerActionName({ firing, which }: TriggerAction): string {
  if (firing === 'A') return 'ENABLE ALWAYS TRIGGER';
  if (firing === 'R') return 'ENABLE REPLICA TRIGGER';
  const name = firing === 'D' ? 'DISABLE TRIGGER' : 'ENABLE TRIGGER';
  return which === 'named' ? name : `${name} ${which.toUpperCase()}`;
}

export function setTriggers(table: TableDescriptor, action: TriggerAction, context: DdlContext): void {
  if (action.which === 'named') {
    const message = `trigger "${action.name}" for table "${table.name}" does not exist`;
    throw sqlError('undefined_object', message);
  }
  // Those of constraints are nobody's own.
  if (action.which === 'user') return;
  const constraints = checkedByTriggers(table, context);
  if (constraints.length === 0) return;
  if (!isSuper(context)) {
    throw sqlError('insufficient_privilege', `permission denied: "${constraints[0]!.trigger}" is a system trigger`);
  }
  const unchecked = action.firing === 'D' ? constraints.map(({ oid }) => oid) : undefined;
  context.transaction.put({ ...table, unchecked });
}

interface ConstraintTrigger {
  readonly oid: Oid;
  /** As PostgreSQL names it, but that the number is the constraint's. */
  readonly trigger: string;
}

function checkedByTriggers(table: TableDescriptor, { transaction }: DdlContext): ConstraintTrigger[] {
  const found: ConstraintTrigger[] = [];
  for (const referencing of new Set(table.referencedBy)) {
    for (const constraint of transaction.catalog.table(referencing)?.constraints ?? []) {
      if (constraint.kind !== 'foreignKey' || constraint.referencedTable !== table.oid) continue;
      found.push({ oid: constraint.oid, trigger: `RI_ConstraintTrigger_a_${constraint.oid}` });
    }
  }
  for (const constraint of table.constraints) {
    const { kind, oid } = constraint;
    if (kind === 'foreignKey') found.push({ oid, trigger: `RI_ConstraintTrigger_c_${oid}` });
    else if (kind !== 'check' && constraint.deferrable) {
      found.push({ oid, trigger: `${kind === 'primaryKey' ? 'PK' : 'Unique'}_ConstraintTrigger_${oid}` });
    }
  }
  return found.sort((a, b) => (a.trigger < b.trigger ? -1 : 1));
}
