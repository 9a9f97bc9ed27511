/**
 * DROP with its dependents. What a drop takes with it is found depth first, as PostgreSQL does it (chapter "Dependency Tracking"
 * of the manual says what the user sees): parts of an object go silently ('auto', 'internal'), other objects ('normal') only with
 * CASCADE, and each is named with the object through which it was reached first. Siblings are met newest first, and the report runs
 * backwards, so that the oldest object stands first.
 */
import {
  type BoundNode,
  type Catalog,
  type CompositeTypeDescriptor,
  type ConstraintDescriptor,
  columnsIn,
  columnsOfTableIn,
  definitionOf,
  quoteIdentifier,
  type TableDescriptor,
  type TypeDescriptor,
  typesIn,
  walkTree,
} from '../../catalog/index.ts';
import { collationsIn, sequencesIn } from '../../catalog/object-references.ts';
import { ownFunctionsNamed } from '../../catalog/own-functions.ts';
import { sqlError } from '../../errors/index.ts';
import { functionByOid } from '../../functions/index.ts';
import { constructorsOf } from '../../functions/ranges/own-constructors.ts';
import { ownCollationKey } from '../../types/collation/index.ts';
import { baseTypeOid, typeByOid } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { describeColumn, describeRelation, relationText } from './describe.ts';
import { fieldOf } from './user-types/change-attributes.ts';

export type DropNode =
  | { readonly kind: 'relation'; readonly oid: Oid }
  /** An enum, domain or range. */
  | { readonly kind: 'type'; readonly oid: Oid }
  /** A constructor of a range type. */
  | { readonly kind: 'function'; readonly oid: Oid }
  | { readonly kind: 'collation'; readonly oid: Oid }
  | { readonly kind: 'schema'; readonly oid: Oid }
  | { readonly kind: 'column'; readonly oid: Oid; readonly column: number }
  | { readonly kind: 'default'; readonly oid: Oid; readonly column: number }
  | { readonly kind: 'constraint'; readonly oid: Oid; readonly constraint: Oid }
  | { readonly kind: 'domainConstraint'; readonly oid: Oid; readonly constraint: Oid };

type DependencyType = 'normal' | 'auto' | 'internal';
interface Dependent {
  readonly node: DropNode;
  readonly type: DependencyType;
  /** Order among siblings. */
  readonly age: Oid;
  /** What it is said to depend on, where that is not what it was found by: the array type over a type. */
  readonly through?: DropNode;
}

function keyOf(node: DropNode): string {
  switch (node.kind) {
    case 'relation':
    case 'type':
    case 'function':
    case 'collation':
    case 'schema':
      return `${node.oid}`;
    case 'constraint':
    case 'domainConstraint':
      return `c${node.constraint}`;
    default:
      return `${node.kind}${node.oid}.${node.column}`;
  }
}

// ---- what depends on what ----

/** What uses the type itself or arrays of it: columns, and expressions that mention it. */
function typeDependents(catalog: Catalog, type: Oid): Dependent[] {
  const found: Dependent[] = [];
  const isIt = (oid: Oid): boolean => oid === type || oid === type - 1;
  const own = catalog.ownType(type);
  const makers = own === undefined ? [] : constructorOids(own);
  const mentions = (root: BoundNode): boolean =>
    [...typesIn(root)].some(isIt) && !makers.some((maker) => calls(root, maker));
  const internal = (node: DropNode, age: Oid): Dependent => ({ node, type: 'internal', age });
  if (own?.kind === 'range') found.push(internal({ kind: 'type', oid: own.multirange }, lastConstructor(own)));
  for (const oid of makers) found.push(internal({ kind: 'function', oid }, oid));
  found.push(...usersOf(catalog, catalog.typeDependents(type), (typed) => isIt(typed.type), mentions, type));
  return found;
}

/** What calls a constructor of a range or multirange type. */
function functionDependents(catalog: Catalog, fn: Oid): Dependent[] {
  const def = functionByOid(fn);
  if (def?.own === undefined) return [];
  return usersOf(
    catalog,
    catalog.typeDependents(def.own.result),
    () => false,
    (root) => calls(root, fn),
  );
}

function constructorOids(type: TypeDescriptor): Oid[] {
  const [range, wanted] =
    type.kind === 'range' ? [type.oid, type.oid] : type.kind === 'multirange' ? [type.range, type.oid] : [];
  if (range === undefined) return [];
  return constructorsOf(typeByOid(range)!)
    .filter((def) => def.own!.result === wanted)
    .map((def) => def.oid);
}

function lastConstructor(range: TypeDescriptor): Oid {
  return Math.max(...constructorsOf(typeByOid(range.oid)!).map((def) => def.oid));
}

function calls(root: BoundNode, fn: Oid): boolean {
  let found = false;
  walkTree(root, (node) => {
    if ('fn' in node && node.fn === fn) found = true;
    return !found;
  });
  return found;
}

/** What is ordered by the collation, or says so in an expression or query. */
function collationDependents(catalog: Catalog, oid: Oid): Dependent[] {
  const key = ownCollationKey(oid);
  return usersOf(
    catalog,
    catalog.dependents(oid),
    (typed) => typed.collation === key,
    (root) => collationsIn(root).has(oid),
  );
}

interface Typed {
  readonly type: Oid;
  readonly collation: string | null;
}

/** Those of `users` with columns of a type or collation, or with expressions and queries that mention what depends on it. */
function usersOf(
  catalog: Catalog,
  users: readonly Oid[],
  isIt: (typed: Typed) => boolean,
  mentioned: (root: BoundNode) => boolean,
  /** Where columns of arrays of it are meant too. */
  type?: Oid,
): Dependent[] {
  const found: Dependent[] = [];
  const mentions = (root: BoundNode | null): boolean => root !== null && mentioned(root);
  const whole = (oid: Oid): Dependent => ({ node: { kind: 'relation', oid }, type: 'normal', age: oid });
  for (const other of users) {
    const dependent = catalog.object(other)!;
    switch (dependent.kind) {
      case 'table':
      case 'composite':
        if (dependent.kind === 'table' && dependent.materialized !== undefined) {
          if (mentions(dependent.materialized.query)) found.push(whole(other));
          break;
        }
        dependent.columns.forEach((column, i) => {
          if (column.dropped) return;
          if (isIt(column)) {
            found.push({
              node: { kind: 'column', oid: other, column: i },
              type: 'normal',
              age: type === undefined || column.type === type ? other : column.type,
              ...(type === undefined || column.type === type ? {} : { through: { kind: 'type', oid: column.type } }),
            });
          } else if (column.generated !== null && mentions(column.generated)) {
            found.push({
              node: { kind: 'column', oid: other, column: i },
              type: 'normal',
              age: column.defaultOid ?? 0,
            });
          } else if (mentions(column.defaultExpr)) {
            found.push({
              node: { kind: 'default', oid: other, column: i },
              type: 'normal',
              age: column.defaultOid ?? 0,
            });
          }
        });
        if (dependent.kind === 'composite') break;
        for (const constraint of dependent.constraints) {
          if (constraint.kind === 'check' && mentions(constraint.expression)) {
            found.push(constraintOf(dependent, constraint, 'normal'));
          }
        }
        break;
      case 'view':
        if (mentions(dependent.query)) found.push(whole(other));
        break;
      case 'index':
        if (
          dependent.keys.some(
            (key) => isIt({ type: 0, collation: key.collation ?? null }) || mentions(key.expression),
          ) ||
          mentions(dependent.predicate)
        ) {
          found.push(whole(other));
        }
        break;
      case 'range':
        if (isIt({ type: dependent.subtype, collation: dependent.collation }))
          found.push({ node: { kind: 'type', oid: other }, type: 'normal', age: other });
        break;
      case 'domain':
        if (isIt({ type: dependent.base, collation: dependent.collation }) || mentions(dependent.defaultExpr)) {
          found.push({ node: { kind: 'type', oid: other }, type: 'normal', age: other });
          break;
        }
        for (const { oid, expression } of dependent.constraints) {
          if (!mentions(expression)) continue;
          found.push({ node: { kind: 'domainConstraint', oid: other, constraint: oid }, type: 'normal', age: oid });
        }
        break;
      default:
        break;
    }
  }
  return found;
}

function relationDependents(catalog: Catalog, oid: Oid): Dependent[] {
  const relation = catalog.relation(oid);
  if (relation === undefined) return [];
  const found: Dependent[] = [];
  if ('rowType' in relation) found.push(...typeDependents(catalog, relation.rowType));
  for (const other of catalog.dependents(oid)) {
    const dependent = catalog.relation(other);
    if (dependent === undefined) continue;
    switch (dependent.kind) {
      case 'view':
        found.push({ node: { kind: 'relation', oid: other }, type: 'normal', age: other });
        break;
      case 'index':
        if (dependent.constraint === null)
          found.push({ node: { kind: 'relation', oid: other }, type: 'auto', age: other });
        break;
      case 'sequence':
        found.push({
          node: { kind: 'relation', oid: other },
          type: dependent.ownedBy?.identity ? 'internal' : 'auto',
          age: other,
        });
        break;
      case 'table':
        if (dependent.materialized?.dependsOn.includes(oid)) {
          found.push({ node: { kind: 'relation', oid: other }, type: 'normal', age: other });
        }
        found.push(...foreignKeysTo(dependent, oid, () => true));
        if (relation.kind === 'sequence') found.push(...defaultsFrom(dependent, oid));
        break;
      case 'catalogRelation':
        break;
    }
  }
  if (relation.kind === 'table') {
    for (const constraint of relation.constraints) found.push(constraintOf(relation, constraint, 'auto'));
    relation.columns.forEach((column, i) => {
      if (column.defaultOid === undefined) return;
      found.push({ node: { kind: 'default', oid, column: i }, type: 'auto', age: column.defaultOid });
    });
  }
  if (relation.kind === 'index') {
    const table = catalog.table(relation.table)!;
    for (const referencing of table.referencedBy) {
      found.push(...foreignKeysTo(catalog.table(referencing)!, table.oid, (key) => key.referencedIndex === oid));
    }
  }
  return found;
}

function constraintOf(table: TableDescriptor, constraint: ConstraintDescriptor, type: DependencyType): Dependent {
  return {
    node: { kind: 'constraint', oid: table.oid, constraint: constraint.oid },
    type,
    age: constraint.oid,
  };
}

function foreignKeysTo(
  table: TableDescriptor,
  referenced: Oid,
  which: (key: Extract<ConstraintDescriptor, { kind: 'foreignKey' }>) => boolean,
): Dependent[] {
  const found: Dependent[] = [];
  for (const constraint of table.constraints) {
    if (constraint.kind === 'foreignKey' && constraint.referencedTable === referenced && which(constraint)) {
      found.push(constraintOf(table, constraint, 'normal'));
    }
  }
  return found;
}

function defaultsFrom(table: TableDescriptor, sequence: Oid): Dependent[] {
  const found: Dependent[] = [];
  table.columns.forEach((column, i) => {
    if (column.defaultExpr === null) return;
    if (!sequencesIn(column.defaultExpr).includes(sequence)) return;
    found.push({ node: { kind: 'default', oid: table.oid, column: i }, type: 'normal', age: column.defaultOid ?? 0 });
  });
  return found;
}

/** What reads an attribute of values of the composite type. */
function attributeDependents(
  catalog: Catalog,
  composite: CompositeTypeDescriptor | TableDescriptor,
  column: number,
): Dependent[] {
  const { rowType } = composite;
  const field = fieldOf(composite, column);
  const reads = (root: BoundNode): boolean => {
    let found = false;
    walkTree(root, (node) => {
      if (node.kind === 'field' && node.field === field && baseTypeOid(node.arg.type) === rowType) found = true;
      return !found;
    });
    return found;
  };
  return usersOf(catalog, catalog.typeDependents(rowType), () => false, reads);
}

function columnDependents(catalog: Catalog, oid: Oid, column: number): Dependent[] {
  const composite = catalog.relation(oid);
  if (composite?.kind === 'composite') return attributeDependents(catalog, composite, column);
  const table = catalog.table(oid);
  if (table === undefined) return [];
  const found = attributeDependents(catalog, table, column);
  const { defaultOid } = table.columns[column]!;
  if (defaultOid !== undefined) found.push({ node: { kind: 'default', oid, column }, type: 'auto', age: defaultOid });
  for (const constraint of table.constraints) {
    if (constraint.columns.includes(column)) found.push(constraintOf(table, constraint, 'auto'));
  }
  for (const referencing of table.referencedBy) {
    found.push(...foreignKeysTo(catalog.table(referencing)!, oid, (key) => key.referencedColumns.includes(column)));
  }
  for (const other of catalog.dependents(oid)) {
    const dependent = catalog.relation(other);
    if (dependent === undefined) continue;
    const node: DropNode = { kind: 'relation', oid: other };
    const definition = definitionOf(dependent);
    if (definition !== null) {
      if (columnsOfTableIn(definition.query, oid).has(column)) found.push({ node, type: 'normal', age: other });
    } else if (dependent.kind === 'sequence') {
      if (dependent.ownedBy?.column !== column) continue;
      found.push({ node, type: dependent.ownedBy.identity ? 'internal' : 'auto', age: other });
    } else if (dependent.kind === 'index' && dependent.constraint === null) {
      const uses = dependent.keys.some(
        (key) => key.column === column || (key.expression !== null && columnsIn(key.expression).has(column)),
      );
      const filtered = dependent.predicate !== null && columnsIn(dependent.predicate).has(column);
      if (uses || filtered || dependent.include.includes(column)) found.push({ node, type: 'auto', age: other });
    }
  }
  table.columns.forEach((other, i) => {
    if (i === column || other.dropped || other.generated === null || !columnsIn(other.generated).has(column)) return;
    found.push({ node: { kind: 'column', oid, column: i }, type: 'normal', age: other.defaultOid ?? oid });
  });
  return found;
}

function dependentsOf(catalog: Catalog, node: DropNode): Dependent[] {
  switch (node.kind) {
    case 'relation':
      return relationDependents(catalog, node.oid);
    case 'type':
      return typeDependents(catalog, node.oid);
    case 'collation':
      return collationDependents(catalog, node.oid);
    case 'function':
      return functionDependents(catalog, node.oid);
    case 'column':
      return columnDependents(catalog, node.oid, node.column);
    case 'default':
    case 'domainConstraint':
      return [];
    case 'constraint': {
      const constraint = catalog.table(node.oid)?.constraints.find((c) => c.oid === node.constraint);
      if (constraint === undefined || constraint.kind === 'check' || constraint.kind === 'foreignKey') return [];
      return [{ node: { kind: 'relation', oid: constraint.index }, type: 'internal', age: constraint.index }];
    }
    case 'schema': {
      const found: Dependent[] = [];
      for (const relation of catalog.relationsIn(node.oid)) {
        if (relation.kind === 'index' || (relation.kind === 'sequence' && relation.ownedBy?.identity)) continue;
        found.push({ node: { kind: 'relation', oid: relation.oid }, type: 'normal', age: relation.oid });
      }
      for (const { oid } of catalog.ownCollations(node.oid)) {
        found.push({ node: { kind: 'collation', oid }, type: 'normal', age: oid });
      }
      for (const type of catalog.ownTypesIn(node.oid)) {
        // A multirange type belongs to its range type, wherever that is.
        const oid = type.kind === 'multirange' ? type.range : type.oid;
        found.push({ node: { kind: 'type', oid }, type: 'normal', age: oid });
      }
      return found;
    }
  }
}

// ---- names in messages ----

export function describe(context: DdlContext, node: DropNode): string {
  const { catalog } = context.transaction;
  switch (node.kind) {
    case 'schema':
      return `schema ${quoteIdentifier(catalog.schema(node.oid)!.name)}`;
    case 'collation':
      return `collation ${context.analyzer.collationText(node.oid)}`;
    case 'function':
      return `function ${signatureText(node.oid, context)}`;
    case 'type':
      return `type ${context.analyzer.typeText(node.oid, -1)}`;
    case 'relation': {
      const relation = catalog.relation(node.oid)!;
      return relation.kind === 'composite'
        ? `type ${relationText(context, relation)}`
        : describeRelation(context, relation);
    }
    case 'column':
      return describeColumn(context, catalog.relation(node.oid)!, node.column);
    case 'default':
      return `default value for ${describeColumn(context, catalog.table(node.oid)!, node.column)}`;
    case 'domainConstraint': {
      const name = catalog
        .domainOfConstraint(node.constraint)!
        .constraints.find((c) => c.oid === node.constraint)!.name;
      return `constraint ${quoteIdentifier(name)}`;
    }
    case 'constraint': {
      const table = catalog.table(node.oid)!;
      const name = table.constraints.find((c) => c.oid === node.constraint)!.name;
      return `constraint ${quoteIdentifier(name)} on ${describeRelation(context, table)}`;
    }
  }
}

function signatureText(fn: Oid, context: DdlContext): string {
  const def = functionByOid(fn)!;
  const { schema, args } = def.own!;
  const types = args.map((type, i) => {
    const text = context.analyzer.typeText(type, -1);
    return def.variadic === true && i === args.length - 1 ? `${text}[]` : text;
  });
  const { catalog } = context.transaction;
  const visible = ownFunctionsNamed(catalog, def.name, context.searchPath()).includes(def);
  const place = visible ? '' : `${quoteIdentifier(catalog.schema(schema)!.name)}.`;
  return `${place}${quoteIdentifier(def.name)}(${types.join(',')})`;
}

// ---- the drop ----

interface Target {
  readonly node: DropNode;
  readonly dependee: DropNode | null;
  readonly flags: Set<DependencyType | 'original'>;
}

class Collector {
  /** Dependents before what they depend on. */
  readonly targets: Target[] = [];
  private readonly byKey = new Map<string, Set<DependencyType | 'original'>>();
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  visit(node: DropNode, flag: DependencyType | 'original', dependee: DropNode | null): void {
    const key = keyOf(node);
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.add(flag);
      return;
    }
    // A column of a table that goes as a whole needs no step of its own.
    if (node.kind === 'column' && this.byKey.has(`${node.oid}`)) return;
    const flags = new Set([flag]);
    this.byKey.set(key, flags);
    const dependents = dependentsOf(this.catalog, node).sort((a, b) => b.age - a.age);
    for (const dependent of dependents) this.visit(dependent.node, dependent.type, dependent.through ?? node);
    this.targets.push({ node, dependee, flags });
  }
}

/** At most this many objects are listed in a message. */
const maxReported = 100;

/**
 * Everything that has to go for `nodes` to go, dependents first. Without `cascade` other objects among it are an error 2BP01;
 * with it they are a notice.
 */
export function collectDrops(nodes: readonly DropNode[], cascade: boolean, context: DdlContext): DropNode[] {
  const collector = new Collector(context.transaction.catalog);
  for (const node of nodes) collector.visit(node, 'original', null);
  const others = collector.targets
    .filter((t) => !t.flags.has('original') && !t.flags.has('auto') && !t.flags.has('internal'))
    .reverse();
  if (others.length > 0) {
    if (cascade) noticeCascade(others, context);
    else throw dependencyError(nodes, others, context);
  }
  return collector.targets.map((t) => t.node);
}

function listed(lines: readonly string[]): string {
  const hidden = lines.length - maxReported;
  const shown = lines.slice(0, maxReported);
  if (hidden > 0) shown.push(`and ${hidden} other ${hidden === 1 ? 'object' : 'objects'} (see server log for list)`);
  return shown.join('\n');
}

function dependencyError(nodes: readonly DropNode[], others: readonly Target[], context: DdlContext): Error {
  const detail = listed(others.map((t) => `${describe(context, t.node)} depends on ${describe(context, t.dependee!)}`));
  const hint = 'Use DROP ... CASCADE to drop the dependent objects too.';
  const message =
    nodes.length === 1
      ? `cannot drop ${describe(context, nodes[0]!)} because other objects depend on it`
      : 'cannot drop desired object(s) because other objects depend on them';
  return sqlError('dependent_objects_still_exist', message, { detail, hint });
}

function noticeCascade(others: readonly Target[], context: DdlContext): void {
  const lines = others.map((t) => `drop cascades to ${describe(context, t.node)}`);
  if (lines.length === 1) context.notice({ severity: 'NOTICE', code: '00000', message: lines[0]! });
  else {
    context.notice({
      severity: 'NOTICE',
      code: '00000',
      message: `drop cascades to ${lines.length} other objects`,
      fields: { detail: listed(lines) },
    });
  }
}
