/** A json as a tree over its text: each node knows the piece it was read from, which is what the operators of json give. */
import { parseJson } from '../../types/json/json-parser.ts';

export interface JsonNode {
  readonly kind: 'string' | 'number' | 'true' | 'false' | 'null' | 'array' | 'object';
  readonly start: number;
  readonly end: number;
  /** Content of a string; text of another scalar. */
  readonly value: string;
  /** Keys in the order of the text, with those that stand there twice. */
  readonly keys: readonly string[];
  readonly items: readonly JsonNode[];
}

const none: readonly never[] = [];

export function readJson(text: string): JsonNode {
  return parseJson<JsonNode>(text, {
    scalar: (kind, value, start, end) => ({ kind, start, end, value, keys: none, items: none }),
    array: (items, start, end) => ({ kind: 'array', start, end, value: '', keys: none, items }),
    object: (keys, items, start, end) => ({ kind: 'object', start, end, value: '', keys, items }),
  });
}

/** The text of a node as it was written. */
export function nodeJson(text: string, node: JsonNode): string {
  return text.slice(node.start, node.end);
}

/** As `->>` gives it: strings without quotes and escapes, null as NULL. */
export function nodeText(text: string, node: JsonNode): string | null {
  if (node.kind === 'null') return null;
  return node.kind === 'string' ? node.value : nodeJson(text, node);
}

/** Of equal keys the last counts. */
export function memberOf(node: JsonNode, key: string): JsonNode | undefined {
  if (node.kind !== 'object') return undefined;
  const index = node.keys.lastIndexOf(key);
  return index < 0 ? undefined : node.items[index];
}

export function elementOf(node: JsonNode, index: number): JsonNode | undefined {
  if (node.kind !== 'array') return undefined;
  return node.items[index < 0 ? node.items.length + index : index];
}

export function isContainer(node: JsonNode): boolean {
  return node.kind === 'array' || node.kind === 'object';
}

/** A path element as an index into an array: what C's strtol takes whole; null when it is none. */
export function pathIndex(text: string): number | null {
  if (!/^[ \t\n\v\f\r]*[+-]?\d+$/.test(text)) return null;
  const value = Number(text);
  return value >= -2147483648 && value <= 2147483647 ? value : null;
}
