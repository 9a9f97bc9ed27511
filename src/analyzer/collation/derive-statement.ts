/**
 * Derivation of collations in a whole statement, when all names and types are settled: CTEs, then FROM, then the expressions
 * over it. Output columns get their collations noted, sort keys the types in whose order they are.
 */
import type { ColumnDescriptor } from '../../catalog/descriptors.ts';
import type {
  BoundCte,
  BoundExpr,
  BoundFrom,
  BoundInsert,
  BoundModification,
  BoundQuery,
  BoundReturning,
  BoundSelect,
  BoundSetOperation,
  BoundValues,
  OutputColumn,
} from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import { type Collation, collationByKey } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { StatementState } from '../state.ts';
import { type Derived, ExpressionDerivation } from './derive-expression.ts';
import { type CollationState, implicitly, merge, noState, refuseConflict, usable } from './state.ts';

interface DerivedQuery<T extends BoundQuery = BoundQuery> {
  readonly query: T;
  readonly columns: readonly CollationState[];
}

class StatementDerivation {
  readonly exprs: ExpressionDerivation;
  private readonly ctes = new Map<number, readonly (Collation | null)[]>();

  constructor(state: StatementState) {
    this.exprs = new ExpressionDerivation(state, this);
  }

  query(query: BoundQuery): DerivedQuery {
    const ctes = this.withItems(query.ctes);
    switch (query.kind) {
      case 'select':
        return this.select({ ...query, ctes });
      case 'setOperation':
        return this.setOperation({ ...query, ctes });
      case 'values':
        return this.values({ ...query, ctes });
    }
  }

  private readonly alone = (expr: BoundExpr): BoundExpr => this.exprs.alone(expr);
  private readonly optional = (expr: BoundExpr | null): BoundExpr | null => expr && this.exprs.alone(expr);

  private withItems(ctes: readonly BoundCte[]): readonly BoundCte[] {
    return ctes.map((cte) => {
      const { query, recursive } = cte;
      if (recursive !== null && query.kind === 'setOperation') return this.recursive(cte, query, recursive);
      if (query.kind !== 'select' && query.kind !== 'setOperation' && query.kind !== 'values') {
        const modified = this.modification(query);
        const columns = modified.returning?.columns ?? [];
        this.ctes.set(
          cte.id,
          columns.map((column) => this.columnCollation(column)),
        );
        return { ...cte, query: modified };
      }
      const derived = this.query(query);
      this.ctes.set(cte.id, derived.columns.map(usable));
      return { ...cte, query: derived.query, columns: this.noted(cte.columns, derived.columns) };
    });
  }

  private recursive(cte: BoundCte, query: BoundSetOperation, arms: NonNullable<BoundCte['recursive']>): BoundCte {
    const inner = this.withItems(query.ctes);
    const base = this.query(arms.base);
    this.ctes.set(cte.id, base.columns.map(usable));
    const step = this.query(arms.step);
    const columns = this.common(base.columns, step.columns, query.op === 'union' && query.all);
    columns.forEach((column, i) => {
      const own = usable(base.columns[i]!);
      const overall = usable(column);
      if (own === overall || own === null || overall === null) return;
      throw sqlError(
        'collation_mismatch',
        `recursive query "${cte.name}" column ${i + 1} has collation "${own.name}" in non-recursive term but collation "${overall.name}" overall`,
        {
          hint: 'Use the COLLATE clause to set the collation of the non-recursive term.',
          location: base.columns[i]!.location,
        },
      );
    });
    // With SEARCH or CYCLE the query as written is another one than the arms that are run.
    const written = cte.search !== undefined || cte.cycle !== undefined;
    const left = written ? this.query(query.left).query : base.query;
    const right = written ? this.query(query.right).query : step.query;
    return {
      ...cte,
      columns: this.noted(cte.columns, columns),
      query: { ...query, ctes: inner, left, right },
      recursive: { ...arms, base: base.query, step: step.query },
    };
  }

  private columnCollation(column: OutputColumn): Collation | null {
    if (column.collation === null) return null;
    return column.collation === undefined
      ? this.exprs.plainCollation(column.type)
      : (collationByKey(column.collation) ?? null);
  }

  /** The columns with their collations, where those are not the types' own. */
  private noted(columns: readonly OutputColumn[], states: readonly CollationState[]): readonly OutputColumn[] {
    return columns.map((column, i) => {
      const own = this.exprs.plainCollation(column.type);
      const collation = own === null ? null : usable(states[i] ?? noState);
      const { collation: _before, ...rest } = column;
      return collation === own ? rest : { ...rest, collation: collation?.key ?? null };
    });
  }

  from(item: BoundFrom): BoundFrom {
    const { rels } = this.exprs;
    switch (item.kind) {
      case 'table':
        this.table(item.rel, item.table);
        return item;
      case 'subquery': {
        const { query, columns } = this.query(item.query);
        rels.set(item.rel, columns.map(usable));
        return { ...item, query, columns: this.noted(item.columns, columns) };
      }
      case 'function': {
        const calls = item.calls.map((call) => this.exprs.derive(call));
        const [only] = calls;
        if (calls.length === 1 && this.exprs.typeCollation(only!.expr.type) !== null) {
          rels.set(item.rel, [usable(only!.state)]);
        }
        return { ...item, calls: calls.map((call) => call.expr) };
      }
      case 'cte': {
        const known = this.ctes.get(item.cte);
        if (known === undefined) return item;
        rels.set(item.rel, known);
        return {
          ...item,
          columns: this.noted(
            item.columns,
            known.map((collation) => implicitly(collation, -1)),
          ),
        };
      }
      case 'join': {
        const left = this.from(item.left);
        const right = this.from(item.right);
        return { ...item, left, right, on: this.optional(item.on) };
      }
    }
  }

  /** The columns of a stored relation, at whatever rel it stands. */
  table(rel: number, oid: Oid): void {
    const relation = this.exprs.state.context.catalog.relation(oid);
    if (relation === undefined || !('columns' in relation)) return;
    this.exprs.rels.set(
      rel,
      columnCollations(relation.columns, (type) => this.exprs.typeCollation(type)),
    );
  }

  private select(query: BoundSelect): DerivedQuery<BoundSelect> {
    const from = query.from.map((item) => this.from(item));
    const where = this.optional(query.where);
    const groupBy = query.groupBy.map((expr) => this.unconflicted(this.exprs.derive(expr)).expr);
    const having = this.optional(query.having);
    const windows = query.windows.map((spec) => ({
      ...spec,
      partitionBy: spec.partitionBy.map((expr) => this.unconflicted(this.exprs.derive(expr)).expr),
      orderBy: spec.orderBy.map((key) => ({ ...key, expr: this.exprs.key(key.expr) })),
      frame: spec.frame && {
        ...spec.frame,
        start: { ...spec.frame.start, offset: this.optional(spec.frame.start.offset) },
        end: { ...spec.frame.end, offset: this.optional(spec.frame.end.offset) },
      },
    }));
    const targets = query.targets.map((target) => this.exprs.derive(target));
    for (const column of query.distinctOn ?? []) this.unconflicted(targets[column]!);
    const states = targets.map((target) => target.state);
    return {
      query: {
        ...query,
        from,
        where,
        groupBy,
        having,
        windows,
        targets: targets.map((target) => target.expr),
        columns: this.noted(query.columns, states),
        order: this.order(query.order, targets),
        limit: this.optional(query.limit),
        offset: this.optional(query.offset),
      },
      columns: states.slice(0, query.columns.length),
    };
  }

  private unconflicted(derived: Derived): Derived {
    refuseConflict(derived.state);
    return derived;
  }

  private order(order: BoundQuery['order'], targets: readonly Derived[]): BoundQuery['order'] {
    return order.map(({ orderType: _before, ...key }) => {
      const target = targets[key.column]!;
      const orderType = this.exprs.keyType(target);
      return orderType === target.expr.type ? key : { ...key, orderType };
    });
  }

  /** Output columns as sort keys. */
  private columnKeys(columns: readonly OutputColumn[], states: readonly CollationState[]): Derived[] {
    return columns.map((column, i) => ({
      expr: { kind: 'var', rel: 0, column: i, type: column.type, typmod: column.typmod, location: -1 },
      state: implicitly(usable(states[i]!), -1),
    }));
  }

  /** `tolerant`: a conflict leaves the column without a collation. */
  private common(
    left: readonly CollationState[],
    right: readonly CollationState[],
    tolerant: boolean,
  ): readonly CollationState[] {
    return left.map((state, i) => {
      const both = merge(state, right[i]!);
      if (!tolerant) refuseConflict(both);
      return implicitly(usable(both), state.location);
    });
  }

  private setOperation(query: BoundSetOperation): DerivedQuery<BoundSetOperation> {
    const left = this.query(query.left);
    const right = this.query(query.right);
    const columns = this.common(left.columns, right.columns, query.op === 'union' && query.all);
    return {
      query: {
        ...query,
        left: left.query,
        right: right.query,
        columns: this.noted(query.columns, columns),
        order: this.order(query.order, this.columnKeys(query.columns, columns)),
        limit: this.optional(query.limit),
        offset: this.optional(query.offset),
      },
      columns,
    };
  }

  private values(query: BoundValues): DerivedQuery<BoundValues> {
    const states: CollationState[] = query.columns.map(() => noState);
    const rows = query.rows.map((row) =>
      row.map((cell, i) => {
        const derived = this.exprs.derive(cell);
        states[i] = merge(states[i]!, derived.state);
        return derived.expr;
      }),
    );
    const columns = states.map((state) => implicitly(usable(state), state.location));
    return {
      query: {
        ...query,
        rows,
        columns: this.noted(query.columns, columns),
        order: this.order(query.order, this.columnKeys(query.columns, columns)),
        limit: this.optional(query.limit),
        offset: this.optional(query.offset),
      },
      columns,
    };
  }

  modification(statement: BoundModification): BoundModification {
    const ctes = this.withItems(statement.ctes);
    this.table(statement.rel, statement.table);
    switch (statement.kind) {
      case 'insert':
        return this.insert({ ...statement, ctes });
      case 'update':
        return {
          ...statement,
          ctes,
          from: statement.from.map((item) => this.from(item)),
          where: this.optional(statement.where),
          set: statement.set.map((item) => ({ ...item, value: this.alone(item.value) })),
          returning: this.returning(statement.returning),
        };
      case 'merge':
        return {
          ...statement,
          ctes,
          source: this.from(statement.source),
          on: this.alone(statement.on),
          actions: statement.actions.map((action) => ({
            ...action,
            condition: this.optional(action.condition),
            set: action.set.map((item) => ({ ...item, value: this.alone(item.value) })),
            values: action.values.map(this.alone),
          })),
        };
      case 'delete':
        return {
          ...statement,
          ctes,
          from: statement.from.map((item) => this.from(item)),
          where: this.optional(statement.where),
          returning: this.returning(statement.returning),
        };
    }
  }

  private insert(statement: BoundInsert): BoundInsert {
    const { onConflict } = statement;
    const source = statement.source && this.query(statement.source);
    if (source !== null) this.exprs.rels.set(statement.sourceRel, source.columns.map(usable));
    if (onConflict !== null) this.table(onConflict.excludedRel, statement.table);
    return {
      ...statement,
      source: source?.query ?? null,
      values: statement.values.map(this.alone),
      onConflict: onConflict && {
        ...onConflict,
        set: onConflict.set.map((item) => ({ ...item, value: this.alone(item.value) })),
        where: this.optional(onConflict.where),
      },
      returning: this.returning(statement.returning),
    };
  }

  private returning(returning: BoundReturning | null): BoundReturning | null {
    if (returning === null) return null;
    const targets = returning.targets.map((target) => this.exprs.derive(target));
    return {
      targets: targets.map((target) => target.expr),
      columns: this.noted(
        returning.columns,
        targets.map((target) => target.state),
      ),
    };
  }
}

function columnCollations(
  columns: readonly ColumnDescriptor[],
  ofType: (type: Oid) => Collation | null,
): (Collation | null)[] {
  return columns.map((column) => {
    // The type of a dropped column may be gone.
    const own = column.dropped ? null : ofType(column.type);
    if (own === null || column.collation === null || column.collation === undefined) return own;
    return collationByKey(column.collation) ?? own;
  });
}

export function deriveQuery(query: BoundQuery, state: StatementState): BoundQuery {
  return new StatementDerivation(state).query(query).query;
}

export function deriveModification(statement: BoundModification, state: StatementState): BoundModification {
  return new StatementDerivation(state).modification(statement);
}

/** An expression over `table` as rel 0, and the collation derived for it; null: none. */
export function deriveStored(
  expr: BoundExpr,
  table: Oid | null,
  columns: readonly ColumnDescriptor[],
  state: StatementState,
): { readonly expr: BoundExpr; readonly state: CollationState } {
  const derivation = new StatementDerivation(state).exprs;
  if (table !== null)
    derivation.rels.set(
      0,
      columnCollations(columns, (type) => derivation.typeCollation(type)),
    );
  return derivation.derive(expr);
}
