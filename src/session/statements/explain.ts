/** EXPLAIN and EXPLAIN ANALYZE. */

import { typeText } from '../../analyzer/deparse/index.ts';
import { analyzeStatement, isAnalyzable } from '../../analyzer/index.ts';
import { settingFlags } from '../../config/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Execution, SpillReport } from '../../executor/index.ts';
import { functionByOid, operatorByOid } from '../../functions/registry.ts';
import { type ExplainNames, explainPlan } from '../../optimizer/index.ts';
import type { DefinitionOption, ExplainStatement, Statement } from '../../parser/index.ts';
import type { PlannedStatement } from '../../planner/index.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { checkConstants } from '../check-constants.ts';
import { definitionFlag } from '../definition-boolean.ts';
import type { CachedPlan } from '../plan-cache.ts';
import { boundOf, compile, planBound } from '../planning.ts';
import type { Completion, ResultSink } from '../result.ts';
import { lockTables, runPlan } from '../run-plan.ts';
import type { Session } from '../session.ts';
import { shownValue } from '../session-settings.ts';
import type { Running } from '../wait.ts';
import { parametersOf } from './prepared.ts';

const formats = ['text', 'json', 'xml', 'yaml'] as const;

interface Options {
  analyze: boolean;
  verbose: boolean;
  costs: boolean;
  /** null: nothing was said. */
  timing: boolean | null;
  buffers: boolean;
  wal: boolean;
  settings: boolean;
  summary: boolean | null;
  /** Ours: show the generated JavaScript. */
  generated: boolean;
  format: (typeof formats)[number];
}

function optionsOf(list: readonly DefinitionOption[]): Options {
  const options: Options = {
    analyze: false,
    verbose: false,
    costs: true,
    timing: null,
    buffers: false,
    wal: false,
    settings: false,
    summary: null,
    generated: false,
    format: 'text',
  };
  for (const { name, value, location } of list) {
    const on = (): boolean => definitionFlag(name, value, location);
    switch (name) {
      case 'analyze':
      case 'verbose':
      case 'costs':
      case 'timing':
      case 'summary':
      case 'generated':
      case 'buffers':
      case 'wal':
      case 'settings':
        options[name] = on();
        break;
      case 'format':
        options.format = formatOf(value, location);
        break;
      default:
        throw sqlError('syntax_error', `unrecognized EXPLAIN option "${name}"`, { location });
    }
  }
  if (options.wal && !options.analyze) throw requiresAnalyze('WAL');
  if (options.timing === true && !options.analyze) throw requiresAnalyze('TIMING');
  return options;
}

function formatOf(value: string | null, location: number): Options['format'] {
  if (value === null) throw sqlError('syntax_error', 'format requires a parameter');
  const format = formats.find((name) => name === value);
  if (format !== undefined) return format;
  throw sqlError('invalid_parameter_value', `unrecognized value for EXPLAIN option "format": "${value}"`, { location });
}

function requiresAnalyze(option: string): Error {
  return sqlError('invalid_parameter_value', `EXPLAIN option ${option} requires ANALYZE`);
}

/** Settings that plans depend on, where they are not what they are by themselves. */
function changedSettings(session: Session): [string, string][] {
  return session.settings
    .all()
    .filter(({ def, value }) => value !== def.initial && settingFlags(def.name).includes('EXPLAIN'))
    .map(({ def, value }) => [def.name, shownValue(def, value)]);
}

export function* executeExplain(
  session: Session,
  statement: ExplainStatement,
  params: readonly Datum[],
  sink: ResultSink,
): Running<Completion> {
  const options = optionsOf(statement.options);
  session.ensureTransaction();
  const { target, values } = explained(session, statement, params);
  if (!isAnalyzable(target)) {
    throw unsupported(`EXPLAIN of this statement`, statement.location);
  }
  const { host } = session.core;
  const types: Oid[] = values.map(() => 0);
  let planningMs = 0;
  const plan = (): PlannedStatement => {
    const planningStart = host.monotonicMs();
    const made = planBound(session, boundOf(analyzeStatement(target, session.analyzerContext(types))));
    checkConstants(made, values, session.context);
    planningMs = host.monotonicMs() - planningStart;
    return made;
  };
  let planned = plan();
  let executionMs: number | null = null;
  let actual: ActualRows | null = null;
  let usage: ((node: object) => SpillReport | null) | null = null;
  let source: string | null = null;
  if (options.analyze || options.generated) {
    let compiled = compile(session, planned, types, options.analyze);
    if (options.analyze) {
      while (!(yield* lockTables(session, compiled))) {
        planned = plan();
        compiled = compile(session, planned, types, true);
      }
    }
    source = compiled.compiled.source;
    if (options.analyze) {
      const start = host.monotonicMs();
      const { execution } = yield* runPlan(session, compiled, values, () => {}, null);
      const totalMs = host.monotonicMs() - start;
      executionMs = totalMs;
      const { memoryUsers } = compiled.compiled;
      usage = (node) => {
        const user = execution.slots[memoryUsers.get(node) ?? -1] as { readonly report: SpillReport } | undefined;
        return user?.report ?? null;
      };
      actual = actualRows(compiled, execution, totalMs);
    }
  }
  const summary = options.summary ?? options.analyze;
  const lines = explainPlan(
    planned,
    {
      format: options.format,
      costs: options.costs,
      verbose: options.verbose,
      actual,
      usage,
      buffers: options.buffers,
      wal: options.wal,
      settings: options.settings ? changedSettings(session) : null,
      timing: false,
      planningMs: summary ? planningMs : null,
      executionMs: summary ? executionMs : null,
    },
    explainNames(session),
  );
  if (options.generated && options.format === 'text' && source !== null) {
    lines.push('Generated Code:', ...source.split('\n').map((line) => `  ${line}`));
  }
  const type = options.format === 'json' ? typeOid.json : typeOid.text;
  const emit = sink.columns([{ name: 'QUERY PLAN', type, typmod: -1 }]);
  for (const line of lines) emit(line);
  return { tag: 'EXPLAIN', rows: null };
}

type ActualRows = (node: object) => { rows: number; loops: number; startupMs: number; totalMs: number } | null;

/** What a run of a plan that counts its rows has counted, by node. */
export function actualRows({ compiled }: CachedPlan, execution: Execution, totalMs: number): ActualRows {
  return (node) => {
    const counter = compiled.counters.get(node);
    if (counter === undefined) return null;
    return { rows: execution.counts[counter]!, loops: 1, startupMs: 0, totalMs };
  };
}

function explained(
  session: Session,
  statement: ExplainStatement,
  params: readonly Datum[],
): { target: Statement; values: readonly Datum[] } {
  const written = statement.statement;
  const inner = written.kind === 'createTableAs' ? written.query : written;
  if (inner.kind === 'execute') {
    const prepared = session.prepared.get(inner.name);
    if (prepared === undefined) {
      throw sqlError('invalid_sql_statement_name', `prepared statement "${inner.name}" does not exist`, {
        routine: 'FetchPreparedStatement',
      });
    }
    return { target: prepared.statement, values: parametersOf(session, prepared, inner) };
  }
  if (inner.kind === 'declareCursor') return { target: inner.query, values: params };
  return { target: inner, values: params };
}

export function explainNames(session: Session): ExplainNames {
  const { catalog } = session;
  const context = session.analyzerContext(null);
  return {
    relation(oid) {
      const relation = catalog.relation(oid);
      return { schema: catalog.schema(relation?.schema ?? 0)?.name ?? '', name: relation?.name ?? String(oid) };
    },
    column(oid, position) {
      if (position < 0) return position === -1 ? 'ctid' : 'tableoid';
      const relation = catalog.relation(oid);
      return relation !== undefined && 'columns' in relation
        ? relation.columns[position]!.name
        : `column${position + 1}`;
    },
    routine: (oid) => functionByOid(oid)?.name ?? String(oid),
    operator: (oid) => operatorByOid(oid)?.name ?? String(oid),
    type: (oid, typmod) => typeText(oid, typmod, context),
    value: (value, type) => typeByOid(type)!.output(value, session.context),
  };
}
