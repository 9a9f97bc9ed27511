/** EXPLAIN's answer, in PostgreSQL's text layout, one string per line, or in one of its structured formats, one string in all. */
import type { PlannedStatement } from '../../planner/index.ts';
import { type Entry, type Group, group, numeral, type StructuredFormat, writeStructured } from './explain-formats.ts';
import { defaultExplainOptions, type ExplainNames, type ExplainOptions } from './explain-names.ts';
import { type ExplainNode, explainTree } from './explain-tree.ts';

export function explainPlan(planned: PlannedStatement, given: Partial<ExplainOptions>, names: ExplainNames): string[] {
  const options: ExplainOptions = { ...defaultExplainOptions, ...given };
  const tree = explainTree(planned, options, names);
  return options.format === 'text' ? textLines(tree, options) : [structured(tree, options, options.format)];
}

function textLines(tree: ExplainNode, options: ExplainOptions): string[] {
  const lines: string[] = [];
  writeNode(lines, tree, options, '', '');
  const { settings } = options;
  if (settings !== null && settings.length > 0) {
    lines.push(`Settings: ${settings.map(([name, value]) => `${name} = '${value}'`).join(', ')}`);
  }
  if (options.planningMs !== null) lines.push(`Planning Time: ${options.planningMs.toFixed(3)} ms`);
  if (options.executionMs !== null) lines.push(`Execution Time: ${options.executionMs.toFixed(3)} ms`);
  return lines;
}

function writeNode(lines: string[], node: ExplainNode, options: ExplainOptions, first: string, indent: string): void {
  lines.push(`${first}${node.title}${figures(node, options)}`);
  const below = `${indent}  `;
  for (const [name, value] of node.properties) {
    lines.push(`${below}${name}: ${typeof value === 'string' ? value : value.join(', ')}`);
  }
  if (node.usage) lines.push(`${below}${node.usage.line}`);
  const temporary = options.buffers ? temporaryBlocks(node) : 0;
  if (temporary > 0) lines.push(`${below}Buffers: temp read=${temporary} written=${temporary}`);
  for (const { label, node: child } of node.children) {
    if (label !== null) lines.push(`${below}${label}`);
    const at = label === null ? below : `${below}  `;
    writeNode(lines, child, options, `${at}->  `, `${at}    `);
  }
}

function figures(node: ExplainNode, options: ExplainOptions): string {
  let text = '';
  if (options.costs) {
    const { startupCost, totalCost, rows, width } = node.estimate;
    text += `  (cost=${startupCost.toFixed(2)}..${totalCost.toFixed(2)} rows=${Math.round(rows)} width=${width})`;
  }
  if (options.actual === null) return text;
  const { actual } = node;
  if (actual === null || actual.loops === 0) return `${text} (never executed)`;
  const { startupMs, totalMs, loops, rows } = actual;
  const time = options.timing ? `time=${(startupMs / loops).toFixed(3)}..${(totalMs / loops).toFixed(3)} ` : '';
  return `${text} (actual ${time}rows=${Math.round(rows / loops)} loops=${loops})`;
}

function structured(tree: ExplainNode, options: ExplainOptions, format: StructuredFormat): string {
  const top: Entry[] = [['Plan', planGroup(tree, options, null)]];
  if (options.settings !== null) top.push(['Settings', group(options.settings)]);
  if (options.buffers) top.push(['Planning', group(bufferEntries(0))]);
  if (options.planningMs !== null) top.push(['Planning Time', numeral(options.planningMs, 3)]);
  if (options.actual !== null) top.push(['Triggers', { kind: 'groups', each: 'Trigger', groups: [] }]);
  if (options.executionMs !== null) top.push(['Execution Time', numeral(options.executionMs, 3)]);
  return writeStructured(group(top), format);
}

/** What a node is called and does stands before its place in the plan, what it reads behind. */
const leading: ReadonlySet<string> = new Set(['Node Type', 'Operation']);

function planGroup(node: ExplainNode, options: ExplainOptions, place: Place | null): Group {
  const out: Entry[] = node.fields.filter(([name]) => leading.has(name)).map((entry) => entry);
  if (place !== null) {
    out.push(['Parent Relationship', place.relationship]);
    if (place.label !== null) out.push(['Subplan Name', place.label]);
  }
  out.push(['Parallel Aware', false], ['Async Capable', false]);
  for (const entry of node.fields) if (!leading.has(entry[0])) out.push(entry);
  if (options.costs) {
    const { startupCost, totalCost, rows, width } = node.estimate;
    out.push(['Startup Cost', numeral(startupCost, 2)], ['Total Cost', numeral(totalCost, 2)]);
    out.push(['Plan Rows', numeral(Math.round(rows))], ['Plan Width', numeral(width)]);
  }
  if (options.actual !== null) {
    const { loops, rows, startupMs, totalMs } = node.actual ?? { loops: 0, rows: 0, startupMs: 0, totalMs: 0 };
    const each = (total: number): number => (loops === 0 ? 0 : total / loops);
    if (options.timing) {
      out.push(['Actual Startup Time', numeral(each(startupMs), 3)], ['Actual Total Time', numeral(each(totalMs), 3)]);
    }
    out.push(['Actual Rows', numeral(Math.round(each(rows)))], ['Actual Loops', numeral(loops)]);
  }
  out.push(...node.properties);
  for (const [name, value] of node.usage?.fields ?? []) {
    out.push([name, typeof value === 'number' ? numeral(value) : value]);
  }
  if (options.buffers) out.push(...bufferEntries(temporaryBlocks(node)));
  if (options.wal) out.push(...['WAL Records', 'WAL FPI', 'WAL Bytes'].map((name): Entry => [name, numeral(0)]));
  if (node.children.length > 0) {
    const groups = node.children.map((child, i) => planGroup(child.node, options, placeOf(node, i)));
    out.push(['Plans', { kind: 'groups', each: 'Plan', groups }]);
  }
  return group(out);
}

interface Place {
  readonly relationship: string;
  readonly label: string | null;
}

function placeOf({ children, fields }: ExplainNode, index: number): Place {
  const { label } = children[index]!;
  if (label !== null) {
    const isInitPlan = label.startsWith('InitPlan') || label.startsWith('CTE');
    return { relationship: isInitPlan ? 'InitPlan' : 'SubPlan', label };
  }
  const type = fields[0]![1];
  if (type === 'Append') return { relationship: 'Member', label: null };
  if (type === 'Subquery Scan') return { relationship: 'Subquery', label: null };
  const isFirst = children.findIndex((child) => child.label === null) === index;
  return { relationship: isFirst ? 'Outer' : 'Inner', label: null };
}

/**
 * There are no shared buffers, and temporary tables are kept like others; only what sorts and hash tables spill is in temporary
 * files, each read back once. The log is written when a transaction commits, which no plan does.
 */
const bufferKinds = ['Shared', 'Local'].flatMap((kind) =>
  ['Hit', 'Read', 'Dirtied', 'Written'].map((what) => `${kind} ${what} Blocks`),
);
const blockBytes = 8192;

function bufferEntries(temporary: number): Entry[] {
  const none = bufferKinds.map((name): Entry => [name, numeral(0)]);
  return [...none, ['Temp Read Blocks', numeral(temporary)], ['Temp Written Blocks', numeral(temporary)]];
}

/** Of the node and what is below it. */
function temporaryBlocks({ usage, children }: ExplainNode): number {
  const own = Math.ceil((usage?.diskBytes ?? 0) / blockBytes);
  return children.reduce((sum, { node }) => sum + temporaryBlocks(node), own);
}
