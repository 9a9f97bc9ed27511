/** The normal form of a jsonpath. */
import { assertNever } from '../../common/assert.ts';
import { quoteJson } from '../json/jsonb-text.ts';
import type { BinaryOperator, PathItem } from './json-path.ts';

const priorities: Readonly<Record<BinaryOperator, number>> = {
  '||': 0,
  '&&': 1,
  '==': 2,
  '!=': 2,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  'starts with': 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
  '%': 4,
};

function priority(item: PathItem): number {
  if (item.kind === 'binary') return priorities[item.op];
  return item.kind === 'sign' ? 5 : 6;
}

/** An operand of `over`, in parentheses unless it binds more closely. */
function operand(item: PathItem, over: number): string {
  return pathText(item, false, priority(item) <= over);
}

/** `inKey`: the item follows another. `brackets`: an operator needs parentheses around it. */
export function pathText(first: PathItem, inKey: boolean, brackets: boolean): string {
  let text = itemText(first, inKey, brackets);
  for (let item = first.next; item !== null; item = item.next) text += itemText(item, true, true);
  return text;
}

function itemText(item: PathItem, inKey: boolean, brackets: boolean): string {
  const dot = inKey ? '.' : '';
  const wrapped = (text: string) => (brackets ? `(${text})` : text);
  switch (item.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(item.value);
    case 'number':
      return item.next === null ? item.value.toString() : `(${item.value})`;
    case 'string':
      return quoteJson(item.value);
    case 'variable':
      return `$${quoteJson(item.name)}`;
    case 'root':
      return '$';
    case 'current':
      return '@';
    case 'last':
      return 'last';
    case 'key':
      return dot + quoteJson(item.name);
    case 'anyKey':
      return `${dot}*`;
    case 'anyElement':
      return '[*]';
    case 'subscripts':
      return `[${item.ranges.map(({ from, to }) => pathText(from, false, false) + (to === null ? '' : ` to ${pathText(to, false, false)}`)).join(',')}]`;
    case 'anyLevel':
      return `${dot}**${levels(item.first, item.last)}`;
    case 'filter':
      return `?(${pathText(item.arg, false, false)})`;
    case 'method':
      return `.${item.name}()`;
    case 'datetime':
      return `.datetime(${item.template === null ? '' : quoteJson(item.template)})`;
    case 'binary': {
      const own = priorities[item.op];
      return wrapped(`${operand(item.left, own)} ${item.op} ${operand(item.right, own)}`);
    }
    case 'sign':
      return wrapped(`${item.negative ? '-' : '+'}${operand(item.arg, 5)}`);
    case 'not':
      return `!(${pathText(item.arg, false, false)})`;
    case 'isUnknown':
      return `(${pathText(item.arg, false, false)}) is unknown`;
    case 'exists':
      return `exists (${pathText(item.arg, false, false)})`;
    case 'likeRegex': {
      const flags = item.flags === '' ? '' : ` flag "${item.flags}"`;
      return wrapped(`${operand(item.arg, 6)} like_regex ${quoteJson(item.pattern)}${flags}`);
    }
    default:
      return assertNever(item);
  }
}

function levels(first: number, last: number): string {
  const name = (value: number) => (value === Infinity ? 'last' : String(value));
  if (first === 0 && last === Infinity) return '';
  return first === last ? `{${name(first)}}` : `{${name(first)} to ${name(last)}}`;
}
