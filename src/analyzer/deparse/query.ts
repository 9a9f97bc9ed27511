/** Bound queries as SQL text, laid out as pg_get_viewdef does. */
import type {
  BoundCte,
  BoundExpr,
  BoundFrom,
  BoundFunctionRef,
  BoundGroupingItem,
  BoundModification,
  BoundQuery,
  BoundSample,
  BoundSelect,
  BoundSetOperation,
  BoundValues,
  BoundWindowSpec,
  OutputColumn,
} from '../../catalog/tree.ts';
import { systemColumnName } from '../../catalog/well-known.ts';
import { unsupported } from '../../errors/index.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import { boolOid } from '../oids.ts';
import { directionText, ExpressionPrinter } from './expression.ts';
import { type DeparseContext, relationName, typeText } from './names.ts';
import { indentJoin, indentStandard, indentVariable, type Printer } from './printer.ts';

interface NamedRel {
  readonly alias: string;
  readonly columns: readonly string[];
}

/** Names of all rels met so far; inner queries see those of the outer ones. */
export class QueryNames {
  private readonly rels = new Map<number, NamedRel>();
  readonly ctes = new Map<number, string>();

  add(item: Exclude<BoundFrom, { kind: 'join' }>, context: DeparseContext, taken: Set<string>): void {
    let alias = item.alias;
    for (let n = 1; taken.has(alias); n++) alias = `${item.alias}_${n}`;
    taken.add(alias);
    this.rels.set(item.rel, { alias, columns: columnNames(item, context) });
  }
  get(rel: number): NamedRel | undefined {
    return this.rels.get(rel);
  }
}

function columnNames(item: Exclude<BoundFrom, { kind: 'join' }>, context: DeparseContext): readonly string[] {
  const relation = item.kind === 'table' ? context.catalog.relation(item.table) : undefined;
  // A table's columns may have been renamed since the query was stored.
  const current = relation && 'columns' in relation ? relation.columns : item.columns;
  return current.map((column) => column.name);
}

function leaves(items: readonly BoundFrom[]): Exclude<BoundFrom, { kind: 'join' }>[] {
  return items.flatMap((item) => (item.kind === 'join' ? leaves([item.left, item.right]) : [item]));
}

/** Names of the result columns as they must come out; null where the query's own do. */
type WantedNames = readonly string[] | null;

export class QueryPrinter {
  private readonly out: Printer;
  private readonly context: DeparseContext;
  private readonly names: QueryNames;
  private readonly taken: ReadonlySet<string>;

  constructor(out: Printer, context: DeparseContext, names: QueryNames, taken: ReadonlySet<string> = new Set()) {
    this.out = out;
    this.context = context;
    this.names = names;
    this.taken = taken;
  }

  /** An arm of a set operation has conversions to the common types in its targets, which the operation itself implies. */
  private inArm = false;

  print(query: BoundQuery, wanted: WantedNames = null, namesVisible: boolean = true): void {
    const level = this.out.level;
    const taken = new Set(this.taken);
    if (query.kind === 'select') for (const item of leaves(query.from)) this.names.add(item, this.context, taken);
    this.with(query, taken);
    switch (query.kind) {
      case 'select':
        this.select(query, taken, wanted, namesVisible);
        break;
      case 'setOperation':
        this.setOperation(query, wanted, namesVisible);
        this.order(query.order.map((key) => ({ text: `${key.column + 1}`, key })));
        break;
      case 'values':
        this.values(query);
        this.order(query.order.map((key) => ({ text: `"*VALUES*".column${key.column + 1}`, key })));
        break;
    }
    this.limit(query);
    if (query.kind === 'select') this.locking(query);
    this.out.level = level;
  }

  private with(query: BoundQuery, taken: ReadonlySet<string>): void {
    if (query.ctes.length === 0) return;
    const { out } = this;
    if (out.indented) {
      out.level += indentStandard;
      out.add(' ');
    }
    out.add(query.ctes.some((cte) => cte.recursive) ? 'WITH RECURSIVE ' : 'WITH ');
    query.ctes.forEach((cte, i) => {
      this.names.ctes.set(cte.id, cte.name);
      if (i > 0) out.add(', ');
      out.add(quoteIdentifier(cte.name));
      const own = columnsOf(cte.query);
      const columns = cte.columns.slice(0, own.length);
      if (cte.aliases) out.add(`(${identifiers(cte.aliases)})`);
      else if (columns.some((column, c) => column.name !== own[c]))
        out.add(`(${identifiers(columns.map((c) => c.name))})`);
      out.add(` AS ${cte.materialized === null ? '' : cte.materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED '}(`);
      if (out.indented) out.keyword('', 0, 0, 0);
      if ('returning' in cte.query) throw unsupported('the text of a data-modifying WITH item');
      this.nested(taken).print(cte.query);
      if (out.indented) out.keyword('', 0, 0, 0);
      out.add(')');
      this.searchAndCycle(cte);
    });
    if (out.indented) {
      out.level -= indentStandard;
      out.keyword('', 0, 0, 0);
    } else {
      out.add(' ');
    }
  }

  private searchAndCycle({ search, cycle }: BoundCte): void {
    const { out } = this;
    if (search) {
      const order = search.order.toUpperCase();
      out.add(` SEARCH ${order} FIRST BY ${identifiers(search.by)} SET ${quoteIdentifier(search.column)}`);
    }
    if (!cycle) return;
    out.add(` CYCLE ${identifiers(cycle.columns)} SET ${quoteIdentifier(cycle.mark)}`);
    if (cycle.values && !isTrueAndFalse(cycle.values)) {
      const exprs = this.expressionsOutside();
      out.add(' TO ');
      exprs.print(cycle.values.value, false);
      out.add(' DEFAULT ');
      exprs.print(cycle.values.fallback, false);
    }
    out.add(` USING ${quoteIdentifier(cycle.path)}`);
  }

  private nested(taken: ReadonlySet<string>): QueryPrinter {
    return new QueryPrinter(this.out, this.context, this.names, taken);
  }

  private select(query: BoundSelect, taken: ReadonlySet<string>, wanted: WantedNames, namesVisible: boolean): void {
    const { out } = this;
    const exprs = this.expressions(query, taken);
    if (out.indented) {
      out.level += indentStandard;
      out.add(' ');
    }
    out.add('SELECT');
    this.distinct(query, exprs);
    this.targets(query, exprs, wanted, namesVisible);
    this.from(query, exprs, taken);
    this.clause(' WHERE ', query.where, 1, exprs);
    if (query.groupBy.length > 0 || query.grouping) {
      out.keyword(' GROUP BY ', -indentStandard, indentStandard, 1);
      this.groupBy(query, exprs);
    }
    this.clause(' HAVING ', query.having, 0, exprs);
    this.windows(query, taken);
    this.order(
      query.order.map((key) => ({
        text: out.aside(() => exprs.sortValue(query.targets[key.column]!)),
        key,
      })),
    );
  }

  private clause(word: string, expr: BoundExpr | null, plus: number, exprs: ExpressionPrinter): void {
    if (!expr) return;
    this.out.keyword(word, -indentStandard, indentStandard, plus);
    exprs.print(expr, false);
  }

  private expressions(query: BoundSelect, taken: ReadonlySet<string>): ExpressionPrinter {
    return new ExpressionPrinter(this.out, this.context, {
      folded: false,
      variable: (v) => this.variable(v.rel, v.column),
      wholeRow: (rel) => this.wholeRow(rel),
      query: (inner, out) => new QueryPrinter(out, this.context, this.names, taken).print(inner, null, false),
      windowName: (index) => query.windows[index]!.name,
      windowText: (index) => this.window(query.windows[index]!, query, taken),
    });
  }

  private variable(rel: number, column: number): string {
    const named = this.names.get(rel);
    const name = column >= 0 ? (named?.columns[column] ?? `column${column + 1}`) : systemColumnName(column);
    return named ? `${quoteIdentifier(named.alias)}.${quoteIdentifier(name)}` : quoteIdentifier(name);
  }

  private wholeRow(rel: number): string | null {
    const named = this.names.get(rel);
    return named ? `${quoteIdentifier(named.alias)}.*` : null;
  }

  private distinct(query: BoundSelect, exprs: ExpressionPrinter): void {
    if (!query.distinctOn) return;
    this.out.add(' DISTINCT');
    const isAll = query.distinctOn.length === query.columns.length && query.distinctOn.every((c, i) => c === i);
    if (isAll && query.namesDistinct !== true) return;
    this.out.add(' ON (');
    query.distinctOn.forEach((column, i) => {
      if (i > 0) this.out.add(', ');
      exprs.sortValue(query.targets[column]!);
    });
    this.out.add(')');
  }

  private targets(query: BoundSelect, exprs: ExpressionPrinter, wanted: WantedNames, namesVisible: boolean): void {
    const { out } = this;
    let separator = ' ';
    query.columns.forEach((column, i) => {
      out.add(separator);
      separator = ', ';
      const expr = this.inArm ? withoutConversion(query.targets[i]!) : query.targets[i]!;
      const text = out.aside(() => {
        if (!exprs.wholeRowTarget(expr)) exprs.print(expr, true);
        const own = expr.kind === 'var' ? this.ownName(expr) : namesVisible ? null : '?column?';
        const name = wanted?.[i] ?? column.name;
        if (own !== name) out.add(` AS ${quoteIdentifier(name)}`);
      });
      if (out.indented) {
        const startsLine = text.startsWith('\n');
        if (startsLine) out.trimSpaces();
        else if (i > 0) out.keyword('', -indentStandard, indentStandard, indentVariable);
      }
      out.add(text);
    });
  }

  private ownName(expr: BoundExpr & { kind: 'var' }): string | undefined {
    return expr.column >= 0 ? this.names.get(expr.rel)?.columns[expr.column] : systemColumnName(expr.column);
  }

  private from(query: BoundSelect, exprs: ExpressionPrinter, taken: ReadonlySet<string>): void {
    const { out } = this;
    query.from.forEach((item, i) => {
      if (i === 0) {
        out.keyword(' FROM ', -indentStandard, indentStandard, 2);
        this.fromItem(item, exprs, taken);
        return;
      }
      out.add(', ');
      const text = out.aside(() => this.fromItem(item, exprs, taken));
      if (out.indented) {
        if (text.startsWith('\n')) out.trimSpaces();
        else out.keyword('', -indentStandard, indentStandard, indentVariable);
      }
      out.add(text);
    });
  }

  private fromItem(item: BoundFrom, exprs: ExpressionPrinter, taken: ReadonlySet<string>): void {
    const { out } = this;
    if (item.kind === 'join') {
      this.join(item, exprs, taken);
      return;
    }
    const alias = quoteIdentifier(this.names.get(item.rel)!.alias);
    switch (item.kind) {
      case 'table':
        out.add(relationName(item.table, this.context, [...this.names.ctes.values()]));
        if (this.context.catalog.relation(item.table)?.name !== this.names.get(item.rel)!.alias) out.add(` ${alias}`);
        if (item.sample) this.sample(item.sample, exprs);
        return;
      case 'cte': {
        const name = this.names.ctes.get(item.cte) ?? item.alias;
        out.add(quoteIdentifier(name));
        if (name !== this.names.get(item.rel)!.alias) out.add(` ${alias}`);
        return;
      }
      case 'subquery': {
        if (item.view !== null) {
          out.add(relationName(item.view, this.context, [...this.names.ctes.values()]));
          if (this.context.catalog.relation(item.view)?.name !== item.alias) out.add(` ${alias}`);
          return;
        }
        out.add(item.lateral ? 'LATERAL (' : '(');
        const text = out.aside(() => this.nested(taken).print(item.query));
        // VALUES that stands for itself is shown without the space that begins a query.
        out.add(item.alias === '*VALUES*' ? text.trimStart() : text);
        out.add(`) ${alias}`);
        const own = columnsOf(item.query);
        if (item.columns.some((column, i) => column.name !== own[i])) {
          out.add(`(${item.columns.map((column) => quoteIdentifier(column.name)).join(', ')})`);
        }
        return;
      }
      case 'function':
        this.functionItem(item, alias, exprs);
        return;
    }
  }

  private sample({ method, percent, seed }: BoundSample, exprs: ExpressionPrinter): void {
    const { out } = this;
    out.add(` TABLESAMPLE ${method} (`);
    exprs.print(percent, false);
    out.add(')');
    if (seed === null) return;
    out.add(' REPEATABLE (');
    exprs.print(seed, false);
    out.add(')');
  }

  private functionItem(item: BoundFunctionRef, alias: string, exprs: ExpressionPrinter): void {
    const { out } = this;
    const lists = item.definitions ?? item.calls.map(() => null);
    const list = (columns: readonly OutputColumn[]) =>
      columns.map((c) => `${quoteIdentifier(c.name)} ${typeText(c.type, c.typmod, this.context)}`).join(', ');
    if (item.lateral) out.add('LATERAL ');
    const rowsFrom = item.calls.length > 1 || (item.ordinality && lists[0] !== null);
    if (rowsFrom) out.add('ROWS FROM(');
    item.calls.forEach((call, i) => {
      if (i > 0) out.add(', ');
      exprs.print(call, true);
      if (rowsFrom && lists[i]) out.add(` AS (${list(lists[i]!)})`);
    });
    if (rowsFrom) out.add(')');
    if (item.ordinality) out.add(' WITH ORDINALITY');
    const named = item.columns.map((column) => quoteIdentifier(column.name)).join(', ');
    out.add(` ${alias}(${rowsFrom || lists[0] === null ? named : list(item.columns)})`);
  }

  private join(item: BoundFrom & { kind: 'join' }, exprs: ExpressionPrinter, taken: ReadonlySet<string>): void {
    const { out } = this;
    if (!out.sparse) out.add('(');
    this.fromItem(item.left, exprs, taken);
    const words = { left: ' LEFT JOIN ', right: ' RIGHT JOIN ', full: ' FULL JOIN ' } as const;
    const word =
      item.type === 'inner' || item.type === 'cross' ? (item.on ? ' JOIN ' : ' CROSS JOIN ') : words[item.type];
    out.keyword(word, -indentStandard, indentStandard, indentJoin);
    const brackets = out.sparse && item.right.kind === 'join';
    if (brackets) out.add('(');
    this.fromItem(item.right, exprs, taken);
    if (brackets) out.add(')');
    if (item.using.length > 0) {
      out.add(` USING (${item.using.map(quoteIdentifier).join(', ')})`);
    } else if (item.on) {
      if (item.on.kind === 'const' && item.on.value === true && item.on.location < 0) {
        out.add(' ON TRUE');
      } else {
        out.add(' ON ');
        if (!out.sparse) out.add('(');
        exprs.print(item.on, false);
        if (!out.sparse) out.add(')');
      }
    }
    if (!out.sparse) out.add(')');
  }

  private groupBy(query: BoundSelect, exprs: ExpressionPrinter): void {
    const { out } = this;
    const one = (index: number) => exprs.sortValue(query.groupBy[index]!);
    if (query.grouping?.distinct) out.add('DISTINCT ');
    const items = query.grouping?.items ?? query.groupBy.map((_, i) => ({ kind: 'simple', keys: [i] }) as const);
    this.commaList(items, (item) => this.groupingItem(item, one, true));
  }

  private groupingItem(item: BoundGroupingItem, one: (index: number) => void, bare: boolean): void {
    const { out } = this;
    switch (item.kind) {
      case 'empty':
        out.add('()');
        return;
      case 'simple': {
        const brackets = !bare || item.keys.length !== 1;
        if (brackets) out.add('(');
        this.commaList(item.keys, one);
        if (brackets) out.add(')');
        return;
      }
      default:
        out.add(item.kind === 'sets' ? 'GROUPING SETS (' : `${item.kind.toUpperCase()}(`);
        this.commaList(item.items, (inner) => this.groupingItem(inner, one, item.kind !== 'sets'));
        out.add(')');
    }
  }

  private commaList<T>(items: readonly T[], print: (item: T) => void): void {
    items.forEach((item, i) => {
      if (i > 0) this.out.add(', ');
      print(item);
    });
  }

  private order(
    keys: readonly { readonly text: string; readonly key: { descending: boolean; nullsFirst: boolean } }[],
  ): void {
    if (keys.length === 0) return;
    this.out.keyword(' ORDER BY ', -indentStandard, indentStandard, 1);
    this.out.add(keys.map(({ text, key }) => text + directionText(key.descending, key.nullsFirst)).join(', '));
  }

  private limit(query: BoundQuery): void {
    const exprs = new ExpressionPrinter(this.out, this.context, {
      folded: false,
      variable: (v) => this.variable(v.rel, v.column),
      wholeRow: (rel) => this.wholeRow(rel),
      query: (inner, out) => new QueryPrinter(out, this.context, this.names, this.taken).print(inner, null, false),
      windowName: () => null,
      windowText: () => undefined,
    });
    if (query.offset) {
      this.out.keyword(' OFFSET ', -indentStandard, indentStandard, 0);
      exprs.print(query.offset, false);
    }
    if (!query.limit) return;
    if (query.withTies) {
      this.out.keyword(' FETCH FIRST ', -indentStandard, indentStandard, 0);
      this.out.add('(');
      exprs.print(query.limit, false);
      this.out.add(') ROWS WITH TIES');
      return;
    }
    this.out.keyword(' LIMIT ', -indentStandard, indentStandard, 0);
    if (query.limit.kind === 'const' && query.limit.value === null) this.out.add('ALL');
    else exprs.print(query.limit, false);
  }

  private locking(query: BoundSelect): void {
    for (const lock of query.locking) {
      this.out.keyword(` FOR ${lock.strength.toUpperCase()}`, -indentStandard, indentStandard, 0);
      const aliases = lock.rels.flatMap((rel) => this.names.get(rel)?.alias ?? []);
      if (aliases.length > 0) this.out.add(` OF ${aliases.map(quoteIdentifier).join(', ')}`);
      if (lock.wait !== 'block') this.out.add(lock.wait === 'nowait' ? ' NOWAIT' : ' SKIP LOCKED');
    }
  }

  private values(query: BoundValues): void {
    const { out } = this;
    if (out.indented) {
      out.level += indentStandard;
      out.add(' ');
    }
    out.add('VALUES ');
    const exprs = this.expressionsOutside();
    query.rows.forEach((row, i) => {
      if (i > 0) out.add(', ');
      out.add('(');
      row.forEach((expr, c) => {
        if (c > 0) out.add(',');
        exprs.print(expr, false);
      });
      out.add(')');
    });
  }

  private expressionsOutside(): ExpressionPrinter {
    return new ExpressionPrinter(this.out, this.context, {
      folded: false,
      variable: (v) => this.variable(v.rel, v.column),
      wholeRow: (rel) => this.wholeRow(rel),
      query: (inner, out) => new QueryPrinter(out, this.context, this.names, this.taken).print(inner, null, false),
      windowName: () => null,
      windowText: () => undefined,
    });
  }

  private setOperation(query: BoundSetOperation, wanted: WantedNames, namesVisible: boolean): void {
    const { out } = this;
    const left = query.left;
    const leftBrackets =
      left.kind === 'setOperation' && !(left.op === query.op && left.all === query.all && !hasTail(left));
    this.arm(left, leftBrackets || (left.kind !== 'setOperation' && hasTail(left)), wanted, leftBrackets, namesVisible);
    if (!leftBrackets) {
      if (out.indented) out.keyword('', 0, 0, 0);
      else out.add(' ');
    }
    out.add(`${query.op.toUpperCase()} ${query.all ? 'ALL ' : ''}`);
    const right = query.right;
    const rightBrackets = right.kind === 'setOperation';
    if (rightBrackets) {
      out.add('(');
      out.keyword('', indentStandard, 0, 0);
      this.armText(right, false, wanted, false);
      if (out.indented) out.level -= indentStandard;
      out.keyword(')', 0, 0, 0);
      return;
    }
    out.keyword('', 0, 0, 0);
    this.armText(right, hasTail(right), wanted, false);
  }

  private arm(
    query: BoundQuery,
    brackets: boolean,
    wanted: WantedNames,
    laidOut: boolean,
    namesVisible: boolean,
  ): void {
    const { out } = this;
    if (!laidOut) {
      this.armText(query, brackets, wanted, namesVisible);
      return;
    }
    out.add('(');
    out.keyword('', indentStandard, 0, 0);
    this.armText(query, false, wanted, namesVisible);
    out.keyword(') ', -indentStandard, 0, 0);
  }

  private armText(query: BoundQuery, brackets: boolean, wanted: WantedNames, namesVisible: boolean): void {
    if (brackets) this.out.add('(');
    const arm = this.nested(this.taken);
    arm.inArm = true;
    arm.print(query, wanted, namesVisible);
    if (brackets) this.out.add(')');
  }

  private windows(query: BoundSelect, taken: ReadonlySet<string>): void {
    let separator = ' WINDOW ';
    for (const spec of query.windows) {
      if (spec.name === null) continue;
      if (separator === ', ') this.out.add(separator);
      else this.out.keyword(separator, -indentStandard, indentStandard, 1);
      separator = ', ';
      this.out.add(`${quoteIdentifier(spec.name)} AS `);
      this.window(spec, query, taken);
    }
  }

  private window(spec: BoundWindowSpec, query: BoundSelect, taken: ReadonlySet<string>): void {
    const { out } = this;
    const exprs = this.expressions(query, taken);
    out.add('(');
    const base = spec.base === null ? null : query.windows.find((w) => w.name === spec.base);
    let separator = '';
    if (base) {
      out.add(quoteIdentifier(spec.base!));
      separator = ' ';
    } else if (spec.partitionBy.length > 0) {
      out.add('PARTITION BY ');
      spec.partitionBy.forEach((expr, i) => {
        if (i > 0) out.add(', ');
        exprs.sortValue(expr);
      });
      separator = ' ';
    }
    if (spec.orderBy.length > 0 && !(base && base.orderBy.length > 0)) {
      out.add(`${separator}ORDER BY `);
      exprs.orderBy(spec.orderBy);
      separator = ' ';
    }
    if (spec.frame) {
      out.add(`${separator}${spec.frame.mode.toUpperCase()} ${spec.frame.between ? 'BETWEEN ' : ''}`);
      this.bound(spec.frame.start, exprs);
      if (spec.frame.between) {
        out.add(' AND ');
        this.bound(spec.frame.end, exprs);
      }
      if (spec.frame.exclude !== 'no others') out.add(` EXCLUDE ${spec.frame.exclude.toUpperCase()}`);
    }
    out.add(')');
  }

  private bound(bound: { readonly type: string; readonly offset: BoundExpr | null }, exprs: ExpressionPrinter): void {
    if (bound.offset) {
      exprs.print(bound.offset, false);
      this.out.add(' ');
    }
    this.out.add(bound.type.toUpperCase());
  }
}

function withoutConversion(expr: BoundExpr): BoundExpr {
  return expr.kind === 'cast' && expr.context === 'implicit' ? expr.arg : expr;
}

function hasTail(query: BoundQuery): boolean {
  return query.ctes.length > 0 || query.order.length > 0 || query.limit !== null || query.offset !== null;
}

function columnsOf(query: BoundQuery | BoundModification): readonly string[] {
  const columns = 'columns' in query ? query.columns : (query.returning?.columns ?? []);
  return columns.map((column) => column.name);
}

function identifiers(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}

/** What a CYCLE clause without TO and DEFAULT stands for. */
function isTrueAndFalse({ value, fallback }: { readonly value: BoundExpr; readonly fallback: BoundExpr }): boolean {
  const is = (expr: BoundExpr, wanted: boolean) =>
    expr.kind === 'const' && expr.type === boolOid && expr.value === wanted;
  return is(value, true) && is(fallback, false);
}
