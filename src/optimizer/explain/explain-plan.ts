/** EXPLAIN's answer, one string per line, in PostgreSQL's text or JSON layout. */
import type { PlannedStatement } from '../../planner/index.ts';
import { defaultExplainOptions, type ExplainNames, type ExplainOptions } from './explain-names.ts';
import { type ExplainNode, explainTree } from './explain-tree.ts';

export function explainPlan(planned: PlannedStatement, given: Partial<ExplainOptions>, names: ExplainNames): string[] {
  const options: ExplainOptions = { ...defaultExplainOptions, ...given };
  const tree = explainTree(planned, options, names);
  return options.format === 'json' ? jsonLines(tree, options) : textLines(tree, options);
}

function textLines(tree: ExplainNode, options: ExplainOptions): string[] {
  const lines: string[] = [];
  writeNode(lines, tree, options, '', '');
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

function jsonLines(tree: ExplainNode, options: ExplainOptions): string[] {
  const top: Record<string, unknown> = { Plan: jsonNode(tree, options, null) };
  if (options.planningMs !== null) top['Planning Time'] = rounded(options.planningMs);
  if (options.executionMs !== null) top['Execution Time'] = rounded(options.executionMs);
  return [JSON.stringify([top], null, 2)];
}

function jsonNode(node: ExplainNode, options: ExplainOptions, label: string | null): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of node.fields) out[name] = value;
  if (label !== null) {
    out['Parent Relationship'] = label.startsWith('InitPlan') || label.startsWith('CTE') ? 'InitPlan' : 'SubPlan';
    out['Subplan Name'] = label;
  }
  out['Parallel Aware'] = false;
  out['Async Capable'] = false;
  if (options.costs) {
    const { startupCost, totalCost, rows, width } = node.estimate;
    out['Startup Cost'] = Math.round(startupCost * 100) / 100;
    out['Total Cost'] = Math.round(totalCost * 100) / 100;
    out['Plan Rows'] = Math.round(rows);
    out['Plan Width'] = width;
  }
  if (options.actual !== null) {
    const loops = node.actual?.loops ?? 0;
    if (options.timing) {
      out['Actual Startup Time'] = rounded(loops === 0 ? 0 : node.actual!.startupMs / loops);
      out['Actual Total Time'] = rounded(loops === 0 ? 0 : node.actual!.totalMs / loops);
    }
    out['Actual Rows'] = loops === 0 ? 0 : Math.round(node.actual!.rows / loops);
    out['Actual Loops'] = loops;
  }
  for (const [name, value] of node.properties) out[name] = value;
  for (const [name, value] of node.usage?.fields ?? []) out[name] = value;
  if (node.children.length > 0) {
    out['Plans'] = node.children.map((child) => jsonNode(child.node, options, child.label));
  }
  return out;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
