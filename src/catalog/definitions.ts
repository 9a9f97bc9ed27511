/**
 * Objects as SQL text: what pg_get_indexdef, pg_get_constraintdef and friends show. Turning bound trees into text is the
 * analyzer's work, to the right of here, so it comes in as a `Deparser`.
 */

import { sqlError } from '../errors/index.ts';
import { argOids, functionByOid, resultOid } from '../functions/registry.ts';
import { type Collation, collationByKey, collationByOid } from '../types/collation/index.ts';
import { formatType, typeByName, typeByOid } from '../types/registry.ts';
import type { Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import { isOwnType } from './catalog-parts.ts';
import { definitionOf } from './definition-of.ts';
import type {
  ConstraintDescriptor,
  DomainDescriptor,
  ForeignKeyConstraint,
  IndexColumn,
  IndexDescriptor,
  RelationDescriptor,
  TableDescriptor,
  TypeDescriptor,
} from './descriptors.ts';
import { domainValueRow } from './domain-value.ts';
import { ownFunctionsNamed } from './own-functions.ts';
import { internalFunctions } from './pg_catalog/internal-functions.ts';
import { viewOfRule } from './pg_catalog/relations.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { relationOfStored, storedExpression } from './stored-expressions.ts';
import type { BoundExpr, BoundQuery } from './tree.ts';
import { updatableEvents } from './updatable-view.ts';
import { classOids, firstUserOid, sharedClasses } from './well-known.ts';

export interface Deparser {
  /** Over rel 0 = `relation`. Plain: every operation in parentheses; pretty: where precedence wants them. */
  expression(expr: BoundExpr, relation: RelationDescriptor | null, pretty: boolean): string;
  /** Without the semicolon. */
  query(query: BoundQuery, pretty: boolean): string;
}

/** Expressions that stand in an index definition without parentheses of their own. */
function looksLikeFunction(expr: BoundExpr): boolean {
  switch (expr.kind) {
    case 'call':
      return expr.operator === null;
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'nullIf':
    case 'session':
      return true;
    default:
      return false;
  }
}

/** A key column: its name, or the expression, in parentheses unless it is a function call. */
export function indexKeyText(
  key: IndexColumn,
  table: TableDescriptor,
  deparser: Pick<Deparser, 'expression'>,
  pretty = true,
): string {
  if (key.expression === null) return quoteIdentifier(table.columns[key.column!]!.name);
  const text = deparser.expression(key.expression, table, pretty);
  return looksLikeFunction(key.expression) ? text : `(${text})`;
}

/** Catalog-information functions over one version of the catalog and one search path. */
export class CatalogDefinitions {
  private readonly catalog: Catalog;
  private readonly searchPath: readonly Oid[];
  private readonly deparser: Deparser;

  constructor(catalog: Catalog, searchPath: readonly Oid[], deparser: Deparser) {
    this.catalog = catalog;
    this.searchPath = searchPath;
    this.deparser = deparser;
  }

  formatType(type: Oid, typmod: number | null): string {
    const own = this.typeName(type);
    if (own === undefined) return formatType(type, typmod);
    // They take no modifiers, but are shown with what is asked for.
    const brackets = own.endsWith('[]') ? '[]' : '';
    const bare = own.slice(0, own.length - brackets.length);
    return typmod === null || typmod < 0 ? own : `${bare}(${typmod})${brackets}`;
  }

  /** The name of a type of the database's own, an array too; undefined for built-in ones. */
  typeName(type: Oid): string | undefined {
    const owner = this.catalog.typeOwner(type);
    if (owner !== undefined) return this.ownerName(owner);
    // The array type over a type has the OID before it.
    const element = type < firstUserOid ? undefined : this.catalog.typeOwner(type + 1);
    return element === undefined ? undefined : `${this.ownerName(element)}[]`;
  }

  private ownerName(owner: TypeDescriptor | RelationDescriptor): string {
    if (this.typeVisible(owner)) return quoteIdentifier(owner.name);
    const schema = this.catalog.schema(owner.schema)?.name ?? '';
    return `${quoteIdentifier(schema)}.${quoteIdentifier(owner.name)}`;
  }

  private typeVisible(owner: TypeDescriptor | RelationDescriptor): boolean {
    if (typeByName(owner.name) !== undefined) return false;
    for (const schema of this.searchPath) {
      const found = this.catalog.ownTypeByName(schema, owner.name) ?? this.catalog.relationByName(schema, owner.name);
      if (found !== undefined && (isOwnType(found) || 'rowType' in found)) {
        return found.oid === owner.oid;
      }
    }
    return false;
  }

  /** The name of a collation by its key, or by its OID: quoted, and qualified where the search path does not lead to it. */
  collationText(which: string | Oid): string {
    const collation = typeof which === 'string' ? collationByKey(which) : collationByOid(which);
    if (collation === undefined) return quoteIdentifier(String(which));
    const name = quoteIdentifier(collation.name);
    if (this.collationVisible(collation)) return name;
    return `${quoteIdentifier(this.catalog.schema(collation.schema)?.name ?? '')}.${name}`;
  }

  private collationVisible(collation: Collation): boolean {
    return this.catalog.resolveCollation([collation.name], this.searchPath)?.oid === collation.oid;
  }

  isVisible(kind: 'relation' | 'type' | 'function' | 'operator' | 'collation', oid: Oid): boolean | null {
    if (kind === 'collation') {
      const collation = collationByOid(oid);
      return collation === undefined ? null : this.collationVisible(collation);
    }
    if (kind === 'type') {
      const owner = this.catalog.typeOwner(oid) ?? (oid < firstUserOid ? undefined : this.catalog.typeOwner(oid + 1));
      if (owner === undefined) return typeByOid(oid) === undefined ? null : true;
      return this.typeVisible(owner);
    }
    // Built-in functions and operators are in pg_catalog, which is always searched.
    if (kind === 'function' && oid >= firstUserOid) {
      const def = functionByOid(oid);
      return def === undefined ? null : ownFunctionsNamed(this.catalog, def.name, this.searchPath).includes(def);
    }
    if (kind !== 'relation') return true;
    const relation = this.catalog.relation(oid);
    return relation === undefined ? null : this.relationVisible(relation);
  }

  private relationVisible(relation: RelationDescriptor): boolean {
    return this.catalog.resolveRelation([relation.name], this.searchPath)?.oid === relation.oid;
  }

  /** `column` from 0; -1: the relation as a whole. */
  updatableEvents(oid: Oid, column: number): number {
    return updatableEvents(this.catalog.relation(oid), (other) => this.catalog.relation(other), column);
  }

  qualifiedName(relation: RelationDescriptor): string {
    const schema = this.catalog.schema(relation.schema)?.name ?? '';
    return `${quoteIdentifier(schema)}.${quoteIdentifier(relation.name)}`;
  }

  /** Without the schema where the search path leads to it. */
  relationName(relation: RelationDescriptor): string {
    return this.relationVisible(relation) ? quoteIdentifier(relation.name) : this.qualifiedName(relation);
  }

  viewDefinition(oid: Oid, pretty: boolean): string | null {
    const view = this.catalog.relation(oid);
    const definition = view === undefined ? null : definitionOf(view);
    if (view === undefined || definition === null || !('columns' in view)) return null;
    // Columns are called what the view calls them, whatever the query does.
    const { query } = definition;
    const columns = query.columns.map((column, i) => ({ ...column, name: view.columns[i]!.name }));
    return `${this.deparser.query({ ...query, columns }, pretty)};`;
  }

  /** Of the rule by which a view gives its rows. */
  ruleDefinition(rule: Oid, pretty: boolean): string | null {
    const view = this.catalog.relation(viewOfRule(rule));
    const query = view === undefined ? null : this.viewDefinition(view.oid, pretty);
    if (view === undefined || query === null) return null;
    const name = pretty ? this.relationName(view) : this.qualifiedName(view);
    return `CREATE RULE "_RETURN" AS\n    ON SELECT TO ${name} DO INSTEAD ${query}`;
  }

  /** `column` 0: the whole CREATE INDEX; otherwise that column (from 1), without its options. */
  indexDefinition(oid: Oid, column: number, pretty: boolean): string | null {
    const index = this.catalog.index(oid);
    if (index === undefined) return null;
    const table = this.catalog.table(index.table)!;
    if (column === 0) return this.createIndex(index, table, pretty);
    if (column < 1) return '';
    const key = index.keys[column - 1];
    if (key !== undefined) return indexKeyText(key, table, this.deparser, pretty);
    const included = index.include[column - 1 - index.keys.length];
    return included === undefined ? '' : quoteIdentifier(table.columns[included]!.name);
  }

  private createIndex(index: IndexDescriptor, table: TableDescriptor, pretty: boolean): string {
    const keys = index.keys.map((key) => this.indexKey(key, table, pretty));
    const on = pretty ? this.relationName(table) : this.qualifiedName(table);
    const parts = [
      `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(index.name)} ON ${on} USING ${index.method} (${keys.join(', ')})`,
    ];
    if (index.include.length > 0) parts.push(`INCLUDE (${columnNames(table, index.include)})`);
    if (index.nullsNotDistinct) parts.push('NULLS NOT DISTINCT');
    if (index.options !== undefined) parts.push(`WITH (${index.options.map(optionText).join(', ')})`);
    if (index.predicate !== null) parts.push(`WHERE ${this.deparser.expression(index.predicate, table, pretty)}`);
    return parts.join(' ');
  }

  private indexKey(key: IndexColumn, table: TableDescriptor, pretty: boolean): string {
    let text = indexKeyText(key, table, this.deparser, pretty);
    if (key.collation !== undefined) text += ` COLLATE ${this.collationText(key.collation)}`;
    if (key.operatorClass !== undefined) text += ` ${quoteIdentifier(key.operatorClass)}`;
    if (key.descending) text += key.nullsFirst ? ' DESC' : ' DESC NULLS LAST';
    else if (key.nullsFirst) text += ' NULLS FIRST';
    return text;
  }

  constraintDefinition(oid: Oid, pretty: boolean): string | null {
    const domain = this.catalog.domainOfConstraint(oid);
    if (domain !== undefined) {
      const { expression, validated } = domain.constraints.find((c) => c.oid === oid)!;
      const text = this.deparser.expression(expression, domainValueRow(domain.base, domain.typmod), pretty);
      return `CHECK (${text})${validated ? '' : ' NOT VALID'}`;
    }
    const table = this.catalog.tableOfConstraint(oid);
    const constraint = table?.constraints.find((c) => c.oid === oid);
    return table === undefined || constraint === undefined ? null : this.constraintText(constraint, table, pretty);
  }

  /** The text of a domain's default; null when it has none. */
  domainDefault(domain: DomainDescriptor): string | null {
    return domain.defaultExpr === null ? null : this.deparser.expression(domain.defaultExpr, null, false);
  }

  private constraintText(constraint: ConstraintDescriptor, table: TableDescriptor, pretty: boolean): string {
    switch (constraint.kind) {
      case 'check': {
        const expression = this.deparser.expression(constraint.expression, table, pretty);
        const suffix = `${constraint.noInherit ? ' NO INHERIT' : ''}${constraint.validated ? '' : ' NOT VALID'}`;
        return `CHECK (${expression})${suffix}`;
      }
      case 'primaryKey':
      case 'unique': {
        const index = this.catalog.index(constraint.index)!;
        const word =
          constraint.kind === 'primaryKey'
            ? 'PRIMARY KEY'
            : `UNIQUE${index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''}`;
        const include = index.include.length > 0 ? ` INCLUDE (${columnNames(table, index.include)})` : '';
        return `${word} (${columnNames(table, constraint.columns)})${include}${timingText(constraint)}`;
      }
      case 'foreignKey':
        return this.foreignKeyText(constraint, table);
    }
  }

  private foreignKeyText(key: ForeignKeyConstraint, table: TableDescriptor): string {
    const referenced = this.catalog.table(key.referencedTable)!;
    let text = `FOREIGN KEY (${columnNames(table, key.columns)}) REFERENCES ${this.relationName(referenced)}`;
    text += `(${columnNames(referenced, key.referencedColumns)})`;
    if (key.match === 'full') text += ' MATCH FULL';
    if (key.onUpdate !== 'no action') text += ` ON UPDATE ${key.onUpdate.toUpperCase()}`;
    if (key.onDelete !== 'no action') text += ` ON DELETE ${key.onDelete.toUpperCase()}`;
    if (key.onDeleteColumns.length > 0) text += ` (${columnNames(table, key.onDeleteColumns)})`;
    text += timingText(key);
    return key.validated ? text : `${text} NOT VALID`;
  }

  /** pg_get_expr: `stored` is a pg_node_tree value of ours, see stored-expressions.ts. */
  expressionText(stored: string, relation: Oid, pretty: boolean): string | null {
    const expressions = storedExpression(stored, this.catalog);
    if (expressions === null) return null;
    const over = relationOfStored(stored, this.catalog) ?? this.catalog.relation(relation) ?? null;
    return expressions.map((expr) => this.deparser.expression(expr, over, pretty)).join(', ');
  }

  /** pg_get_function_arguments; `identity` leaves the defaults out. */
  functionArguments(oid: Oid, identity: boolean): string | null {
    const def = functionByOid(oid);
    if (def === undefined) {
      const internal = internalFunctions().get(oid);
      return internal === undefined ? null : internal.args.map((type) => formatType(type)).join(', ');
    }
    const firstDefault = def.args.length - (def.defaults?.length ?? 0);
    const types = argOids(def);
    const inputs = def.args.map((type, i) => {
      const variadic = def.variadic === true && i === def.args.length - 1;
      const element = formatType(types[i]!);
      const shown = variadic && type !== 'any' ? `${element}[]` : element;
      const words = [variadic ? 'VARIADIC' : '', def.argNames?.[i] ?? '', shown];
      const text = words.filter((word) => word !== '').join(' ');
      return identity || i < firstDefault ? text : `${text} DEFAULT ${def.defaults![i - firstDefault]}`;
    });
    const outputs = def.kind === 'set' ? (def.columns ?? []) : [];
    return [...inputs, ...outputs.map(({ name, type }) => `OUT ${name} ${typeText(type)}`)].join(', ');
  }

  /** pg_get_function_result. */
  functionResult(oid: Oid): string | null {
    const def = functionByOid(oid);
    if (def === undefined) {
      const internal = internalFunctions().get(oid);
      return internal === undefined ? null : formatType(internal.result);
    }
    const text = formatType(resultOid(def));
    return def.kind === 'set' ? `SETOF ${text}` : text;
  }

  /** pg_get_serial_sequence. */
  serialSequence(relation: Oid, column: string): string | null {
    const table = this.catalog.relation(relation)!;
    const columns = 'columns' in table ? table.columns : [];
    const at = columns.findIndex((c) => !c.dropped && c.name === column);
    if (at < 0) {
      throw sqlError('undefined_column', `column "${column}" of relation "${table.name}" does not exist`);
    }
    for (const oid of this.catalog.dependents(table.oid)) {
      const sequence = this.catalog.relation(oid);
      if (sequence?.kind === 'sequence' && sequence.ownedBy?.table === table.oid && sequence.ownedBy.column === at) {
        return this.qualifiedName(sequence);
      }
    }
    return null;
  }

  /** `column` from 1. */
  columnDescription(oid: Oid, column: number): string | null {
    const relation = this.catalog.relation(oid);
    return relation !== undefined && 'columns' in relation ? (relation.columns[column - 1]?.comment ?? null) : null;
  }

  /** The comment on an object of the named catalog; null: whichever has one. */
  objectDescription(oid: Oid, catalog: string | null): string | null {
    const wanted = (name: keyof typeof classOids): boolean => catalog === null || catalog === name;
    for (const { class: home, text } of this.catalog.commentsOn(oid)) {
      if (catalog === null ? !sharedClasses.has(home) : classOids[catalog as keyof typeof classOids] === home)
        return text;
    }
    const object = this.catalog.object(oid);
    if (object !== undefined && object.kind !== 'comment') {
      const homes = { schema: 'pg_namespace', role: 'pg_authid', collation: 'pg_collation' } as const;
      const relation = isOwnType(object) ? 'pg_type' : 'pg_class';
      const home = object.kind in homes ? homes[object.kind as keyof typeof homes] : relation;
      return wanted(home) ? (object.comment ?? null) : null;
    }
    const composite = this.catalog.relationOfRowType(oid);
    if (composite?.kind === 'composite') return wanted('pg_type') ? composite.comment : null;
    if (!wanted('pg_constraint')) return null;
    const domain = this.catalog.domainOfConstraint(oid);
    if (domain !== undefined) return domain.constraints.find((c) => c.oid === oid)!.comment ?? null;
    const constraint = this.catalog.tableOfConstraint(oid)?.constraints.find((c) => c.oid === oid);
    return constraint?.comment ?? null;
  }
}

function columnNames(table: TableDescriptor, columns: readonly number[]): string {
  return columns.map((column) => quoteIdentifier(table.columns[column]!.name)).join(', ');
}

/** A type named as in pg_type, as SQL text. */
function typeText(name: string): string {
  return formatType(typeByName(name)?.oid ?? 0);
}

/** `fillfactor='50'`, `buffering=auto`. */
export function optionText(option: string): string {
  const equals = option.indexOf('=');
  const value = option.slice(equals + 1);
  return `${option.slice(0, equals)}=${quoteIdentifier(value) === value ? value : `'${value}'`}`;
}

/** When the constraint is checked, unless at once. */
function timingText(constraint: { readonly deferrable: boolean; readonly initiallyDeferred: boolean }): string {
  return `${constraint.deferrable ? ' DEFERRABLE' : ''}${constraint.initiallyDeferred ? ' INITIALLY DEFERRED' : ''}`;
}
