/**
 * A physical plan as EXPLAIN shows it: a tree of titled nodes with properties. Projections are not shown, as in PostgreSQL:
 * their columns appear as the expressions behind them; a filter belongs to the node whose rows it tests.
 */

import type { BoundExpr, BoundSample, BoundVar } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import { columnKey } from '../../planner/columns.ts';
import { isSetCall } from '../../planner/expressions.ts';
import type {
  AggregateCall,
  Estimate,
  PhysicalPlan,
  PlannedStatement,
  PlanSortKey,
  SubPlan,
  WindowCall,
} from '../../planner/index.ts';
import { noRows } from '../physical/limit.ts';
import { type ExpressionScope, explainExpr } from './explain-expression.ts';
import type { ActualCounts, ExplainNames, ExplainOptions } from './explain-names.ts';
import { usageLine } from './explain-usage.ts';

export interface ExplainNode {
  /** `Hash Left Join`, `Seq Scan on t a`: the text form's first line. */
  readonly title: string;
  /** Fields of the structured formats: Node Type, Join Type, Relation Name ... */
  readonly fields: readonly (readonly [string, string | boolean])[];
  readonly properties: readonly (readonly [string, string | readonly string[]])[];
  readonly children: readonly { readonly label: string | null; readonly node: ExplainNode }[];
  readonly estimate: Estimate;
  readonly actual: ActualCounts | null;
  readonly usage?: UsageLine | null;
}

/** The memory that a node has used: a line of the text form, fields of the others. */
export interface UsageLine {
  readonly diskBytes: number;
  readonly line: string;
  readonly fields: readonly (readonly [string, string | number])[];
}

export function explainTree(planned: PlannedStatement, options: ExplainOptions, names: ExplainNames): ExplainNode {
  const builder = new TreeBuilder(planned, options, names);
  return builder.statement();
}

interface Computed {
  readonly text: () => string;
  readonly isColumn: boolean;
}
interface Source {
  readonly alias: string;
  readonly relation: number | null;
  readonly columnNames: readonly string[];
}
type Properties = [string, string | readonly string[]][];
type Fields = [string, string | boolean][];
type Child = { readonly label: string | null; readonly node: ExplainNode };

class TreeBuilder implements ExpressionScope {
  readonly names: ExplainNames;
  private readonly planned: PlannedStatement;
  private readonly options: ExplainOptions;
  /** What a computed column is, for showing it. */
  private readonly computed: Map<number, Computed>;
  private readonly aliases: Map<number, Source>;
  /** The relation whose columns need no prefix: that of the scan whose conditions are being shown. */
  private bareRel: number;
  /** Columns of this rel are computed by the node being shown, so they stand without parentheses. */
  private ownRel: number;
  private readonly subPlanNames: Map<object, string>;
  private subPlanCount: number;
  private initPlanCount: number;
  private pending: { readonly label: string; readonly plan: PhysicalPlan }[];

  constructor(planned: PlannedStatement, options: ExplainOptions, names: ExplainNames) {
    this.planned = planned;
    this.options = options;
    this.names = names;
    this.computed = new Map();
    this.aliases = new Map();
    this.subPlanNames = new Map();
    this.subPlanCount = 0;
    this.initPlanCount = 0;
    this.pending = [];
    this.bareRel = -1;
    this.ownRel = -1;
  }

  statement(): ExplainNode {
    for (const cte of this.planned.ctes) this.learn(cte.plan);
    this.learn(this.planned.plan);
    const ctes: Child[] = this.planned.ctes.map((cte) => ({ label: `CTE ${cte.name}`, node: this.node(cte.plan, []) }));
    const outputs = this.planned.kind === 'select' ? this.planned.outputs : [];
    const shown = outputs.map((output) => this.expr(output));
    const top = this.node(this.planned.plan, [], this.options.verbose ? shown : []);
    return ctes.length === 0 ? top : { ...top, children: [...ctes, ...top.children] };
  }

  /** Notes aliases and computed columns, below the node first. */
  private learn(plan: PhysicalPlan): void {
    for (const input of inputsOf(plan)) this.learn(input);
    switch (plan.node) {
      case 'seqScan':
      case 'indexScan':
      case 'tidScan':
        this.aliases.set(plan.rel, { alias: plan.alias, relation: plan.table, columnNames: [] });
        break;
      case 'catalogScan':
        this.aliases.set(plan.rel, { alias: plan.alias, relation: plan.relation, columnNames: [] });
        break;
      case 'functionScan':
      case 'cteScan':
        this.aliases.set(plan.rel, { alias: plan.alias, relation: null, columnNames: plan.columnNames ?? [] });
        break;
      case 'values':
        this.aliases.set(plan.rel, { alias: '"*VALUES*"', relation: null, columnNames: [] });
        break;
      case 'project':
        this.define(plan.rel, plan.exprs);
        break;
      case 'append':
        this.define(plan.rel, plan.outputs[0] ?? []);
        break;
      case 'setOperation':
        this.define(plan.rel, plan.leftOutputs);
        break;
      case 'recursiveUnion':
        this.define(plan.rel, plan.baseOutputs);
        break;
      case 'aggregate':
        this.define(plan.rel, plan.keys);
        plan.aggregates.forEach((call, i) => {
          this.computed.set(columnKey(plan.rel, plan.keys.length + i), {
            text: () => this.aggregate(call),
            isColumn: false,
          });
        });
        plan.groupings.forEach((_, i) => {
          const column = plan.keys.length + plan.aggregates.length + i;
          this.computed.set(columnKey(plan.rel, column), { text: () => 'GROUPING()', isColumn: false });
        });
        break;
      case 'window':
        plan.calls.forEach((call, i) => {
          this.computed.set(columnKey(plan.rel, i), { text: () => this.windowCall(call), isColumn: false });
        });
        break;
      case 'insert':
      case 'update':
      case 'delete':
      case 'merge':
        this.aliases.set(plan.rel, {
          alias: this.names.relation(plan.table).name,
          relation: plan.table,
          columnNames: [],
        });
        if (plan.node === 'insert' && plan.onConflict !== null) {
          this.aliases.set(plan.onConflict.excludedRel, { alias: 'excluded', relation: plan.table, columnNames: [] });
        }
        break;
      default:
        break;
    }
  }

  private groupKeys(plan: PhysicalPlan & { node: 'aggregate' }): Properties {
    const keys = plan.keys.map((key) => this.expr(key));
    if (plan.groupingSets === null) return keys.length === 0 ? [] : [['Group Key', keys]];
    return plan.groupingSets.map((set) => ['Group Key', set.length === 0 ? '()' : set.map((i) => keys[i]!)]);
  }

  private define(rel: number, exprs: readonly BoundExpr[]): void {
    exprs.forEach((expr, i) => {
      this.computed.set(columnKey(rel, i), { text: () => this.expr(expr), isColumn: expr.kind === 'var' });
    });
  }

  private aggregate(call: AggregateCall): string {
    const args = call.star ? '*' : call.args.map((arg) => this.expr(arg)).join(', ');
    const order = call.orderBy.length === 0 ? '' : ` ORDER BY ${this.sortKeys(call.orderBy).join(', ')}`;
    const filter = call.filter === null ? '' : ` FILTER (WHERE ${this.expr(call.filter)})`;
    if (call.direct) {
      const direct = call.direct.map((arg) => this.expr(arg)).join(', ');
      return `${this.names.routine(call.fn)}(${direct}) WITHIN GROUP (${order.trimStart()})${filter}`;
    }
    return `${this.names.routine(call.fn)}(${call.distinct ? 'DISTINCT ' : ''}${args}${order})${filter}`;
  }

  private windowCall(call: WindowCall): string {
    const args = call.star ? '*' : call.args.map((arg) => this.expr(arg)).join(', ');
    const filter = call.filter === null ? '' : ` FILTER (WHERE ${this.expr(call.filter)})`;
    return `${this.names.routine(call.fn)}(${args})${filter} OVER (?)`;
  }

  // ---- ExpressionScope ----
  column(variable: BoundVar): string {
    const computed = this.computed.get(columnKey(variable.rel, variable.column));
    if (computed !== undefined) {
      const text = computed.text();
      return computed.isColumn || variable.rel === this.ownRel ? text : `(${text})`;
    }
    const source = this.aliases.get(variable.rel);
    if (source === undefined) return `column${variable.column + 1}`;
    const name =
      source.relation === null
        ? (source.columnNames[variable.column] ?? `column${variable.column + 1}`)
        : this.names.column(source.relation, variable.column);
    return this.needsPrefix(variable.rel) ? `${source.alias}.${name}` : name;
  }
  /** As in PostgreSQL: a scan's own columns stand bare in its conditions, unless VERBOSE; others when there is one relation. */
  private needsPrefix(rel: number): boolean {
    if (this.bareRel >= 0) return rel !== this.bareRel || this.options.verbose;
    return this.aliases.size > 1;
  }
  subPlan(plan: SubPlan): string {
    const known = this.subPlanNames.get(plan);
    if (known !== undefined) return known;
    this.learn(plan.plan);
    const initPlan = !plan.correlated && (plan.mode === 'scalar' || plan.mode === 'exists' || plan.mode === 'array');
    const name = initPlan
      ? `$${this.initPlanCount++}`
      : `${plan.correlated ? '' : 'hashed '}SubPlan ${++this.subPlanCount}`;
    const label = initPlan ? `InitPlan ${this.initPlanCount} (returns ${name})` : `SubPlan ${this.subPlanCount}`;
    this.subPlanNames.set(plan, name);
    this.pending.push({ label, plan: plan.plan });
    return name;
  }
  private expr(expr: BoundExpr): string {
    return explainExpr(expr, this);
  }
  private conditions(list: readonly BoundExpr[]): string {
    const parts = list.map((condition) => this.expr(condition));
    return parts.length === 1 ? parenthesized(parts[0]!) : `(${parts.join(' AND ')})`;
  }
  private sortKeys(keys: readonly PlanSortKey[]): string[] {
    return keys.map(({ expr, descending, nullsFirst }) => {
      const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
      return `${this.expr(expr)}${descending ? ' DESC' : ''}${nulls}`;
    });
  }

  private tidCondition(rowId: BoundExpr): string {
    const text = this.expr(rowId);
    return rowId.kind === 'session' ? text : `(ctid = ${text})`;
  }

  private sampling({ method, percent, seed }: BoundSample): string {
    const repeatable = seed === null ? '' : ` REPEATABLE (${this.expr(seed)})`;
    return `${method} (${this.expr(percent)})${repeatable}`;
  }

  // ---- nodes ----
  private node(plan: PhysicalPlan, filter: readonly BoundExpr[], output: readonly string[] = []): ExplainNode {
    switch (plan.node) {
      case 'filter':
        return this.node(plan.input, [...plan.filter, ...filter], output);
      case 'project':
        if (!plan.exprs.some(isSetCall)) {
          if (plan.input.node === 'result' && filter.length === 0)
            return this.finish(plan, 'Result', [], [], [], output);
          return this.node(plan.input, filter, output);
        }
        return this.finish(plan, 'ProjectSet', filter, [], [plan.input], output);
      case 'result':
        return this.finish(plan, 'Result', filter, [], [], output);
      case 'seqScan': {
        const title = plan.sample === undefined ? 'Seq Scan' : 'Sample Scan';
        const sampling: Properties = plan.sample === undefined ? [] : [['Sampling', this.sampling(plan.sample)]];
        return this.scan(plan, title, plan.table, plan.alias, sampling, [...plan.filter, ...filter], output);
      }
      case 'tidScan': {
        const condition: Properties = plan.rowId === null ? [] : [['TID Cond', this.tidCondition(plan.rowId)]];
        return this.scan(plan, 'Tid Scan', plan.table, plan.alias, condition, [...plan.filter, ...filter], output);
      }
      case 'catalogScan':
        return this.scan(plan, 'Seq Scan', plan.relation, plan.alias, [], [...plan.filter, ...filter], output);
      case 'indexScan': {
        const type = plan.backward ? 'Index Scan Backward' : 'Index Scan';
        const using = `${type} using ${this.names.relation(plan.index).name}`;
        this.bareRel = plan.rel;
        const condition: Properties =
          plan.indexConditions.length === 0 ? [] : [['Index Cond', this.conditions(plan.indexConditions)]];
        this.bareRel = -1;
        return this.scan(plan, using, plan.table, plan.alias, condition, [...plan.filter, ...filter], output);
      }
      case 'values':
        return this.finish(plan, 'Values Scan on "*VALUES*"', filter, [], [], output);
      case 'functionScan': {
        const call = plan.calls[0]!;
        const name = call.kind === 'call' ? this.names.routine(call.fn) : 'function';
        return this.finish(plan, `Function Scan on ${name}${aliasPart(name, plan.alias)}`, filter, [], [], output);
      }
      case 'cteScan': {
        const name = this.planned.ctes.find((cte) => cte.id === plan.cte)?.name ?? plan.alias;
        const title = `${plan.working ? 'WorkTable' : 'CTE'} Scan on ${name}${aliasPart(name, plan.alias)}`;
        return this.finish(plan, title, [...plan.filter, ...filter], [], [], output);
      }
      case 'hashJoin':
        return this.hashJoin(plan, filter, output);
      case 'nestedLoop': {
        const title = `Nested Loop${joinSuffix(plan.type)}`;
        const properties: Properties = plan.on.length === 0 ? [] : [['Join Filter', this.conditions(plan.on)]];
        const outer = this.node(plan.outer, []);
        const inner = this.node(plan.inner, []);
        const wrapped = plan.lateral ? inner : materialized(inner, plan.inner.estimate);
        return this.finish(plan, title, filter, properties, [], output, [
          { label: null, node: outer },
          { label: null, node: wrapped },
        ]);
      }
      case 'aggregate': {
        const title = plan.keys.length === 0 ? 'Aggregate' : 'HashAggregate';
        const properties = this.groupKeys(plan);
        this.ownRel = plan.rel;
        const having = plan.having.length === 0 ? [] : [this.conditions(plan.having)];
        this.ownRel = -1;
        for (const condition of having) properties.push(['Filter', condition]);
        return this.finish(plan, title, filter, properties, [plan.input], output);
      }
      case 'sort':
        return this.finish(plan, 'Sort', filter, [['Sort Key', this.sortKeys(plan.keys)]], [plan.input], output);
      case 'limit':
        if (plan.count === noRows) return this.finish(plan, 'Result', [], [['One-Time Filter', 'false']], [], output);
        return this.finish(plan, 'Limit', filter, [], [plan.input], output);
      case 'distinct': {
        if (plan.keepsOrder) return this.finish(plan, 'Unique', filter, [], [plan.input], output);
        const keys = plan.keys.map((key) => this.expr(key));
        return this.finish(plan, 'HashAggregate', filter, [['Group Key', keys]], [plan.input], output);
      }
      case 'append':
        return this.finish(plan, 'Append', filter, [], plan.inputs, output);
      case 'setOperation': {
        const title = `HashSetOp ${plan.op === 'except' ? 'Except' : 'Intersect'}${plan.all ? ' All' : ''}`;
        return this.finish(plan, title, filter, [], [plan.left, plan.right], output);
      }
      case 'recursiveUnion':
        return this.finish(plan, 'Recursive Union', filter, [], [plan.base, plan.step], output);
      case 'window':
        return this.finish(plan, 'WindowAgg', filter, [], [plan.input], output);
      case 'lockRows':
        return this.finish(plan, 'LockRows', filter, [], [plan.input], output);
      case 'insert':
        return this.modify(plan, 'Insert', plan.values);
      case 'update':
        return this.modify(
          plan,
          'Update',
          plan.set.map((item) => item.value),
        );
      case 'delete':
        return this.modify(plan, 'Delete', []);
      case 'merge':
        return this.modify(plan, 'Merge', []);
      default:
        return assertNever(plan);
    }
  }

  private scan(
    plan: PhysicalPlan,
    type: string,
    relation: number,
    alias: string,
    properties: Properties,
    filter: readonly BoundExpr[],
    output: readonly string[],
  ): ExplainNode {
    const { schema, name } = this.names.relation(relation);
    const shown = this.options.verbose ? `${schema}.${name}` : name;
    const title = `${type} on ${shown}${aliasPart(name, alias)}`;
    return this.finish(plan, title, filter, properties, [], output);
  }

  private hashJoin(
    plan: Extract<PhysicalPlan, { node: 'hashJoin' }>,
    filter: readonly BoundExpr[],
    output: readonly string[],
  ): ExplainNode {
    const keys = plan.probeKeys.map((key, i) => `(${this.expr(key)} = ${this.expr(plan.buildKeys[i]!)})`);
    const properties: Properties = [['Hash Cond', keys.length === 1 ? keys[0]! : `(${keys.join(' AND ')})`]];
    if (plan.residual.length > 0) properties.push(['Join Filter', this.conditions(plan.residual)]);
    const probe = this.node(plan.probe, []);
    const build = this.node(plan.build, []);
    const hash: ExplainNode = {
      title: 'Hash',
      fields: [['Node Type', 'Hash']],
      properties: [],
      children: [{ label: null, node: build }],
      estimate: plan.build.estimate,
      actual: build.actual,
      usage: this.usage(plan),
    };
    const children = [
      { label: null, node: probe },
      { label: null, node: hash },
    ];
    const title = plan.type === 'inner' ? 'Hash Join' : `Hash${joinSuffix(plan.type)}`;
    return this.finish(plan, title, filter, properties, [], output, children);
  }

  private modify(
    plan: Extract<PhysicalPlan, { node: 'insert' | 'update' | 'delete' | 'merge' }>,
    verb: string,
    exprs: readonly BoundExpr[],
  ): ExplainNode {
    const { schema, name } = this.names.relation(plan.table);
    const properties: Properties = [];
    if (plan.node === 'insert' && plan.onConflict !== null) {
      properties.push(['Conflict Resolution', plan.onConflict.action === 'nothing' ? 'NOTHING' : 'UPDATE']);
      const arbiters = plan.onConflict.arbiters.map((oid) => this.names.relation(oid).name);
      if (arbiters.length > 0) properties.push(['Conflict Arbiter Indexes', arbiters]);
    }
    const title = `${verb} on ${this.options.verbose ? `${schema}.` : ''}${name}`;
    for (const expr of exprs) this.expr(expr);
    return this.finish(plan, title, [], properties, [plan.input], []);
  }

  private usage(plan: PhysicalPlan): UsageLine | null {
    const used = this.options.usage?.(plan) ?? null;
    return used === null ? null : usageLine(plan, used);
  }

  /** The node, with the sub-plans that its expressions mentioned as further children. */
  private finish(
    plan: PhysicalPlan,
    title: string,
    filter: readonly BoundExpr[],
    properties: Properties,
    inputs: readonly PhysicalPlan[],
    output: readonly string[],
    children: readonly Child[] = [],
  ): ExplainNode {
    const all: Properties = output.length === 0 ? [...properties] : [['Output', output], ...properties];
    if (filter.length > 0) {
      this.bareRel = isScan(plan) ? plan.rel : -1;
      all.push(['Filter', this.conditions(filter)]);
      this.bareRel = -1;
    }
    const mentioned = this.pending;
    this.pending = [];
    const own = inputs.map((input): Child => ({ label: null, node: this.node(input, []) }));
    const subPlans = mentioned.map(({ label, plan: inner }): Child => ({ label, node: this.node(inner, []) }));
    return {
      title,
      fields: fieldsOf(plan, title, this.names),
      properties: all,
      children: [...subPlans, ...own, ...children],
      estimate: plan.estimate,
      actual: this.options.actual?.(plan) ?? null,
      usage: plan.node === 'hashJoin' ? null : this.usage(plan),
    };
  }
}

type ScanNode = Extract<
  PhysicalPlan,
  { readonly node: 'seqScan' | 'indexScan' | 'tidScan' | 'catalogScan' | 'values' | 'functionScan' | 'cteScan' }
>;
function isScan(plan: PhysicalPlan): plan is ScanNode {
  return plan.node.endsWith('Scan') || plan.node === 'values';
}

function materialized(node: ExplainNode, estimate: Estimate): ExplainNode {
  return {
    title: 'Materialize',
    fields: [['Node Type', 'Materialize']],
    properties: [],
    children: [{ label: null, node }],
    estimate,
    actual: node.actual,
  };
}

function aliasPart(name: string, alias: string): string {
  return alias === name ? '' : ` ${alias}`;
}

function parenthesized(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text : `(${text})`;
}

function joinSuffix(type: string): string {
  return type === 'inner' ? '' : ` ${type[0]!.toUpperCase()}${type.slice(1)} Join`;
}

function fieldsOf(plan: PhysicalPlan, title: string, names: ExplainNames): Fields {
  const fields: Fields = [['Node Type', nodeType(plan, title)]];
  if (plan.node === 'hashJoin' || plan.node === 'nestedLoop') {
    fields.push(['Join Type', `${plan.type[0]!.toUpperCase()}${plan.type.slice(1)}`]);
  }
  if (plan.node === 'indexScan') {
    fields.push(['Scan Direction', plan.backward ? 'Backward' : 'Forward']);
    fields.push(['Index Name', names.relation(plan.index).name]);
  }
  if ('returning' in plan) {
    fields.push(['Operation', title.split(' ')[0]!]);
    fields.push(['Relation Name', names.relation(plan.table).name]);
  }
  if (plan.node === 'seqScan' || plan.node === 'indexScan' || plan.node === 'tidScan') {
    fields.push(['Relation Name', names.relation(plan.table).name]);
    fields.push(['Alias', plan.alias]);
  }
  if (plan.node === 'functionScan' || plan.node === 'cteScan') fields.push(['Alias', plan.alias]);
  return fields;
}

function nodeType(plan: PhysicalPlan, title: string): string {
  switch (plan.node) {
    case 'hashJoin':
      return 'Hash Join';
    case 'nestedLoop':
      return 'Nested Loop';
    case 'indexScan':
      return 'Index Scan';
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return 'ModifyTable';
    case 'distinct':
      return plan.keepsOrder ? 'Unique' : 'Aggregate';
    case 'aggregate':
      return 'Aggregate';
    case 'setOperation':
      return 'SetOp';
    default:
      return title.split(' on ')[0]!;
  }
}

/** Direct inputs, without those of sub-plans. */
export function inputsOf(plan: PhysicalPlan): readonly PhysicalPlan[] {
  switch (plan.node) {
    case 'hashJoin':
      return [plan.probe, plan.build];
    case 'nestedLoop':
      return [plan.outer, plan.inner];
    case 'append':
      return plan.inputs;
    case 'setOperation':
      return [plan.left, plan.right];
    case 'recursiveUnion':
      return [plan.base, plan.step];
    default:
      return 'input' in plan ? [plan.input] : [];
  }
}
