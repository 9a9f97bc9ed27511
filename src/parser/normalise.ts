/**
 * A statement's text with `$n` in place of each constant, as pg_stat_statements shows it: numbers go on behind the highest
 * parameter. What is no constant of the query's own stays: type modifiers, and the numbers of columns in ORDER BY and GROUP BY.
 * `fingerprint` is the same for texts that differ in constants, white space, comments, or the case of names.
 */
import { parse } from './parse.ts';
import { releaseTokens, scan, tokens } from './scanner.ts';
import { valueTokens } from './token-codes.ts';

export interface NormalisedText {
  readonly text: string;
  readonly fingerprint: string;
}

interface Node {
  readonly kind?: string;
  readonly name?: unknown;
  readonly type?: string;
  readonly left?: unknown;
  readonly right?: unknown;
  readonly location?: number;
}

/** `text`: one statement that can be parsed. */
export function normaliseStatement(text: string): NormalisedText {
  /** Offsets of constants. */
  const constants = new Set<number>();
  /** Offsets of signs that belong to the number behind them. */
  const signs = new Set<number>();
  for (const { statement } of parse(text)) collect(statement, constants, signs);
  return replaceConstants(text, constants, signs);
}

function collect(value: unknown, constants: Set<number>, signs: Set<number>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, constants, signs);
    return;
  }
  const node = value as Node;
  if (node.kind === 'typeName') return;
  if (node.kind === 'literal') {
    if (typeof node.location === 'number') constants.add(node.location);
    return;
  }
  if (node.kind === 'operator' && node.name === '-' && node.left === null && isNumber(node.right)) {
    signs.add(node.location!);
  }
  for (const [key, child] of Object.entries(node)) {
    if ((key === 'orderBy' && node.kind === 'select') || key === 'groupBy') {
      collectKeys(child as unknown as readonly unknown[], constants, signs);
    } else if (typeof child === 'object') collect(child, constants, signs);
  }
}

/** A whole number by itself is the number of a column. */
function collectKeys(items: readonly unknown[], constants: Set<number>, signs: Set<number>): void {
  for (const item of items) {
    const { value, items: inner } = item as { readonly value?: unknown; readonly items?: readonly unknown[] };
    if (isColumnNumber(item) || isColumnNumber(value)) continue;
    if (inner !== undefined) collectKeys(inner, constants, signs);
    else collect(item, constants, signs);
  }
}

function isColumnNumber(value: unknown): boolean {
  const node = value as Node | null | undefined;
  return node?.kind === 'literal' && node.type === 'integer';
}

function isNumber(value: unknown): boolean {
  const node = value as Node | null;
  return node?.kind === 'literal' && (node.type === 'integer' || node.type === 'decimal');
}

function replaceConstants(text: string, constants: Set<number>, signs: Set<number>): NormalisedText {
  scan(text);
  let next = 1;
  let out = '';
  let from = 0;
  let fingerprint = '';
  const { starts, ends, codes, values, count } = tokens;
  for (let i = 0; i < count; i++) if (codes[i] === valueTokens.parameter) next = Math.max(next, Number(values[i]) + 1);
  for (let i = 0; i < count; i++) {
    const start = starts[i]!;
    const signed = signs.has(start) && constants.has(starts[i + 1] ?? -1);
    if (!signed && !constants.has(start)) {
      fingerprint += `${codes[i]}${values[i] === '' ? '' : `:${values[i]!}`} `;
      continue;
    }
    if (signed) i++;
    out += `${text.slice(from, start)}$${next++}`;
    from = ends[i]!;
    fingerprint += '? ';
  }
  out += text.slice(from);
  releaseTokens();
  return { text: out, fingerprint };
}
