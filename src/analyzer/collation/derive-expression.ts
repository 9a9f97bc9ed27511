/**
 * Derivation of collations in one expression, from the leaves up. What depends on a collation that does not order by bytes is
 * replaced by the function or type under that collation; all else stays as it is. A tree may be derived again: what an earlier
 * pass put in is taken out first.
 */
import { retyped } from '../../catalog/retyped.ts';
import type { BoundAggregate, BoundCall, BoundExpr, BoundSubquery, BoundWindow } from '../../catalog/tree.ts';
import { mapChildren } from '../../catalog/tree-map.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import { noCollation } from '../../functions/collated/collated-functions.ts';
import { type Sensitivity, sensitivityOf } from '../../functions/collated/sensitive.ts';
import {
  type Collation,
  collationByKey,
  collationOfType,
  defaultCollation,
  isBytewise,
  isUnderCollation,
  underCollation,
  withoutCollation,
} from '../../types/collation/index.ts';
import { firstUserTypeOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import { recordArrayOid, recordOid, unknownOid } from '../oids.ts';
import type { StatementState } from '../state.ts';
import { orderedType, withoutOrder } from './in-order.ts';
import { type CollationState, implicitly, merge, noState, refuseConflict, strengths, usable } from './state.ts';

export interface Derived<T = BoundExpr> {
  readonly expr: T;
  readonly state: CollationState;
}
/** Derives a query and gives the state of its output columns. */
export interface QueryDerivation {
  query(subquery: BoundSubquery['query']): {
    readonly query: BoundSubquery['query'];
    readonly columns: readonly CollationState[];
  };
}

export class ExpressionDerivation {
  readonly state: StatementState;
  /** Collations of the columns of each rel; a rel that is not here has those of the columns' types. */
  readonly rels = new Map<number, readonly (Collation | null)[]>();
  private readonly queries: QueryDerivation;
  /** The states of the fields of derived rows. */
  private readonly rowFields = new Map<BoundExpr, readonly Derived[]>();
  /** Fields of a one-row sub-query share its node. */
  private readonly rowQueries = new Map<BoundSubquery, { expr: BoundSubquery; columns: readonly CollationState[] }>();

  constructor(state: StatementState, queries: QueryDerivation) {
    this.state = state;
    this.queries = queries;
  }

  typeCollation(type: Oid): Collation | null {
    const own = this.plainCollation(type);
    const domain = own === null ? null : this.state.domainCollation(type);
    return (domain === null ? undefined : collationByKey(domain)) ?? own;
  }

  /** What a column of the type has when nothing is said of it in the catalog; null: none. */
  plainCollation(type: Oid): Collation | null {
    return collationOfType(this.state.type(this.state.baseType(withoutCollation(type)).type));
  }

  /** An expression that stands alone. */
  alone(expr: BoundExpr): BoundExpr {
    return this.derive(expr).expr;
  }

  /** A sort key: in the order of its collation. */
  key(expr: BoundExpr): BoundExpr {
    const derived = this.derive(withoutOrder(expr));
    return retyped(derived.expr, this.keyType(derived));
  }

  keyType({ expr, state }: Derived): Oid {
    refuseConflict(state);
    if (this.isCollatedRow(expr)) {
      throw unsupported('an order of rows with fields under an ICU collation', expr.location);
    }
    return orderedType(expr.type, this.state.type(withoutCollation(expr.type)), usable(state), expr.location);
  }

  derive(expr: BoundExpr): Derived {
    switch (expr.kind) {
      case 'var': {
        const known = this.rels.get(expr.rel)?.[expr.column];
        return { expr, state: implicitly(known === undefined ? this.typeCollation(expr.type) : known, expr.location) };
      }
      case 'const':
      case 'param':
      case 'session':
      case 'subPlan':
        return { expr, state: implicitly(this.typeCollation(expr.type), expr.location) };
      case 'cast':
        return this.cast(expr);
      case 'call':
        return this.call(expr);
      case 'aggregate':
        return this.aggregate(expr);
      case 'window':
        return this.window(expr);
      case 'greatest':
      case 'least':
        return this.extreme(expr);
      case 'row': {
        const fields = expr.fields.map((field) => this.derive(field));
        const row = { ...expr, fields: fields.map((field) => field.expr) };
        this.rowFields.set(row, fields);
        return { expr: row, state: noState };
      }
      case 'rowCompare':
        return this.rowCompare(expr);
      case 'field':
        return this.field(expr);
      case 'case':
        return this.caseOf(expr);
      case 'subscript': {
        const arg = this.derive(expr.arg);
        const subscripts = expr.subscripts.map((s) => ({
          lower: s.lower && this.alone(s.lower),
          upper: s.upper && this.alone(s.upper),
        }));
        return { expr: { ...expr, arg: arg.expr, subscripts }, state: this.result(expr, arg.state) };
      }
      case 'subquery': {
        const { expr: sub, columns } = this.subquery(expr);
        const first = columns[0];
        const given = expr.mode === 'scalar' || expr.mode === 'array' ? first && usable(first) : undefined;
        return { expr: sub, state: implicitly(given ?? null, expr.location) };
      }
      case 'distinct':
      case 'nullIf':
      case 'inList':
      case 'arrayTest':
        return this.test(expr);
      default: {
        const { expr: rebuilt, state } = this.children(expr);
        return { expr: rebuilt, state: this.result(expr, state) };
      }
    }
  }

  private children<T extends BoundExpr>(expr: T): Derived<T> {
    let state = noState;
    const rebuilt = mapChildren(expr, (child) => {
      const derived = this.derive(child);
      state = merge(state, derived.state);
      return derived.expr;
    });
    // mapChildren gives back a node of the same kind.
    return { expr: rebuilt as T, state };
  }

  private list(exprs: readonly BoundExpr[], before: CollationState = noState): Derived<readonly BoundExpr[]> {
    let state = before;
    const expr = exprs.map((item) => {
      const derived = this.derive(item);
      state = merge(state, derived.state);
      return derived.expr;
    });
    return { expr, state };
  }

  /** The state of an expression of its type over arguments in that state. */
  private result(expr: BoundExpr, input: CollationState): CollationState {
    const own = this.typeCollation(expr.type);
    if (own === null) return noState;
    return input.strength === strengths.none ? implicitly(own, expr.location) : input;
  }

  private cast(expr: Extract<BoundExpr, { kind: 'cast' }>): Derived {
    if (isUnderCollation(expr.type)) return this.derive(expr.arg);
    const { arg } = expr;
    if ((arg.kind === 'greatest' || arg.kind === 'least') && isUnderCollation(arg.type)) return this.derive(arg);
    const derived = this.derive(arg);
    const rebuilt = derived.expr === arg ? expr : { ...expr, arg: derived.expr };
    if (expr.collation === undefined) {
      const own = expr.method === 'domain' ? this.typeCollation(expr.type) : null;
      const isGiven = own !== null && own !== defaultCollation;
      return { expr: rebuilt, state: isGiven ? implicitly(own, expr.location) : this.result(expr, derived.state) };
    }
    const collation = collationByKey(expr.collation)!;
    // A column's value put in its place has the column's collation as the column would.
    if (expr.context === 'implicit') return { expr: rebuilt, state: implicitly(collation, expr.location) };
    const location = expr.collationLocation ?? -1;
    return { expr: rebuilt, state: { collation, strength: strengths.explicit, location, other: null } };
  }

  /** The function to call for arguments in this state. */
  private under(fn: Oid, state: CollationState, args: readonly BoundExpr[], location: number): Oid {
    const base = withoutCollation(fn);
    const sensitivity = sensitivityOf(base);
    if (sensitivity === null) return base;
    const collation = usable(state);
    if (sensitivity.kind === 'name') return this.named(base, collation, args[0]!);
    if (sensitivity.kind === 'rows') {
      this.refuseCollatedRows(args, location);
      return base;
    }
    if (sensitivity.kind === 'arrays') {
      if (!isBytewise(collation)) throw unsupported('a comparison of arrays under an ICU collation', location);
      this.refuseCollatedRows(args, location);
      return base;
    }
    if (collation === null) return underCollation(base, 0);
    return isBytewise(collation) || byBytes.has(sensitivity.kind) ? base : underCollation(base, collation.oid);
  }

  private refuseCollatedRows(args: readonly BoundExpr[], location: number): void {
    if (!args.some((arg) => this.isCollatedRow(arg))) return;
    throw unsupported('a comparison of rows with fields under an ICU collation', location);
  }

  private named(fn: Oid, collation: Collation | null, arg: BoundExpr): Oid {
    if (arg.type !== unknownOid && !this.state.type(arg.type).collatable) {
      throw sqlError('datatype_mismatch', `collations are not supported by type ${this.state.typeName(arg.type)}`);
    }
    return underCollation(fn, collation?.oid ?? 0);
  }

  /** A row or array of rows with a field under an ICU collation, however deep, also below casts to `record`. */
  private isCollatedRow(expr: BoundExpr): boolean {
    const { type } = expr;
    if (this.hasCollatedFields(type)) return true;
    if (type !== recordOid && type !== recordArrayOid) return false;
    if (expr.kind === 'cast') return this.isCollatedRow(expr.arg);
    if (expr.kind === 'array') return expr.elements.some((element) => this.isCollatedRow(element));
    const fields = this.rowFields.get(expr) ?? [];
    return fields.some((field) => !isBytewise(usable(field.state)) || this.isCollatedRow(field.expr));
  }

  /** Of a composite type, or of arrays and domains over one. */
  private hasCollatedFields(type: Oid): boolean {
    if (type < firstUserTypeOid) return false;
    const base = this.state.baseType(type).type;
    const def = this.state.type(base);
    if (def.category === 'A') return this.hasCollatedFields(def.elementOid);
    const relation = def.kind === 'composite' ? this.state.context.catalog.relationOfRowType(base) : undefined;
    if (relation === undefined || !('columns' in relation)) return false;
    return relation.columns.some(
      (column) =>
        !column.dropped &&
        (!isBytewise(collationByKey(column.collation ?? 'default')) || this.hasCollatedFields(column.type)),
    );
  }

  private call(expr: BoundCall): Derived {
    const { expr: args, state } = this.list(expr.args);
    const fn = this.under(expr.fn, state, args, expr.location);
    const operator = this.operatorLike(expr.operator, fn);
    return { expr: { ...expr, args, fn, operator }, state: this.result(expr, state) };
  }

  /** The operator under the collation that its function is under. */
  private operatorLike<T extends Oid | null>(operator: T, fn: Oid): T | Oid {
    if (operator === null) return operator;
    const base = withoutCollation(operator);
    return isUnderCollation(fn) ? fn - withoutCollation(fn) + base : base;
  }

  private aggregate(expr: BoundAggregate): Derived {
    const direct = expr.direct === undefined ? null : this.list(expr.direct);
    const filter = expr.filter && this.alone(expr.filter);
    if (direct !== null) return this.orderedSet(expr, direct, filter);
    const { expr: plain, state } = this.list(expr.args.map(withoutOrder));
    const fn = this.under(expr.fn, state, plain, expr.location);
    const args = this.orderedArgs(expr, fn, plain, state);
    const orderBy = expr.orderBy.map((key) => ({ ...key, expr: this.key(key.expr) }));
    return { expr: { ...expr, fn, args, orderBy, filter }, state: this.result(expr, state) };
  }

  /** min and max compare their argument, DISTINCT sorts by all of them. */
  private orderedArgs(
    expr: BoundAggregate | BoundWindow,
    fn: Oid,
    args: readonly BoundExpr[],
    state: CollationState,
  ): readonly BoundExpr[] {
    const distinct = 'distinct' in expr && expr.distinct;
    if (!distinct) {
      const sensitivity = sensitivityOf(withoutCollation(fn));
      if (sensitivity?.kind !== 'extreme') return args;
      if (usable(state) === null) throw noCollation(sensitivity);
    }
    return args.map((arg) => {
      const own = distinct ? this.derive(arg).state : state;
      return retyped(arg, this.keyType({ expr: arg, state: own }));
    });
  }

  private orderedSet(expr: BoundAggregate, direct: Derived<readonly BoundExpr[]>, filter: BoundExpr | null): Derived {
    // A hypothetical row is compared with the others column by column, under what both have in common.
    const pairs = direct.expr.length === expr.orderBy.length && expr.orderBy.length > 0;
    const def = this.state.context.functions.functionByOid(expr.fn);
    const hypothetical = pairs && def?.kind === 'aggregate' && def.orderedSet?.hypothetical === true;
    let state = direct.state;
    const keys = expr.orderBy.map((key, i) => {
      const derived = this.derive(withoutOrder(key.expr));
      const common = hypothetical ? merge(this.derive(direct.expr[i]!).state, derived.state) : derived.state;
      if (expr.orderBy.length === 1) state = merge(state, derived.state);
      return { ...key, expr: retyped(derived.expr, this.keyType({ expr: derived.expr, state: common })) };
    });
    const args = expr.args.map((arg) => this.alone(withoutOrder(arg)));
    return {
      expr: { ...expr, direct: direct.expr, args, orderBy: keys, filter },
      state: this.result(expr, state),
    };
  }

  private window(expr: BoundWindow): Derived {
    const { expr: plain, state } = this.list(expr.args.map(withoutOrder));
    const fn = this.under(expr.fn, state, plain, expr.location);
    const args = this.orderedArgs(expr, fn, plain, state);
    const filter = expr.filter && this.alone(expr.filter);
    return { expr: { ...expr, fn, args, filter }, state: this.result(expr, state) };
  }

  private extreme(expr: Extract<BoundExpr, { kind: 'greatest' | 'least' }>): Derived {
    const { expr: args, state } = this.list(expr.args);
    const base = withoutCollation(expr.type);
    const typed = { ...expr, args, type: base };
    const ordered = orderedType(base, this.state.type(base), usable(state), expr.location);
    const result = this.result(typed, state);
    return { expr: ordered === base ? typed : retyped({ ...typed, type: ordered }, base), state: result };
  }

  private rowCompare(expr: Extract<BoundExpr, { kind: 'rowCompare' }>): Derived {
    const left: BoundExpr[] = [];
    const right: BoundExpr[] = [];
    const equals: Oid[] = [];
    const less: Oid[] = [];
    expr.left.forEach((item, i) => {
      const pair = this.list([item, expr.right[i]!]);
      left.push(pair.expr[0]!);
      right.push(pair.expr[1]!);
      equals.push(this.under(expr.equals[i]!, pair.state, pair.expr, expr.location));
      if (expr.less[i] !== undefined) less.push(this.under(expr.less[i]!, pair.state, pair.expr, expr.location));
    });
    return { expr: { ...expr, left, right, equals, less }, state: noState };
  }

  private field(expr: Extract<BoundExpr, { kind: 'field' }>): Derived {
    const own = this.typeCollation(expr.type);
    if (expr.arg.kind === 'subquery' && expr.arg.mode === 'row') {
      const { expr: arg, columns } = this.subquery(expr.arg);
      const state = columns[expr.field];
      return { expr: { ...expr, arg }, state: implicitly(own && state ? usable(state) : own, expr.location) };
    }
    const arg = this.derive(expr.arg).expr;
    if (expr.arg.kind === 'row' && expr.arg.type === recordOid) {
      const state = this.rowFields.get(arg)?.[expr.field]?.state ?? noState;
      return { expr: { ...expr, arg }, state: implicitly(own && usable(state), expr.location) };
    }
    const relation = this.state.context.catalog.relationOfRowType(expr.arg.type);
    const column = relation !== undefined && 'columns' in relation ? relation.columns[expr.field] : undefined;
    const declared = column?.collation == null ? undefined : collationByKey(column.collation);
    return { expr: { ...expr, arg }, state: implicitly(own && (declared ?? own), expr.location) };
  }

  private caseOf(expr: Extract<BoundExpr, { kind: 'case' }>): Derived {
    let base = expr.base;
    if (base !== null) {
      const value = this.derive(base.value);
      this.rels.set(base.rel, [usable(value.state)]);
      base = { ...base, value: value.expr };
    }
    let state = noState;
    const value = (item: BoundExpr): BoundExpr => {
      const derived = this.derive(item);
      state = merge(state, derived.state);
      return derived.expr;
    };
    // biome-ignore lint/suspicious/noThenProperty: the tree names the arms of CASE so; they are never awaited.
    const whens = expr.whens.map((arm) => ({ when: this.alone(arm.when), then: value(arm.then) }));
    const otherwise = expr.otherwise && value(expr.otherwise);
    return { expr: { ...expr, base, whens, otherwise }, state: this.result(expr, state) };
  }

  private subquery(expr: BoundSubquery): { expr: BoundSubquery; columns: readonly CollationState[] } {
    const known = this.rowQueries.get(expr);
    if (known !== undefined) return known;
    const { query, columns } = this.queries.query(expr.query);
    this.rels.set(expr.testRel, columns.map(usable));
    const test = expr.test && this.alone(expr.test);
    const derived = { expr: { ...expr, query, test }, columns };
    if (expr.mode === 'row') this.rowQueries.set(expr, derived);
    return derived;
  }

  /** Tests by equality, which needs a collation without using it, and by any operator against the elements of an array. */
  private test(expr: Extract<BoundExpr, { kind: 'distinct' | 'nullIf' | 'inList' | 'arrayTest' }>): Derived {
    const { expr: rebuilt, state } = this.children(expr);
    const args = rebuilt.kind === 'arrayTest' ? [rebuilt.arg, rebuilt.array] : [];
    const fn = this.under(expr.fn, state, args, expr.location);
    if (isUnderCollation(fn) && usable(state) === null) {
      throw noCollation(sensitivityOf(withoutCollation(fn)) as Sensitivity);
    }
    const result = this.result(expr, state);
    if (rebuilt.kind !== 'arrayTest') return { expr: rebuilt, state: result };
    return { expr: { ...rebuilt, fn, operator: this.operatorLike(rebuilt.operator, fn) }, state: result };
  }
}

/** What asks for a collation and then goes by bytes. */
const byBytes: ReadonlySet<Sensitivity['kind']> = new Set(['equality', 'searching']);
