/** Tables described in a line, SQL text to plans and their EXPLAIN lines: what the plan tests share. No rows are stored. */
import { type AnalyzerContext, analyzeStatement, builtInFunctions, typesOf } from '../../src/analyzer/index.ts';
import { Catalog } from '../../src/catalog/catalog.ts';
import type { ColumnDescriptor, IndexDescriptor, TableDescriptor } from '../../src/catalog/descriptors.ts';
import type { BoundModification, BoundQuery } from '../../src/catalog/tree.ts';
import { bootstrapRoleOid, pgCatalogOid, publicOid } from '../../src/catalog/well-known.ts';
import { functionByOid, operatorByOid } from '../../src/functions/registry.ts';
import { type ExplainNames, type ExplainOptions, explainPlan, planStatement } from '../../src/optimizer/index.ts';
import { parse } from '../../src/parser/index.ts';
import {
  defaultPlannerSettings,
  type PlanContext,
  type PlannedStatement,
  type PlannerSettings,
  routineFacts,
} from '../../src/planner/index.ts';
import { defaultTextContext, formatType, typeByName, typeByOid } from '../../src/types/registry.ts';

export interface BenchIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
  readonly descending?: boolean;
}

export class PlanBench {
  catalog: Catalog;
  private nextOid: number;
  private readonly rows: Map<number, number>;

  constructor() {
    this.catalog = Catalog.initial();
    this.nextOid = 20000;
    this.rows = new Map();
  }

  /** `columns`: 'id int4 not null, a int4, b text'. */
  table(name: string, columns: string, rows: number, indexes: readonly BenchIndex[] = []): void {
    const oid = this.nextOid++;
    const descriptors = columns.split(',').map((text): ColumnDescriptor => {
      const [column, type, ...rest] = text.trim().split(/\s+/);
      return {
        name: column!,
        type: typeByName(type!)!.oid,
        typmod: -1,
        notNull: rest.join(' ') === 'not null',
        defaultExpr: null,
        identity: null,
        generated: null,
        dropped: false,
        missing: null,
        collation: null,
        comment: null,
      };
    });
    const position = (column: string): number => descriptors.findIndex((d) => d.name === column);
    const made = indexes.map(
      (index): IndexDescriptor => ({
        kind: 'index',
        oid: this.nextOid++,
        name: index.name,
        schema: publicOid,
        owner: bootstrapRoleOid,
        comment: null,
        table: oid,
        method: 'btree',
        unique: index.unique ?? false,
        nullsNotDistinct: false,
        primary: false,
        keys: index.columns.map((column) => ({
          column: position(column),
          expression: null,
          type: descriptors[position(column)]!.type,
          descending: index.descending ?? false,
          nullsFirst: index.descending ?? false,
        })),
        include: [],
        predicate: null,
        constraint: null,
      }),
    );
    const table: TableDescriptor = {
      kind: 'table',
      oid,
      name,
      schema: publicOid,
      owner: bootstrapRoleOid,
      comment: null,
      persistence: 'permanent',
      columns: descriptors,
      constraints: [],
      indexes: made.map((index) => index.oid),
      referencedBy: [],
      rowType: this.nextOid++,
      onCommit: 'preserve',
    };
    this.catalog = this.catalog.put(table);
    for (const index of made) this.catalog = this.catalog.put(index);
    this.rows.set(oid, rows);
  }

  bind(sql: string): BoundQuery | BoundModification {
    const { statement } = parse(sql)[0]!;
    const context: AnalyzerContext = {
      catalog: this.catalog,
      searchPath: [publicOid, pgCatalogOid],
      databaseName: 'postgres',
      types: typesOf(this.catalog),
      functions: builtInFunctions,
      text: defaultTextContext,
      parameters: { types: [] },
    };
    const bound = analyzeStatement(statement as Parameters<typeof analyzeStatement>[0], context);
    return bound.kind === 'query' ? bound.query : bound;
  }

  context(settings: Partial<PlannerSettings> = {}): PlanContext {
    return {
      catalog: this.catalog,
      statistics: { rowCount: (oid) => this.rows.get(oid) ?? 0 },
      settings: { ...defaultPlannerSettings, ...settings },
      facts: routineFacts(defaultTextContext),
      checkInterrupts: () => {},
    };
  }

  plan(sql: string, settings: Partial<PlannerSettings> = {}): PlannedStatement {
    return planStatement(this.bind(sql), this.context(settings));
  }

  explain(sql: string, options: Partial<ExplainOptions> = {}, settings: Partial<PlannerSettings> = {}): string[] {
    return explainPlan(this.plan(sql, settings), { costs: false, ...options }, this.names());
  }

  names(): ExplainNames {
    return {
      relation: (oid) => {
        const relation = this.catalog.relation(oid)!;
        return { schema: this.catalog.schema(relation.schema)!.name, name: relation.name };
      },
      column: (oid, position) => {
        if (position < 0) return position === -1 ? 'ctid' : position === -2 ? 'tableoid' : 'xmin';
        const relation = this.catalog.relation(oid)!;
        return 'columns' in relation ? relation.columns[position]!.name : '?column?';
      },
      routine: (oid) => functionByOid(oid)!.name,
      operator: (oid) => operatorByOid(oid)!.name,
      type: (oid, typmod) => formatType(oid, typmod),
      value: (value, type) => typeByOid(type)!.output(value, defaultTextContext),
    };
  }
}
