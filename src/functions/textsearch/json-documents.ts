/** Full-text search in JSON: documents of its strings, or of what else flags ask for, and headlines of each string. */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { quoteJson, scalarText } from '../../types/json/jsonb-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { TextSearchConfig } from '../../types/textsearch/objects.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import type { TsVector } from '../../types/textsearch/tsvector-value.ts';
import type { Oid } from '../../types/type-def.ts';
import type { FunctionContext, ScalarFunctionDef } from '../function-def.ts';
import { isContainer, type JsonNode, nodeJson, readJson } from '../json/json-node.ts';
import { scalar, stable } from '../scalar/define.ts';
import { configOf, currentConfig, piecesVector } from './documents.ts';
import { headline } from './headline.ts';
import { type HeadlineOptions, readHeadlineOptions } from './headline-options.ts';

interface Flags {
  readonly string: boolean;
  readonly numeric: boolean;
  readonly boolean: boolean;
  readonly key: boolean;
}
const onlyStrings: Flags = { string: true, numeric: false, boolean: false, key: false };

const hint = 'Possible values are: "string", "numeric", "boolean", "key", and "all".';
const wrongFlag = (message: string): SqlError => sqlError('invalid_parameter_value', message, { hint });

function readFlags(given: Jsonb): Flags {
  if (given.kind === 'object') {
    throw sqlError('invalid_parameter_value', 'wrong flag type, only arrays and scalars are allowed');
  }
  const flags = { string: false, numeric: false, boolean: false, key: false };
  for (const item of given.kind === 'array' ? given.items : [given]) {
    if (item.kind !== 'string') throw wrongFlag('flag array element is not a string');
    const name = (item.scalar as string).toLowerCase();
    if (name === 'all') Object.assign(flags, { string: true, numeric: true, boolean: true, key: true });
    else if (name in flags) flags[name as keyof Flags] = true;
    else throw wrongFlag(`wrong flag in flag array: "${item.scalar as string}"`);
  }
  return flags;
}

type Take = (piece: string) => void;

function jsonbPieces(value: Jsonb, flags: Flags, take: Take): void {
  for (const [i, item] of value.isContainer ? value.items.entries() : [[0, value] as const]) {
    if (flags.key && value.kind === 'object') take(value.keys[i]!);
    if (item.isContainer) jsonbPieces(item, flags, take);
    else if (item.kind === 'string' && flags.string) take(item.scalar as string);
    else if (item.kind === 'number' && flags.numeric) take(scalarText(item));
    else if (item.kind === 'boolean' && flags.boolean) take(scalarText(item));
  }
}

function jsonPieces(node: JsonNode, flags: Flags, take: Take): void {
  for (const [i, item] of isContainer(node) ? node.items.entries() : [[0, node] as const]) {
    if (flags.key && node.kind === 'object') take(node.keys[i]!);
    if (isContainer(item)) jsonPieces(item, flags, take);
    else if (item.kind === 'string' && flags.string) take(item.value);
    else if (item.kind === 'number' && flags.numeric) take(item.value);
    else if ((item.kind === 'true' || item.kind === 'false') && flags.boolean) take(item.value);
  }
}

function fromJsonb(config: TextSearchConfig, value: Jsonb, flags: Flags): TsVector {
  const pieces: string[] = [];
  jsonbPieces(value, flags, (piece) => pieces.push(piece));
  return piecesVector(config, pieces);
}

function fromJson(config: TextSearchConfig, text: string, flags: Flags): TsVector {
  const pieces: string[] = [];
  jsonPieces(readJson(text), flags, (piece) => pieces.push(piece));
  return piecesVector(config, pieces);
}

type Highlight = (text: string) => string;

function highlightJsonb(value: Jsonb, change: Highlight): Jsonb {
  if (value.kind === 'string') return Jsonb.string(change(value.scalar as string));
  if (!value.isContainer) return value;
  const items = value.items.map((item) => highlightJsonb(item, change));
  return value.kind === 'array' ? Jsonb.array(items) : Jsonb.ordered(value.keys, items);
}

function highlightJson(text: string, node: JsonNode, change: Highlight): string {
  switch (node.kind) {
    case 'string':
      return quoteJson(change(node.value));
    case 'array':
      return `[${node.items.map((item) => highlightJson(text, item, change)).join(',')}]`;
    case 'object': {
      const members = node.items.map((item, i) => `${quoteJson(node.keys[i]!)}:${highlightJson(text, item, change)}`);
      return `{${members.join(',')}}`;
    }
    default:
      return nodeJson(text, node);
  }
}

type Headline<T> = (config: TextSearchConfig, document: T, query: TsQuery, options: HeadlineOptions) => T;

/** The four forms: with a configuration or the session's, with options or without. */
function headlineRows<T extends string | Jsonb>(
  type: string,
  oids: readonly number[],
  make: Headline<T>,
): ScalarFunctionDef[] {
  const withConfig = (config: Oid, document: T, query: TsQuery, options: string | null = null) =>
    make(configOf(config), document, query, readHeadlineOptions(options));
  const withSession = (context: FunctionContext, document: T, query: TsQuery, options: string | null = null) =>
    make(currentConfig(context), document, query, readHeadlineOptions(options));
  return [
    scalar(oids[0]!, 'ts_headline', `regconfig ${type} tsquery text`, type, withConfig),
    scalar(oids[1]!, 'ts_headline', `regconfig ${type} tsquery`, type, withConfig),
    stable(oids[2]!, 'ts_headline', `${type} tsquery text`, type, withSession),
    stable(oids[3]!, 'ts_headline', `${type} tsquery`, type, withSession),
  ];
}

export const jsonDocumentFunctions: readonly ScalarFunctionDef[] = [
  ...headlineRows<string>('text', [3743, 3744, 3754, 3755], headline),
  ...headlineRows<Jsonb>('jsonb', [4201, 4202, 4203, 4204], (config, value, query, options) =>
    highlightJsonb(value, (text) => headline(config, text, query, options)),
  ),
  ...headlineRows<string>('json', [4205, 4206, 4207, 4208], (config, value, query, options) =>
    highlightJson(value, readJson(value), (text) => headline(config, text, query, options)),
  ),
  stable(4209, 'to_tsvector', 'jsonb', 'tsvector', (context: FunctionContext, value: Jsonb) =>
    fromJsonb(currentConfig(context), value, onlyStrings),
  ),
  scalar(4211, 'to_tsvector', 'regconfig jsonb', 'tsvector', (config: Oid, value: Jsonb) =>
    fromJsonb(configOf(config), value, onlyStrings),
  ),
  stable(4210, 'to_tsvector', 'json', 'tsvector', (context: FunctionContext, value: string) =>
    fromJson(currentConfig(context), value, onlyStrings),
  ),
  scalar(4212, 'to_tsvector', 'regconfig json', 'tsvector', (config: Oid, value: string) =>
    fromJson(configOf(config), value, onlyStrings),
  ),
  stable(4213, 'jsonb_to_tsvector', 'jsonb jsonb', 'tsvector', (context: FunctionContext, value: Jsonb, flags: Jsonb) =>
    fromJsonb(currentConfig(context), value, readFlags(flags)),
  ),
  scalar(4214, 'jsonb_to_tsvector', 'regconfig jsonb jsonb', 'tsvector', (config: Oid, value: Jsonb, flags: Jsonb) =>
    fromJsonb(configOf(config), value, readFlags(flags)),
  ),
  stable(4215, 'json_to_tsvector', 'json jsonb', 'tsvector', (context: FunctionContext, value: string, flags: Jsonb) =>
    fromJson(currentConfig(context), value, readFlags(flags)),
  ),
  scalar(4216, 'json_to_tsvector', 'regconfig json jsonb', 'tsvector', (config: Oid, value: string, flags: Jsonb) =>
    fromJson(configOf(config), value, readFlags(flags)),
  ),
];
