/** Sets taken out of json and jsonb: members, elements, keys. */
import { sqlError } from '../../errors/index.ts';
import { jsonbAsText } from '../../types/json/jsonb-text.ts';
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import type { Datum } from '../../types/type-def.ts';
import { rowSet } from '../scalar/define.ts';
import { isContainer, type JsonNode, nodeJson, nodeText, readJson } from './json-node.ts';

type NodeText = (text: string, node: JsonNode) => string | null;

function refuse(message: string): never {
  throw sqlError('invalid_parameter_value', message);
}

function jsonMembers(write: NodeText): (text: string) => (readonly Datum[])[] {
  return (text) => {
    const node = readJson(text);
    if (node.kind !== 'object') {
      refuse(node.kind === 'array' ? 'cannot deconstruct an array as an object' : 'cannot deconstruct a scalar');
    }
    return node.items.map((item, i) => [node.keys[i]!, write(text, item)]);
  };
}

function jsonElements(write: NodeText, callee: string): (text: string) => Datum[] {
  return (text) => {
    const node = readJson(text);
    if (node.kind !== 'array') refuse(`cannot call ${callee} on a ${isContainer(node) ? 'non-array' : 'scalar'}`);
    return node.items.map((item) => write(text, item));
  };
}

function jsonKeys(text: string): readonly string[] {
  const node = readJson(text);
  if (node.kind !== 'object') {
    refuse(`cannot call json_object_keys on ${node.kind === 'array' ? 'an array' : 'a scalar'}`);
  }
  return node.keys;
}

function jsonbMembers(write: (value: Jsonb) => Datum, callee: string): (value: Jsonb) => (readonly Datum[])[] {
  return (value) => {
    if (value.kind !== 'object') refuse(`cannot call ${callee} on a non-object`);
    return value.items.map((item, i) => [value.keys[i]!, write(item)]);
  };
}

function jsonbElements(write: (value: Jsonb) => Datum): (value: Jsonb) => Datum[] {
  return (value) => {
    if (!value.isContainer) refuse('cannot extract elements from a scalar');
    if (value.kind !== 'array') refuse('cannot extract elements from an object');
    return value.items.map(write);
  };
}

function jsonbKeys(value: Jsonb): readonly string[] {
  if (!value.isContainer) refuse('cannot call jsonb_object_keys on a scalar');
  if (value.kind !== 'object') refuse('cannot call jsonb_object_keys on an array');
  return value.keys;
}

const keep = (value: Jsonb) => value;
const input = { argNames: ['from_json'] } as const;

function columns(value: string): { columns: { name: string; type: string }[]; argNames: readonly string[] } {
  return {
    ...input,
    columns: [
      { name: 'key', type: 'text' },
      { name: 'value', type: value },
    ],
  };
}

/** One OUT parameter, which gives the column its name. */
function element(type: string): { columns: { name: string; type: string }[]; argNames: readonly string[] } {
  return { ...input, columns: [{ name: 'value', type }] };
}

export const jsonSets = [
  rowSet(3958, 'json_each', 'json', 'record', jsonMembers(nodeJson), columns('json')),
  rowSet(3959, 'json_each_text', 'json', 'record', jsonMembers(nodeText), columns('text')),
  rowSet(3208, 'jsonb_each', 'jsonb', 'record', jsonbMembers(keep, 'jsonb_each'), columns('jsonb')),
  rowSet(3932, 'jsonb_each_text', 'jsonb', 'record', jsonbMembers(jsonbAsText, 'jsonb_each_text'), columns('text')),
  rowSet(3955, 'json_array_elements', 'json', 'json', jsonElements(nodeJson, 'json_array_elements'), element('json')),
  rowSet(
    3969,
    'json_array_elements_text',
    'json',
    'text',
    jsonElements(nodeText, 'json_array_elements_text'),
    element('text'),
  ),
  rowSet(3219, 'jsonb_array_elements', 'jsonb', 'jsonb', jsonbElements(keep), element('jsonb')),
  rowSet(3465, 'jsonb_array_elements_text', 'jsonb', 'text', jsonbElements(jsonbAsText), element('text')),
  rowSet(3957, 'json_object_keys', 'json', 'text', jsonKeys),
  rowSet(3931, 'jsonb_object_keys', 'jsonb', 'text', jsonbKeys),
];
