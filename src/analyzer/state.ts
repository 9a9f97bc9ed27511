/**
 * What the whole of one statement shares while it is analyzed: running numbers, parameters, look-ups of types. The binders of
 * expressions, queries and table references call each other in a ring (a sub-query is an expression, a query has expressions);
 * they reach each other through `Binder`, which analyze.ts puts together.
 */
import type { BoundExpr, BoundModification, BoundParam, BoundQuery } from '../catalog/tree.ts';
import type { TreeNumbers } from '../catalog/tree-map.ts';
import { typeOf } from '../catalog/type-definitions.ts';
import { sqlError } from '../errors/index.ts';
import type { DataModification, Expression, SelectStatement } from '../parser/ast/index.ts';
import { firstUserTypeOid } from '../types/registry.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';
import type { AnalyzerContext } from './environment.ts';
import { unknownOid } from './oids.ts';
import type { Scope } from './scope.ts';

export interface QueryOptions {
  /** Leave unknown literals in the select list unresolved: INSERT ... SELECT gives them the columns' types. */
  readonly keepUnknown?: boolean;
}
export interface Binder {
  expression(expr: Expression, scope: Scope): BoundExpr;
  /** `parent` is the scope the query is nested in. */
  query(statement: SelectStatement, parent: Scope, options?: QueryOptions): BoundQuery;
  modification(statement: DataModification, parent: Scope): BoundModification;
}

/** Repeated expressions of one statement; a relation counts as some of them, because it takes its part in planning. */
const repetitionsMax = 300_000;
const repeatedRelWeight = 20;

export class StatementState implements TreeNumbers {
  readonly context: AnalyzerContext;
  readonly binder: Binder;
  /** Rels on the nullable side of an outer join that is already bound. */
  readonly nullableRels = new Set<number>();
  /** Something has, or asks for, another collation than that of its type: collations are derived at the end. */
  collated = false;
  private rels = 0;
  private selects = 0;
  private ctes = 0;
  private repeating = 0;
  private repetitions = 0;
  private readonly relScopes: (Scope | undefined)[] = [];
  private readonly relTargets: (readonly BoundExpr[] | undefined)[] = [];

  constructor(context: AnalyzerContext, binder: Binder) {
    this.context = context;
    this.binder = binder;
  }

  nextRel(): number {
    if (this.repeating > 0) this.countRepetition(repeatedRelWeight);
    return ++this.rels;
  }

  /**
   * Binds once more what is written once: the argument of BETWEEN, the query of a view. Where such things are nested their
   * sizes multiply, so the whole of it is bounded (54001).
   */
  repeat<T>(bind: () => T): T {
    this.repeating++;
    const result = bind();
    this.repeating--;
    return result;
  }
  /** An expression is bound. */
  enter(): void {
    if (this.repeating > 0) this.countRepetition(1);
  }
  private countRepetition(weight: number): void {
    this.repetitions += weight;
    if (this.repetitions > repetitionsMax) {
      throw sqlError('statement_too_complex', 'statement is too complex', {
        detail: 'Views, or expressions that stand in a statement more than once, are nested too deeply.',
      });
    }
  }

  nextSelect(): number {
    return ++this.selects;
  }
  nextCte(): number {
    return ++this.ctes;
  }

  /** A rel that belongs to the query of `scope`: what decides the level of variables and aggregates. */
  newRel(scope: Scope): number {
    const rel = ++this.rels;
    this.relScopes[rel] = scope;
    return rel;
  }
  ownRel(rel: number, scope: Scope): void {
    this.relScopes[rel] = scope;
  }
  /** The targets of a rel that is a query. */
  setRelTargets(rel: number, targets: readonly BoundExpr[]): void {
    this.relTargets[rel] = targets;
  }
  /** What a column of a query in FROM is there: the fields of a record are known only from what makes it. */
  targetBehind(rel: number, column: number): BoundExpr | undefined {
    return this.relTargets[rel]?.[column];
  }
  scopeOfRel(rel: number): Scope | undefined {
    return this.relScopes[rel];
  }

  type(oid: Oid): TypeDef {
    const { types, catalog } = this.context;
    const known = types.byOid(oid);
    if (known) return known;
    // Only the row types of the system's relations are left.
    const relation = catalog.relationOfRowType(oid);
    if (!relation) throw sqlError('undefined_object', `type with OID ${oid} does not exist`);
    return typeOf(relation, catalog);
  }

  /** Name of the collation that a domain, or one below it, was given; null: none. */
  domainCollation(oid: Oid): string | null {
    const own = this.context.catalog.ownType(oid);
    return own?.kind === 'domain' ? (own.collation ?? this.domainCollation(own.base)) : null;
  }

  /** The type below all domains, and the modifier that the domains on the way give it. */
  baseType(oid: Oid): { readonly type: Oid; readonly typmod: number } {
    let type = oid;
    let typmod = -1;
    if (oid < firstUserTypeOid) return { type, typmod };
    for (let { domain } = this.type(type); domain !== undefined; { domain } = this.type(type)) {
      type = domain.parent;
      typmod = domain.parentTypmod;
    }
    return { type, typmod };
  }

  /** The name of a type in messages. */
  typeName(oid: Oid): string {
    return this.type(oid).displayName;
  }

  parameter(index: number, location: number): BoundParam {
    const parameters = this.context.parameters;
    if (!parameters || index < 1 || index > 65535) {
      throw sqlError('undefined_parameter', `there is no parameter $${index}`, { location });
    }
    while (parameters.types.length < index) parameters.types.push(0);
    const type = parameters.types[index - 1]! || unknownOid;
    return { kind: 'param', index, type, typmod: -1, location };
  }

  /** An unknown parameter is used where `type` is wanted: that becomes its type, once for all. */
  inferParameter(param: BoundParam, type: Oid, location: number): BoundParam {
    const types = this.context.parameters!.types;
    const before = types[param.index - 1]!;
    if (before === 0 || before === unknownOid) {
      types[param.index - 1] = type;
    } else if (before !== type) {
      throw sqlError('ambiguous_parameter', `inconsistent types deduced for parameter $${param.index}`, {
        detail: `${this.typeName(before)} versus ${this.typeName(type)}`,
        location: param.location,
      });
    }
    return { ...param, type, location: location >= 0 ? Math.min(location, param.location) : param.location };
  }

  checkParameters(): void {
    const types = this.context.parameters?.types ?? [];
    for (let i = 0; i < types.length; i++) {
      if (types[i] === 0 || types[i] === unknownOid) {
        throw sqlError('indeterminate_datatype', `could not determine data type of parameter $${i + 1}`);
      }
    }
  }
}
