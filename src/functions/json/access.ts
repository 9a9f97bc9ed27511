/** Operators and functions that take parts out of json and jsonb: -> ->> #> #>> and json_extract_path(). */
import { PgArray } from '../../types/array-value.ts';
import { jsonbAsText } from '../../types/json/jsonb-text.ts';
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import type { Datum } from '../../types/type-def.ts';
import { scalar } from '../scalar/define.ts';
import {
  elementOf,
  isContainer,
  type JsonNode,
  memberOf,
  nodeJson,
  nodeText,
  pathIndex,
  readJson,
} from './json-node.ts';

function jsonPart(text: string, node: JsonNode | undefined): string | null {
  return node === undefined ? null : nodeJson(text, node);
}
function jsonPartText(text: string, node: JsonNode | undefined): string | null {
  return node === undefined ? null : nodeText(text, node);
}
function jsonbText(value: Jsonb | undefined | null): string | null {
  return value === undefined || value === null ? null : jsonbAsText(value);
}

/** A document that is a scalar counts as an array of one element here. */
function jsonbElement(value: Jsonb, index: number): Jsonb | null {
  if (value.isContainer) return value.element(index) ?? null;
  return index === 0 || index === -1 ? value : null;
}

function jsonAtPath(text: string, path: Path): JsonNode | undefined {
  let node: JsonNode | undefined = readJson(text);
  // A path of no steps gives a scalar from the document's beginning on, with the space before it.
  if (path.length === 0 && !isContainer(node)) return { ...node, start: 0 };
  for (const key of path) {
    if (node === undefined || key === null) return undefined;
    if (node.kind === 'array') {
      const index = pathIndex(key);
      node = index === null ? undefined : elementOf(node, index);
    } else node = memberOf(node, key);
  }
  return node;
}

export function jsonbAtPath(value: Jsonb, path: Path): Jsonb | null {
  let at: Jsonb | undefined = value;
  for (const key of path) {
    if (at === undefined || key === null) return null;
    if (at.kind === 'array') {
      const index = pathIndex(key);
      at = index === null ? undefined : at.element(index);
    } else at = at.member(key);
  }
  return at ?? null;
}

/** The path as the operators give it, as an array, or as the function's spread arguments. */
function pathArguments(rest: readonly Datum[]): readonly (string | null)[] {
  const first = rest[0];
  return (first instanceof PgArray ? first.values : rest) as readonly (string | null)[];
}

type Path = readonly (string | null)[];

function byPath<T, R>(impl: (value: T, path: Path) => R): (value: T, ...rest: Datum[]) => R | null {
  return (value, ...rest) => {
    const path = pathArguments(rest);
    return path.includes(null) ? null : impl(value, path);
  };
}

const fieldNames = { argNames: ['from_json', 'field_name'] } as const;
const elementNames = { argNames: ['from_json', 'element_index'] } as const;
const pathNames = { argNames: ['from_json', 'path_elems'], variadic: true } as const;

export const jsonAccessFunctions = [
  scalar(
    3947,
    'json_object_field',
    'json text',
    'json',
    (json: string, key: string) => jsonPart(json, memberOf(readJson(json), key)),
    fieldNames,
  ),
  scalar(
    3948,
    'json_object_field_text',
    'json text',
    'text',
    (json: string, key: string) => jsonPartText(json, memberOf(readJson(json), key)),
    fieldNames,
  ),
  scalar(
    3949,
    'json_array_element',
    'json int4',
    'json',
    (json: string, index: number) => jsonPart(json, elementOf(readJson(json), index)),
    elementNames,
  ),
  scalar(
    3950,
    'json_array_element_text',
    'json int4',
    'text',
    (json: string, index: number) => jsonPartText(json, elementOf(readJson(json), index)),
    elementNames,
  ),
  scalar(
    3951,
    'json_extract_path',
    'json text',
    'json',
    byPath((json: string, path) => jsonPart(json, jsonAtPath(json, path))),
    pathNames,
  ),
  scalar(
    3953,
    'json_extract_path_text',
    'json text',
    'text',
    byPath((json: string, path) => jsonPartText(json, jsonAtPath(json, path))),
    pathNames,
  ),
  scalar(
    3478,
    'jsonb_object_field',
    'jsonb text',
    'jsonb',
    (value: Jsonb, key: string) => value.member(key) ?? null,
    fieldNames,
  ),
  scalar(
    3214,
    'jsonb_object_field_text',
    'jsonb text',
    'text',
    (value: Jsonb, key: string) => jsonbText(value.member(key)),
    fieldNames,
  ),
  scalar(3215, 'jsonb_array_element', 'jsonb int4', 'jsonb', jsonbElement, elementNames),
  scalar(
    3216,
    'jsonb_array_element_text',
    'jsonb int4',
    'text',
    (value: Jsonb, index: number) => jsonbText(jsonbElement(value, index)),
    elementNames,
  ),
  scalar(3217, 'jsonb_extract_path', 'jsonb text', 'jsonb', byPath(jsonbAtPath), pathNames),
  scalar(
    3940,
    'jsonb_extract_path_text',
    'jsonb text',
    'text',
    byPath((value: Jsonb, path) => jsonbText(jsonbAtPath(value, path))),
    pathNames,
  ),
];
