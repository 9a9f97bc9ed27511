/** Text of jsonb, both ways: one line as the type's output, and the many lines of jsonb_pretty(). */
import { parseNumeric } from '../numeric-text.ts';
import type { Numeric } from '../numeric-value.ts';
import { type JsonBuilder, parseJson } from './json-parser.ts';
import { Jsonb } from './jsonb-value.ts';

const jsonbBuilder: JsonBuilder<Jsonb> = {
  scalar(kind, value) {
    switch (kind) {
      case 'string':
        return Jsonb.string(value);
      case 'number':
        return Jsonb.number(parseNumeric(value));
      case 'null':
        return Jsonb.null;
      default:
        return Jsonb.boolean(kind === 'true');
    }
  },
  array: (items) => (items.length === 0 ? Jsonb.emptyArray : Jsonb.array(items)),
  object: (keys, values) => (keys.length === 0 ? Jsonb.emptyObject : Jsonb.object(keys, values)),
};

export function parseJsonb(text: string): Jsonb {
  return parseJson(text, jsonbBuilder);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped.
const special = /["\\\u0000-\u001f]/g;

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escapeCharacter(character: string): string {
  return shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A JSON string literal. */
export function quoteJson(text: string): string {
  return `"${text.replace(special, escapeCharacter)}"`;
}

export function scalarText(value: Jsonb): string {
  switch (value.kind) {
    case 'string':
      return quoteJson(value.scalar as string);
    case 'number':
      return (value.scalar as Numeric).toString();
    default:
      return String(value.scalar);
  }
}

export function formatJsonb(value: Jsonb): string {
  if (!value.isContainer) return scalarText(value);
  const { items, keys } = value;
  const object = value.kind === 'object';
  let text = object ? '{' : '[';
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ', ';
    if (object) text += `${quoteJson(keys[i]!)}: `;
    text += formatJsonb(items[i]!);
  }
  return text + (object ? '}' : ']');
}

/** jsonb_pretty(): four spaces a level, and nothing between the brackets of what is empty but a new line. */
export function prettyJsonb(value: Jsonb, indent = ''): string {
  if (!value.isContainer) return scalarText(value);
  const { items, keys } = value;
  const object = value.kind === 'object';
  const inner = `${indent}    `;
  const parts = items.map(
    (item, i) => `\n${inner}${object ? `${quoteJson(keys[i]!)}: ` : ''}${prettyJsonb(item, inner)}`,
  );
  return `${object ? '{' : '['}${parts.join(',')}\n${indent}${object ? '}' : ']'}`;
}

/** A value as `->>` gives it: strings without quotes, null as NULL. */
export function jsonbAsText(value: Jsonb): string | null {
  if (value.kind === 'null') return null;
  return value.kind === 'string' ? (value.scalar as string) : formatJsonb(value);
}
