/** CREATE DOMAIN and ALTER DOMAIN. */
import {
  compiledDomainCheck,
  type DomainConstraint,
  type DomainDescriptor,
  domainValueRow,
  type TableDescriptor,
} from '../../../catalog/index.ts';
import { sqlError, unsupported } from '../../../errors/index.ts';
import type {
  AlterDomainStatement,
  ColumnConstraint,
  CreateDomainStatement,
  Expression,
  TableConstraint,
} from '../../../parser/ast/index.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import { columnCollation, dimensionsOf, withoutSet } from '../column-definition.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { chooseConstraintName } from '../names.ts';
import { requireTypeUsage } from '../privileges/authorize.ts';
import { aclForNew } from '../privileges/default-privileges.ts';
import { columnVar, select, tableRef } from '../queries.ts';
import { nameText, schemaOf, unlocated } from '../resolve.ts';
import { allocateTypeOid, builtInType, columnsOfType, findOwnType, placeForType, requireOwnType } from './common.ts';

type WrittenConstraint = ColumnConstraint['constraint']['kind'] | TableConstraint['constraint']['kind'];

/** Constraints that a domain cannot have. */
const impossible: Partial<Readonly<Record<WrittenConstraint, string>>> = {
  unique: 'unique constraints not possible for domains',
  primaryKey: 'primary key constraints not possible for domains',
  exclude: 'exclusion constraints not possible for domains',
  foreignKey: 'foreign key constraints not possible for domains',
  references: 'foreign key constraints not possible for domains',
};

function checkPossible(kind: WrittenConstraint, deferrable: boolean, location?: number): void {
  const message = impossible[kind];
  if (message !== undefined) throw sqlError('syntax_error', message);
  if (kind === 'generated' || kind === 'identity') throw unsupported(`${kind} in a domain`, location);
  if (deferrable) {
    throw sqlError('feature_not_supported', 'specifying constraint deferrability not supported for domains');
  }
}

interface Clauses {
  notNull: boolean;
  defaultValue: Expression | null;
  readonly checks: { readonly name: string | null; readonly expression: Expression }[];
}

function sortClauses(written: readonly ColumnConstraint[]): Clauses {
  const clauses: Clauses = { notNull: false, defaultValue: null, checks: [] };
  let sawNull = false;
  let sawDefault = false;
  for (const { name, constraint, deferrable, initiallyDeferred, location } of written) {
    checkPossible(constraint.kind, deferrable || initiallyDeferred, location);
    switch (constraint.kind) {
      case 'notNull':
      case 'null':
        if (constraint.kind === 'null' ? clauses.notNull : sawNull) {
          throw sqlError('syntax_error', 'conflicting NULL/NOT NULL constraints');
        }
        if (constraint.kind === 'null') sawNull = true;
        else clauses.notNull = true;
        break;
      case 'default':
        if (sawDefault) throw sqlError('syntax_error', 'multiple default expressions');
        sawDefault = true;
        clauses.defaultValue = constraint.value;
        break;
      case 'check':
        if (constraint.noInherit) {
          throw sqlError('invalid_object_definition', 'check constraints for domains cannot be marked NO INHERIT');
        }
        clauses.checks.push({ name, expression: constraint.expression });
        break;
    }
  }
  return clauses;
}

export function executeCreateDomain(statement: CreateDomainStatement, context: DdlContext): DdlResult {
  const { schema, name } = placeForType(statement.name, context);
  const { type: base, typmod } = context.analyzer.typeName(withoutSet(statement.type));
  if (context.analyzer.isPseudoType(base)) {
    const text = nameText(statement.type.name);
    throw sqlError('datatype_mismatch', `"${text}" is not a valid base type for a domain`);
  }
  requireTypeUsage(base, context);
  const collation = columnCollation({ collation: statement.collation }, base, context);
  const clauses = sortClauses(statement.constraints);
  const oid = allocateTypeOid(context);
  let domain: DomainDescriptor = {
    kind: 'domain',
    oid,
    name,
    schema: schema.oid,
    owner: context.currentRole,
    acl: aclForNew('type', schema.oid, context),
    comment: null,
    base,
    typmod,
    dimensions: dimensionsOf(statement.type),
    notNull: clauses.notNull,
    defaultExpr: null,
    collation,
    constraints: [],
  };
  domain = { ...domain, defaultExpr: defaultOf(domain, clauses.defaultValue, context) };
  context.transaction.put(domain);
  for (const { name: written, expression } of clauses.checks) {
    domain = withCheck(domain, written, expression, true, context);
  }
  context.transaction.put(domain);
  return { tag: 'CREATE DOMAIN' };
}

/** In the base type; that it is one of the domain's values is tested when it is used. NULL is no default. */
function defaultOf(domain: DomainDescriptor, value: Expression | null, context: DdlContext) {
  if (value === null) return null;
  const column = { name: domain.name, type: domain.base, typmod: domain.typmod };
  const bound = context.analyzer.assigned(value, 'default', null, column);
  return bound.kind === 'const' && bound.value === null ? null : bound;
}

function withCheck(
  domain: DomainDescriptor,
  written: string | null,
  expression: Expression,
  validated: boolean,
  context: DdlContext,
): DomainDescriptor {
  const row = domainValueRow(domain.base, domain.typmod);
  const bound = context.analyzer.condition(expression, 'check', row);
  if (written !== null && domain.constraints.some((other) => other.name === written)) {
    throw sqlError('duplicate_object', `constraint "${written}" for domain "${domain.name}" already exists`);
  }
  const others = new Set(domain.constraints.map((other) => other.name));
  const name =
    written ?? chooseConstraintName(context.transaction.catalog, domain.schema, domain.name, null, 'check', others);
  const constraint: DomainConstraint = {
    oid: context.transaction.allocateOid(),
    name,
    expression: bound,
    validated,
  };
  return { ...domain, constraints: [...domain.constraints, constraint] };
}

export function executeAlterDomain(statement: AlterDomainStatement, context: DdlContext): DdlResult {
  if (findOwnType(statement.name, context) === undefined) {
    const builtIn = builtInType(statement.name);
    if (builtIn !== null)
      throw sqlError('wrong_object_type', `${context.analyzer.typeText(builtIn, -1)} is not a domain`);
  }
  const domain = requireOwnType(statement.name, context);
  if (domain.kind !== 'domain') {
    throw sqlError('wrong_object_type', `${nameText(statement.name)} is not a domain`);
  }
  const changed = changedDomain(domain, statement, context);
  if (changed !== domain) context.transaction.put(changed);
  return { tag: 'ALTER DOMAIN' };
}

function changedDomain(
  domain: DomainDescriptor,
  statement: AlterDomainStatement,
  context: DdlContext,
): DomainDescriptor {
  const { action } = statement;
  switch (action.kind) {
    case 'setDefault':
      return { ...domain, defaultExpr: defaultOf(domain, action.value, context) };
    case 'setNotNull':
      if (domain.notNull) return domain;
      checkStored(domain, context, (value, table, column) => {
        if (value !== null) return;
        throw sqlError('not_null_violation', `column "${column}" of table "${table.name}" contains null values`, {
          schema: schemaOf(table, context),
          table: table.name,
          column,
        });
      });
      return { ...domain, notNull: true };
    case 'dropNotNull':
      return { ...domain, notNull: false };
    case 'addConstraint':
      return addConstraint(domain, action.constraint, context);
    case 'dropConstraint': {
      const constraints = domain.constraints.filter((other) => other.name !== action.name);
      if (constraints.length < domain.constraints.length) return { ...domain, constraints };
      const message = `constraint "${action.name}" of domain "${domain.name}" does not exist`;
      if (!action.ifExists) throw sqlError('undefined_object', message);
      context.notice({ severity: 'NOTICE', code: '00000', message: `${message}, skipping` });
      return domain;
    }
    case 'validateConstraint': {
      const at = constraintAt(domain, action.name);
      if (domain.constraints[at]!.validated) return domain;
      validate(domain, at, context);
      return { ...domain, constraints: domain.constraints.with(at, { ...domain.constraints[at]!, validated: true }) };
    }
    case 'renameConstraint': {
      const at = domain.constraints.findIndex((other) => other.name === action.name);
      if (at < 0) {
        throw sqlError('undefined_object', `constraint "${action.name}" for domain ${domain.name} does not exist`);
      }
      if (domain.constraints.some((other) => other.name === action.newName)) {
        throw sqlError('duplicate_object', `constraint "${action.newName}" for domain ${domain.name} already exists`);
      }
      const renamed = { ...domain.constraints[at]!, name: action.newName };
      return { ...domain, constraints: domain.constraints.with(at, renamed) };
    }
  }
}

function constraintAt(domain: DomainDescriptor, name: string): number {
  const at = domain.constraints.findIndex((other) => other.name === name);
  if (at >= 0) return at;
  throw sqlError('undefined_object', `constraint "${name}" of domain "${domain.name}" does not exist`);
}

function addConstraint(domain: DomainDescriptor, written: TableConstraint, context: DdlContext): DomainDescriptor {
  const { constraint } = written;
  checkPossible(constraint.kind, written.deferrable || written.initiallyDeferred, written.location);
  if (constraint.kind !== 'check') throw unsupported(`${constraint.kind} in a domain`, written.location);
  if (constraint.noInherit) {
    throw sqlError('invalid_object_definition', 'check constraints for domains cannot be marked NO INHERIT');
  }
  const changed = unlocated(() => withCheck(domain, written.name, constraint.expression, !written.notValid, context));
  if (!written.notValid) validate(changed, changed.constraints.length - 1, context);
  return changed;
}

function validate(domain: DomainDescriptor, constraint: number, context: DdlContext): void {
  const holds = compiledDomainCheck(domain, constraint);
  const text = context.analyzer.textContext();
  checkStored(domain, context, (value, table, column) => {
    if (holds(value, text)) return;
    throw sqlError(
      'check_violation',
      `column "${column}" of table "${table.name}" contains values that violate the new constraint`,
      { schema: schemaOf(table, context), table: table.name, column },
    );
  });
}

/** Shows every stored value of the domain to `look`. Values within others are not looked for: such a change is refused. */
function checkStored(
  domain: DomainDescriptor,
  context: DdlContext,
  look: (value: Datum, table: TableDescriptor, column: string) => void,
): void {
  const { catalog } = context.transaction;
  const columns = columnsOfType(domain.oid, context).map(({ relation, column, type }) => {
    const table = catalog.table(relation.oid)!;
    return { table, column, type, name: table.columns[column]!.name };
  });
  for (const { table, type, name } of columns) {
    if (!isOver(type, domain.oid, context)) {
      throw sqlError(
        'feature_not_supported',
        `cannot alter type "${domain.name}" because column "${table.name}.${name}" uses it`,
      );
    }
  }
  for (const { table, column, name } of columns) {
    context.lock(table.oid, 'share');
    const query = select([tableRef(table, 0)], [columnVar(table, column)], null);
    for (const [value] of context.run(query)) look(value!, table, name);
  }
}

/** Whether the type is the domain, or a domain over it. */
function isOver(type: Oid, domain: Oid, context: DdlContext): boolean {
  if (type === domain) return true;
  const own = context.transaction.catalog.ownType(type);
  return own?.kind === 'domain' && isOver(own.base, domain, context);
}
