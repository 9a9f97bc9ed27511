/** What the actions of grammar/jsonpath.peggy make. */
import { sqlError } from '../../errors/index.ts';
import { parseNumeric } from '../numeric-text.ts';
import type { BinaryOperator, PathItem, PathLevel } from './json-path.ts';
import { checkRegex } from './regex-check.ts';

export function numberItem(text: string): PathItem {
  return { kind: 'number', value: parseNumeric(text), next: null };
}

/** The items one behind the other. */
export function chain(items: readonly PathItem[]): PathItem {
  return items.reduceRight<PathItem | null>((next, item) => append(item, next), null)!;
}

/** `next` behind the last step of `item`. */
function append(item: PathItem, next: PathItem | null): PathItem {
  if (next === null) return item;
  const steps: PathItem[] = [];
  for (let step: PathItem | null = item; step !== null; step = step.next) steps.push(step);
  let result: PathItem = next;
  for (let i = steps.length - 1; i >= 0; i--) result = { ...steps[i]!, next: result };
  return result;
}

export function leftChain(first: PathItem, rest: readonly (readonly [string, PathItem])[]): PathItem {
  return rest.reduce<PathItem>((left, [op, right]) => binary(op as BinaryOperator, left, right), first);
}

export function binary(op: BinaryOperator, left: PathItem, right: PathItem): PathItem {
  return { kind: 'binary', op, left, right, next: null };
}

/** A sign before a number is part of it. */
export function sign(negative: boolean, arg: PathItem): PathItem {
  if (arg.kind === 'number' && arg.next === null) return negative ? { ...arg, value: arg.value.negate() } : arg;
  return { kind: 'sign', negative, arg, next: null };
}

export function level(text: string): PathLevel {
  const value = Number(text);
  if (value > 2147483647) {
    throw sqlError('numeric_value_out_of_range', `value "${text}" is out of range for type integer`);
  }
  return value;
}

const flagOrder = 'ismxq';

export function likeRegex(arg: PathItem, pattern: string, flagText: string): PathItem {
  for (const flag of flagText) {
    if (!flagOrder.includes(flag)) {
      throw sqlError('syntax_error', 'invalid input syntax for type jsonpath', {
        detail: `Unrecognized flag character "${flag}" in LIKE_REGEX predicate.`,
      });
    }
  }
  const flags = [...flagOrder].filter((flag) => flagText.includes(flag)).join('');
  if (flags.includes('x') && !flags.includes('q')) {
    throw sqlError('feature_not_supported', 'XQuery "x" flag (expanded regular expressions) is not implemented');
  }
  checkRegex(pattern, flags);
  return { kind: 'likeRegex', arg, pattern, flags, next: null };
}
