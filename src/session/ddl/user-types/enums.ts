/** CREATE TYPE ... AS ENUM, ALTER TYPE ... ADD VALUE and RENAME VALUE. */
import type { EnumDescriptor } from '../../../catalog/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { AlterEnumStatement, CreateEnumStatement } from '../../../parser/ast/index.ts';
import type { EnumLabel } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { aclForNew } from '../privileges/default-privileges.ts';
import { nameText } from '../resolve.ts';
import { allocateTypeOid, placeForType, requireOwnType } from './common.ts';

const maxLabelBytes = 63;

function checkLabel(label: string): void {
  if (Buffer.byteLength(label) <= maxLabelBytes) return;
  throw sqlError('invalid_name', `invalid enum label "${label}"`, {
    detail: `Labels must be ${maxLabelBytes} bytes or less.`,
  });
}

export function executeCreateEnum(statement: CreateEnumStatement, context: DdlContext): DdlResult {
  const { schema, name } = placeForType(statement.name, context);
  const oid = allocateTypeOid(context);
  const seen = new Set<string>();
  const labels = statement.labels.map((label, i): EnumLabel => {
    checkLabel(label);
    if (seen.has(label)) {
      throw sqlError('unique_violation', 'duplicate key value violates unique constraint "pg_enum_typid_label_index"', {
        detail: `Key (enumtypid, enumlabel)=(${oid}, ${label}) already exists.`,
        schema: 'pg_catalog',
        table: 'pg_enum',
        constraint: 'pg_enum_typid_label_index',
      });
    }
    seen.add(label);
    return { oid: context.transaction.allocateOid(), label, order: i + 1 };
  });
  context.transaction.put({
    kind: 'enum',
    oid,
    name,
    schema: schema.oid,
    owner: context.currentRole,
    acl: aclForNew('type', schema.oid, context),
    comment: null,
    labels,
  });
  return { tag: 'CREATE TYPE' };
}

export function executeAlterEnum(statement: AlterEnumStatement, context: DdlContext): DdlResult {
  const { action } = statement;
  const type = requireOwnType(statement.name, context);
  if (type.kind !== 'enum') {
    throw sqlError('wrong_object_type', `${nameText(statement.name)} is not an enum`);
  }
  if (action.kind === 'renameValue') renameValue(type, action.from, action.to, context);
  else addValue(type, action, context);
  return { tag: 'ALTER TYPE' };
}

function missingLabel(label: string): Error {
  return sqlError('invalid_parameter_value', `"${label}" is not an existing enum label`);
}

function addValue(
  type: EnumDescriptor,
  action: Extract<AlterEnumStatement['action'], { kind: 'addValue' }>,
  context: DdlContext,
): void {
  const { label, place } = action;
  checkLabel(label);
  if (type.labels.some((other) => other.label === label)) {
    if (!action.ifNotExists) throw sqlError('duplicate_object', `enum label "${label}" already exists`);
    const message = `enum label "${label}" already exists, skipping`;
    context.notice({ severity: 'NOTICE', code: '42710', message });
    return;
  }
  let at = type.labels.length;
  if (place !== null) {
    const neighbour = type.labels.findIndex((other) => other.label === place.label);
    if (neighbour < 0) throw missingLabel(place.label);
    at = place.before ? neighbour : neighbour + 1;
  }
  const added: EnumLabel = { oid: context.transaction.allocateOid(), label, order: orderBetween(type, at) };
  context.transaction.put({ ...type, labels: type.labels.toSpliced(at, 0, added) });
  context.transaction.addPendingLabel(added.oid);
}

/** A number between the labels on both sides. Halving a gap ends after some fifty labels at one place. */
function orderBetween(type: EnumDescriptor, at: number): number {
  const before = type.labels[at - 1]?.order;
  const after = type.labels[at]?.order;
  if (before === undefined) return after === undefined ? 1 : after - 1;
  if (after === undefined) return Math.floor(before) + 1;
  const middle = before + (after - before) / 2;
  if (middle > before && middle < after) return middle;
  throw sqlError(
    'program_limit_exceeded',
    `there is no room for another label of enum type ${type.name} at this place`,
  );
}

function renameValue(type: EnumDescriptor, from: string, to: string, context: DdlContext): void {
  checkLabel(to);
  const at = type.labels.findIndex((label) => label.label === from);
  if (at < 0) throw missingLabel(from);
  if (type.labels.some((label) => label.label === to)) {
    throw sqlError('duplicate_object', `enum label "${to}" already exists`);
  }
  context.transaction.put({ ...type, labels: type.labels.with(at, { ...type.labels[at]!, label: to }) });
}
