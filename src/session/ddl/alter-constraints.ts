/** ALTER TABLE actions on constraints that exist. */
import type { TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import { verifyCheck } from './constraints.ts';
import type { DdlContext } from './context.ts';
import { dropNodes } from './drop.ts';
import { verifyForeignKey } from './foreign-keys.ts';
import { constraintNamed } from './resolve.ts';

function undefinedConstraint(table: TableDescriptor, name: string): Error {
  return sqlError('undefined_object', `constraint "${name}" of relation "${table.name}" does not exist`);
}

export function dropConstraint(
  table: TableDescriptor,
  name: string,
  ifExists: boolean,
  cascade: boolean,
  context: DdlContext,
): void {
  const constraint = constraintNamed(table, name);
  if (constraint === undefined) {
    if (!ifExists) throw undefinedConstraint(table, name);
    const message = `constraint "${name}" of relation "${table.name}" does not exist, skipping`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    return;
  }
  dropNodes([{ kind: 'constraint', oid: table.oid, constraint: constraint.oid }], cascade, context);
}

export function validateConstraint(table: TableDescriptor, name: string, context: DdlContext): void {
  const constraint = constraintNamed(table, name);
  if (constraint === undefined) throw undefinedConstraint(table, name);
  if (constraint.kind !== 'check' && constraint.kind !== 'foreignKey') {
    throw sqlError(
      'wrong_object_type',
      `constraint "${name}" of relation "${table.name}" is not a foreign key or check constraint`,
    );
  }
  if (constraint.validated) return;
  if (constraint.kind === 'check') verifyCheck(table, constraint, context);
  else verifyForeignKey(table, constraint, context);
  const constraints = table.constraints.map((c) => (c.oid === constraint.oid ? { ...constraint, validated: true } : c));
  context.transaction.put({ ...table, constraints });
}

/** Only foreign keys have something to alter: when they are checked. */
export function alterConstraint(
  table: TableDescriptor,
  action: { readonly name: string; readonly deferrable: boolean; readonly initiallyDeferred: boolean },
  context: DdlContext,
): void {
  const { name, deferrable, initiallyDeferred } = action;
  const constraint = constraintNamed(table, name);
  if (constraint === undefined) throw undefinedConstraint(table, name);
  if (constraint.kind !== 'foreignKey') {
    throw sqlError(
      'wrong_object_type',
      `constraint "${name}" of relation "${table.name}" is not a foreign key constraint`,
    );
  }
  const altered = { ...constraint, deferrable, initiallyDeferred };
  const constraints = table.constraints.map((c) => (c.oid === constraint.oid ? altered : c));
  context.transaction.put({ ...table, constraints });
}
