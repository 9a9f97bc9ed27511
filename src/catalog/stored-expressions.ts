/**
 * pg_node_tree values. PostgreSQL's catalogs show stored expressions as text that only pg_get_expr understands; ours show where
 * the expression is stored instead, `{DEFAULT 16384 2}`, and pg_get_expr goes and looks there.
 */
import type { Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import type { RelationDescriptor } from './descriptors.ts';
import { domainValueRow } from './domain-value.ts';
import type { BoundExpr } from './tree.ts';

/** `column` is the attribute's position. */
export function defaultReference(table: Oid, column: number): string {
  return `{DEFAULT ${table} ${column}}`;
}
export function checkReference(constraint: Oid): string {
  return `{CHECK ${constraint}}`;
}
export function domainDefaultReference(domain: Oid): string {
  return `{DOMAIN ${domain}}`;
}
export function predicateReference(index: Oid): string {
  return `{PREDICATE ${index}}`;
}
export function keysReference(index: Oid): string {
  return `{KEYS ${index}}`;
}

const pattern = /^\{(DEFAULT|CHECK|PREDICATE|KEYS|DOMAIN) (\d+)(?: (\d+))?\}$/;

/** The relation whose columns the expression is over, if it still exists. */
export function relationOfStored(text: string, catalog: Catalog): RelationDescriptor | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const oid = Number(match[2]);
  if (match[1] === 'CHECK') {
    const domain = catalog.domainOfConstraint(oid);
    return domain === undefined ? catalog.tableOfConstraint(oid) : domainValueRow(domain.base, domain.typmod);
  }
  const relation = catalog.relation(oid);
  return relation?.kind === 'index' ? catalog.table(relation.table) : relation;
}

/** The expressions behind a pg_node_tree value; null when what it refers to is gone. */
export function storedExpression(text: string, catalog: Catalog): readonly BoundExpr[] | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const oid = Number(match[2]);
  switch (match[1]) {
    case 'DEFAULT': {
      const relation = catalog.relation(oid);
      if (relation?.kind !== 'table' && relation?.kind !== 'view') return null;
      const column = relation.columns[Number(match[3])];
      const expr = column?.generated ?? column?.defaultExpr ?? null;
      return expr === null ? null : [expr];
    }
    case 'DOMAIN': {
      const domain = catalog.ownType(oid);
      return domain?.kind === 'domain' && domain.defaultExpr !== null ? [domain.defaultExpr] : null;
    }
    case 'CHECK': {
      const check = catalog.domainOfConstraint(oid)?.constraints.find((c) => c.oid === oid);
      if (check !== undefined) return [check.expression];
      const constraint = catalog.tableOfConstraint(oid)?.constraints.find((c) => c.oid === oid);
      return constraint?.kind === 'check' ? [constraint.expression] : null;
    }
    case 'PREDICATE': {
      const predicate = catalog.index(oid)?.predicate ?? null;
      return predicate === null ? null : [predicate];
    }
    default: {
      const keys = catalog.index(oid)?.keys.flatMap((key) => key.expression ?? []) ?? [];
      return keys.length === 0 ? null : keys;
    }
  }
}
