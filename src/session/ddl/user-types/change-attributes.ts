/** An attribute of a composite type, or of a table's row type, comes to all rows of that type, or goes from them. */
import type {
  BoundExpr,
  BoundNode,
  ColumnDescriptor,
  CompositeTypeDescriptor,
  TableDescriptor,
} from '../../../catalog/index.ts';
import { unsupported } from '../../../errors/index.ts';
import { baseTypeOid } from '../../../types/index.ts';
import { PgRecord } from '../../../types/record-value.ts';
import type { DatumValue } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { rewriteValues } from './rewrite-values.ts';

/** `at`: its place among all attributes. `apply` takes it off the type. */
export function dropFromRows(
  relation: CompositeTypeDescriptor | TableDescriptor,
  at: number,
  apply: () => void,
  context: DdlContext,
): void {
  const { rowType } = relation;
  const field = fieldOf(relation, at);
  rewriteValues(
    {
      type: rowType,
      value: (value) => withoutField(value as PgRecord, field),
      node: (node) => changedNode(node, rowType, field),
    },
    'ALTER TYPE',
    apply,
    context,
  );
}

/** All rows of the type get null for the attribute that `apply` puts behind the others. */
export function addToRows(
  relation: CompositeTypeDescriptor | TableDescriptor,
  attribute: ColumnDescriptor,
  apply: () => void,
  context: DdlContext,
): void {
  const { rowType } = relation;
  const { type, typmod } = attribute;
  const none: BoundExpr = { kind: 'const', value: null, type, typmod, location: -1 };
  rewriteValues(
    {
      type: rowType,
      value: (value) => {
        const { types, values, names } = value as PgRecord;
        return new PgRecord([...types, type], [...values, null], names === null ? null : [...names, attribute.name]);
      },
      node: (node) => {
        if (node.kind !== 'row' || node.type !== rowType) return node;
        const names = node.names === undefined ? {} : { names: [...node.names, attribute.name] };
        return { ...node, fields: [...node.fields, none], ...names };
      },
    },
    'ALTER TYPE',
    apply,
    context,
  );
}

/** The place of an attribute among the live ones. */
export function fieldOf(relation: CompositeTypeDescriptor | TableDescriptor, at: number): number {
  return relation.columns.slice(0, at).filter((column) => !column.dropped).length;
}

function withoutField({ types, values, names }: PgRecord, field: number): DatumValue {
  return new PgRecord(types.toSpliced(field, 1), values.toSpliced(field, 1), names?.toSpliced(field, 1) ?? null);
}

/** Fields behind the dropped one move up. What uses the dropped one itself has gone before. */
function changedNode(node: BoundNode, rowType: number, field: number): BoundNode {
  const isOfType = (expr: BoundExpr): boolean => baseTypeOid(expr.type) === rowType;
  switch (node.kind) {
    case 'field':
      return isOfType(node.arg) && node.field > field ? { ...node, field: node.field - 1 } : node;
    case 'row':
      if (!isOfType(node)) return node;
      return {
        ...node,
        fields: node.fields.toSpliced(field, 1),
        ...(node.names === undefined ? {} : { names: node.names.toSpliced(field, 1) }),
      };
    case 'function':
      if (node.calls.some(isOfType)) throw unsupported('dropping an attribute of rows that a function gives a view');
      return node;
    default:
      return node;
  }
}
