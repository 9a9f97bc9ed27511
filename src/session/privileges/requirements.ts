/**
 * What a statement needs to be allowed, from its bound tree: for each relation the privileges, and the columns that it reads,
 * inserts and updates. What a view reads is asked of its owner, unless it is a security_invoker one ("Rules and Privileges").
 */
import type { Catalog, ViewDescriptor } from '../../catalog/index.ts';
import { DELETE, INSERT, SELECT, UPDATE } from '../../catalog/privileges/index.ts';
import type { BoundCast, BoundCte, BoundModification, BoundQuery, TargetView } from '../../catalog/tree.ts';
import { type BoundNode, isViewRef, walkTree } from '../../catalog/tree-references.ts';
import type { Oid } from '../../types/type-def.ts';

export interface Requirement {
  readonly relation: Oid;
  /** null: the user. */
  readonly asRole: Oid | null;
  privileges: number;
  /** Attribute numbers; those of system columns are negative. */
  readonly selected: Set<number>;
  readonly inserted: Set<number>;
  readonly updated: Set<number>;
}

export interface Requirements {
  readonly relations: readonly Requirement[];
  readonly functions: ReadonlySet<Oid>;
}

export function requirementsOf(bound: BoundQuery | BoundModification, catalog: Catalog): Requirements {
  const collector = new Collector(catalog);
  collector.collectUses(bound);
  collector.visit(bound, null);
  return { relations: collector.relations, functions: collector.functions };
}

function attributeNumber(column: number): number {
  return column < 0 ? column : column + 1;
}

export function isInvokerView(view: ViewDescriptor): boolean {
  return view.options?.some((option) => /^security_invoker=(?:t(?:r(?:ue?)?)?|y(?:es?)?|on|1)$/i.test(option)) ?? false;
}

class Collector {
  readonly relations: Requirement[] = [];
  readonly functions = new Set<Oid>();
  private readonly catalog: Catalog;
  /** Columns that are read, by rel. */
  private readonly uses = new Map<number, Set<number>>();
  private readonly locked = new Set<number>();
  private readonly unused = new Set<BoundNode>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  collectUses(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.collectUses(item);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    const node = value as {
      readonly kind?: string;
      readonly rel?: number;
      readonly column?: number;
      readonly fn?: unknown;
    };
    if (node.kind === 'const') return;
    if (node.kind === 'var') {
      const columns = this.uses.get(node.rel!);
      if (columns === undefined) this.uses.set(node.rel!, new Set([attributeNumber(node.column!)]));
      else columns.add(attributeNumber(node.column!));
      return;
    }
    if (typeof node.fn === 'number') this.functions.add(node.fn);
    if (node.kind === 'cast') this.collectDomain(value as BoundCast);
    for (const [name, child] of Object.entries(value)) {
      if (name === 'through') continue;
      // What the system checks by itself is nobody's reading; its functions are called by who changes the row.
      if (name === 'checks') {
        this.collectFunctions(child);
        continue;
      }
      if (name === 'set' && node.kind === 'update')
        this.collectAssigned(value as { table: Oid; set: readonly Assignment[] });
      else this.collectUses(child);
    }
  }

  /** Of checks, generated columns and indexes: who changes rows calls them. */
  private collectOwnFunctions(oid: Oid): void {
    const table = this.catalog.table(oid);
    if (table === undefined) return;
    for (const constraint of table.constraints) {
      if (constraint.kind === 'check') this.collectFunctions(constraint.expression);
    }
    for (const { generated } of table.columns) this.collectFunctions(generated);
    for (const { keys, predicate } of this.catalog.indexesOf(table)) {
      for (const { expression } of keys) this.collectFunctions(expression);
      this.collectFunctions(predicate);
    }
  }

  private collectFunctions(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.collectFunctions(item);
    } else if (value !== null && typeof value === 'object' && (value as { readonly kind?: string }).kind !== 'const') {
      const { fn } = value as { readonly fn?: unknown };
      if (typeof fn === 'number') this.functions.add(fn);
      this.collectFunctions(Object.values(value));
    }
  }

  /** The checks of a domain are computed where a value becomes one of it. */
  private collectDomain({ method, type }: BoundCast): void {
    if (method !== 'domain') return;
    for (let oid = type; ; ) {
      const domain = this.catalog.ownType(oid);
      if (domain?.kind !== 'domain') return;
      for (const { expression } of domain.constraints) this.collectFunctions(expression);
      oid = domain.base;
    }
  }

  private collectAssigned({ table, set }: { readonly table: Oid; readonly set: readonly Assignment[] }): void {
    for (const { column, value } of set) if (!this.isGenerated(table, column)) this.collectUses(value);
  }

  private isGenerated(table: Oid, column: number): boolean {
    return this.catalog.table(table)?.columns[column]?.generated != null;
  }

  private need(relation: Oid, asRole: Oid | null, privileges: number, rel: number): Requirement {
    const requirement: Requirement = {
      relation,
      asRole,
      privileges,
      selected: new Set(this.uses.get(rel)),
      inserted: new Set(),
      updated: new Set(),
    };
    this.relations.push(requirement);
    return requirement;
  }

  /** WITH queries that nobody reads are not run, unless they change something. */
  private noteUnused(ctes: readonly BoundCte[]): void {
    for (const { references, query } of ctes) {
      if (references === 0 && !('table' in query)) this.unused.add(query);
    }
  }

  visit(root: BoundQuery | BoundModification, asRole: Oid | null): void {
    const inner: { readonly query: BoundQuery; readonly asRole: Oid | null }[] = [];
    walkTree(root, (node) => {
      if (this.unused.has(node)) return false;
      switch (node.kind) {
        case 'select':
          this.noteUnused(node.ctes);
          for (const { rels } of node.locking) for (const rel of rels) this.locked.add(rel);
          return true;
        case 'setOperation':
        case 'values':
          this.noteUnused(node.ctes);
          return true;
        case 'table':
          this.need(node.table, asRole, this.locked.has(node.rel) ? SELECT | UPDATE : SELECT, node.rel);
          return true;
        case 'insert':
        case 'update':
        case 'delete':
        case 'merge':
          this.noteUnused(node.ctes);
          this.visitTarget(node, asRole);
          return true;
        case 'subquery': {
          if (!isViewRef(node)) return true;
          const { query } = node;
          const locks = query.kind === 'select' && query.locking.length > 0;
          this.need(node.view, asRole, locks ? SELECT | UPDATE : SELECT, node.rel);
          const view = this.catalog.relation(node.view);
          const role = view?.kind !== 'view' || isInvokerView(view) ? null : view.owner;
          inner.push({ query, asRole: role });
          return false;
        }
        default:
          return true;
      }
    });
    for (const { query, asRole: role } of inner) this.visit(query, role);
  }

  private visitTarget(node: BoundModification, asRole: Oid | null): void {
    const role =
      node.kind === 'merge' || node.through === undefined ? asRole : this.visitViews(node.kind, node.through, asRole);
    const target = this.need(node.table, role, 0, node.rel);
    if (node.kind !== 'delete') this.collectOwnFunctions(node.table);
    switch (node.kind) {
      case 'insert': {
        target.privileges |= INSERT;
        for (const column of node.inserted ?? []) target.inserted.add(column + 1);
        const { onConflict } = node;
        if (onConflict === null) break;
        for (const column of this.uses.get(onConflict.excludedRel) ?? []) target.selected.add(column);
        for (const column of this.arbiterColumns(onConflict.arbiters)) target.selected.add(column);
        if (onConflict.action === 'update') {
          target.privileges |= UPDATE;
          this.addUpdated(target, node.table, onConflict.set);
        }
        break;
      }
      case 'update':
        target.privileges |= UPDATE;
        this.addUpdated(target, node.table, node.set);
        break;
      case 'delete':
        target.privileges |= DELETE;
        break;
      case 'merge':
        for (const { action, set, inserted } of node.actions) {
          if (action === 'insert') {
            target.privileges |= INSERT;
            for (const column of inserted ?? []) target.inserted.add(column + 1);
          } else if (action === 'update') {
            target.privileges |= UPDATE;
            this.addUpdated(target, node.table, set);
          } else if (action === 'delete') target.privileges |= DELETE;
        }
        break;
    }
    if (target.selected.size > 0) target.privileges |= SELECT;
  }

  private addUpdated(target: Requirement, table: Oid, set: readonly Assignment[]): void {
    for (const { column } of set) if (!this.isGenerated(table, column)) target.updated.add(column + 1);
  }

  private arbiterColumns(arbiters: readonly Oid[]): Set<number> {
    const found = new Set<number>();
    for (const oid of arbiters) {
      for (const { column, expression } of this.catalog.index(oid)?.keys ?? []) {
        if (column !== null) found.add(column + 1);
        else if (expression !== null) {
          walkTree(expression, (node) => {
            if (node.kind === 'var') found.add(attributeNumber(node.column));
          });
        }
      }
    }
    return found;
  }

  /** The views that a change goes through, from the one that was named down; the role as which the table is changed. */
  private visitViews(kind: 'insert' | 'update' | 'delete', through: TargetView, asRole: Oid | null): Oid | null {
    const privilege =
      { insert: INSERT, update: UPDATE, delete: DELETE }[kind] | (through.updates === true ? UPDATE : 0);
    let role = asRole;
    let reads = new Set(through.reads);
    let writes = new Set(through.writes);
    let view = this.catalog.relation(through.view);
    while (view?.kind === 'view') {
      const need = this.need(view.oid, role, privilege | (reads.size > 0 ? SELECT : 0), -1);
      for (const column of reads) need.selected.add(column + 1);
      for (const column of writes) {
        if (kind === 'insert') need.inserted.add(column + 1);
        if (kind === 'update' || through.updates === true) need.updated.add(column + 1);
      }
      role = isInvokerView(view) ? null : view.owner;
      ({ view, reads, writes } = this.below(view, reads, writes));
    }
    return role;
  }

  private below(view: ViewDescriptor, reads: ReadonlySet<number>, writes: ReadonlySet<number>): Below {
    const { query } = view;
    const from = query.kind === 'select' ? query.from[0] : undefined;
    if (query.kind !== 'select' || from?.kind !== 'subquery' || from.view === null) {
      return { view: undefined, reads: new Set(), writes: new Set() };
    }
    const columnsOf = (root: unknown, into: Set<number>): void => {
      walkTree(root as BoundQuery, (node) => {
        if (node.kind === 'var' && node.rel === from.rel) into.add(node.column);
      });
    };
    const readBelow = new Set<number>();
    const writtenBelow = new Set<number>();
    for (const column of reads) columnsOf(query.targets[column], readBelow);
    if (query.where !== null) columnsOf(query.where, readBelow);
    for (const column of writes) columnsOf(query.targets[column], writtenBelow);
    return { view: this.catalog.relation(from.view) as ViewDescriptor, reads: readBelow, writes: writtenBelow };
  }
}

interface Assignment {
  readonly column: number;
  readonly value: unknown;
}
interface Below {
  readonly view: ViewDescriptor | undefined;
  readonly reads: Set<number>;
  readonly writes: Set<number>;
}
