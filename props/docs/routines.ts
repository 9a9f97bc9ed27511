/** The generated part of docs/compatibility.md: PostgreSQL's functions and operators against our tables. */
import { readFileSync } from 'node:fs';
import { differences } from '../../src/functions/differences.ts';
import { functionsByName, operatorsByName } from '../../src/functions/registry.ts';

export interface Section {
  /** '9.4 String Functions and Operators' */
  readonly title: string;
  readonly functions: readonly string[];
}
/** postgres-routines.json, recorded by record-routines.ts. */
export interface PostgresRoutines {
  readonly sections: readonly Section[];
  /** Argument types by function name. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
  /** Name, left type or empty, right type. */
  readonly operators: readonly (readonly [string, string, string])[];
}

export function postgresRoutines(): PostgresRoutines {
  return JSON.parse(readFileSync(new URL('postgres-routines.json', import.meta.url), 'utf8')) as PostgresRoutines;
}

/** Words of the grammar that the manual lists among functions; what they stand for is tested in sqllogic/. */
const grammarForms = new Set(
  'coalesce greatest least nullif current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime localtimestamp session_user user overlay position substring trim extract normalize row_to_json grouping collation'.split(
    ' ',
  ),
);

type State = { readonly kind: 'present' | 'absent' } | { readonly kind: 'partly'; readonly missing: readonly string[] };

function stateOf(name: string, signatures: readonly string[] | undefined): State {
  if (signatures === undefined) return { kind: grammarForms.has(name) ? 'present' : 'absent' };
  const ours = new Set(
    functionsByName(name).map(({ args, variadic }) =>
      args
        .map((arg, i) => (variadic === true && i === args.length - 1 && arg !== 'any' ? arrayOf(arg) : arg))
        .join(', '),
    ),
  );
  const missing = signatures.filter((signature) => !ours.has(signature));
  if (missing.length === 0) return { kind: 'present' };
  return missing.length === signatures.length ? { kind: 'absent' } : { kind: 'partly', missing };
}
const arrayOf = (type: string) =>
  type === 'anyelement'
    ? 'anyarray'
    : type === 'anycompatible'
      ? 'anycompatiblearray'
      : type.startsWith('any')
        ? type.replace('range', 'multirange')
        : `_${type}`;

interface RoutineReport {
  readonly markdown: string;
  readonly present: number;
  readonly absent: number;
}

export function routineReport({ sections, functions, operators }: PostgresRoutines): RoutineReport {
  const lines: string[] = [];
  let present = 0;
  let absent = 0;
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  for (const { title, functions: names } of sections) {
    const states = names.map((name) => ({ name, state: stateOf(name, functions[name]) }));
    const of = (kind: State['kind']) => states.filter(({ state }) => state.kind === kind).map(({ name }) => name);
    if (names.length === 0) continue;
    lines.push('', `### ${title}`, '');
    const all = of('present');
    const other = all.filter((name) => Object.hasOwn(differences, name));
    const here = all.filter((name) => !other.includes(name));
    const gone = of('absent');
    present += all.length;
    absent += gone.length;
    if (here.length > 0) lines.push(`✓ ${code(here)}`);
    const reasons = [...new Set(other.map((name) => differences[name]!))];
    const reasoned = reasons.map(
      (reason) => `${code(other.filter((name) => differences[name] === reason))}: ${reason}`,
    );
    if (other.length > 0) lines.push('', `different on purpose: ${reasoned.join('; ')}`);
    const partly = states.flatMap(({ name, state }) =>
      state.kind === 'partly' ? [`\`${name}\` without ${state.missing.map((args) => `\`(${args})\``).join(', ')}`] : [],
    );
    if (partly.length > 0) lines.push('', `partly: ${partly.join('; ')}`);
    if (gone.length > 0) lines.push('', `— ${code(gone)}`);
  }
  lines.push('', '### Operators', '');
  const byName = new Map<string, { total: number; missing: string[] }>();
  for (const [name, left, right] of operators) {
    const entry = byName.get(name) ?? { total: 0, missing: [] };
    entry.total++;
    const known = operatorsByName(name).some((row) => (row.left ?? '') === left && row.right === right);
    if (!known) entry.missing.push(left === '' ? `${name} ${right}` : `${left} ${name} ${right}`);
    byName.set(name, entry);
  }
  const escaped = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
  const rows = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  lines.push('| operator | operand types here | of PostgreSQL’s | absent |', '|---|---|---|---|');
  for (const [name, { total, missing }] of rows) {
    const shown = missing.length === 0 ? '' : missing.map(escaped).join(', ');
    lines.push(`| ${escaped(name)} | ${total - missing.length} | ${total} | ${shown} |`);
  }
  return { markdown: `${lines.join('\n').trim()}\n`, present, absent };
}

const beginMark = '<!-- generated by bin/compatibility.ts: functions and operators -->';
const endMark = '<!-- end of the generated part -->';

/** The page with its generated part as it should be. */
export function withReport(page: string, report: string): string {
  const from = page.indexOf(beginMark);
  const to = page.indexOf(endMark);
  if (from < 0 || to < from) throw new Error('docs/compatibility.md has lost the marks of its generated part');
  return `${page.slice(0, from)}${beginMark}\n\n${report}\n${page.slice(to)}`;
}
