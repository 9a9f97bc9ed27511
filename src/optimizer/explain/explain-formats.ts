/**
 * The structured formats of EXPLAIN, written as PostgreSQL writes them, to the space: JSON, XML and YAML of one tree of groups.
 * XML has for each name a tag, in which what a tag may not have is a dash.
 */
import { assertNever } from '../../common/assert.ts';

export type StructuredFormat = 'json' | 'xml' | 'yaml';

export interface Group {
  readonly kind: 'group';
  readonly entries: readonly Entry[];
}
/** Groups without names of their own; `each` is their tag in XML. */
export interface GroupList {
  readonly kind: 'groups';
  readonly each: string;
  readonly groups: readonly Group[];
}
/** A number, as it is to be shown. */
export interface Numeral {
  readonly kind: 'number';
  readonly text: string;
}
export type EntryValue = string | boolean | Numeral | readonly string[] | Group | GroupList;
export type Entry = readonly [name: string, value: EntryValue];

export const numeral = (value: number, decimals = 0): Numeral => ({ kind: 'number', text: value.toFixed(decimals) });
export const group = (entries: readonly Entry[]): Group => ({ kind: 'group', entries });

export function writeStructured(query: Group, format: StructuredFormat): string {
  switch (format) {
    case 'json':
      return `[\n  ${jsonGroup(query, 1)}\n]`;
    case 'xml':
      return `<explain xmlns="http://www.postgresql.org/2009/explain">\n${xmlEntry('Query', query, 1)}\n</explain>`;
    case 'yaml':
      return `- ${yamlEntries(query, 1)}`;
    default:
      return assertNever(format);
  }
}

const spaces = (level: number): string => '  '.repeat(level);
const isList = (value: EntryValue): value is readonly string[] => Array.isArray(value);

function jsonGroup({ entries }: Group, level: number): string {
  const lines = entries.map(
    ([name, value]) => `${spaces(level + 1)}${JSON.stringify(name)}: ${jsonValue(value, level + 1)}`,
  );
  return `{\n${lines.join(',\n')}${lines.length === 0 ? '' : '\n'}${spaces(level)}}`;
}

function jsonValue(value: EntryValue, level: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  switch (value.kind) {
    case 'number':
      return value.text;
    case 'group':
      return jsonGroup(value, level);
    case 'groups': {
      const lines = value.groups.map((item) => `${spaces(level + 1)}${jsonGroup(item, level + 1)}`);
      return `[\n${lines.join(',\n')}${lines.length === 0 ? '' : '\n'}${spaces(level)}]`;
    }
    default:
      return assertNever(value);
  }
}

function xmlEntry(name: string, value: EntryValue, level: number): string {
  const tag = name.replaceAll(/[^A-Za-z0-9_.-]/g, '-');
  const at = spaces(level);
  const scalar = (text: string): string => `${at}<${tag}>${text}</${tag}>`;
  const parent = (lines: readonly string[]): string => [`${at}<${tag}>`, ...lines, `${at}</${tag}>`].join('\n');
  if (typeof value === 'string') return scalar(xmlText(value));
  if (typeof value === 'boolean') return scalar(String(value));
  if (isList(value)) return parent(value.map((item) => `${spaces(level + 1)}<Item>${xmlText(item)}</Item>`));
  switch (value.kind) {
    case 'number':
      return scalar(value.text);
    case 'group':
      return parent(value.entries.map(([inner, item]) => xmlEntry(inner, item, level + 1)));
    case 'groups':
      return parent(value.groups.map((item) => xmlEntry(value.each, item, level + 1)));
    default:
      return assertNever(value);
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#x0d;' };

function xmlText(text: string): string {
  return text.replaceAll(/[&<>\r]/g, (character) => entities[character]!);
}

/** The first entry stands behind the dash of the group, or at a line of its own below its name. */
function yamlEntries({ entries }: Group, level: number): string {
  return entries.map(([name, value]) => `${name}: ${yamlValue(value, level)}`).join(`\n${spaces(level)}`);
}

function yamlValue(value: EntryValue, level: number): string {
  const below = `\n${spaces(level + 1)}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return value.map((item) => `${below}- ${JSON.stringify(item)}`).join('');
  switch (value.kind) {
    case 'number':
      return value.text;
    case 'group':
      return value.entries.length === 0 ? '' : `${below}${yamlEntries(value, level + 1)}`;
    case 'groups':
      return value.groups.map((item) => `${below}- ${yamlEntries(item, level + 2)}`).join('');
    default:
      return assertNever(value);
  }
}
