/** jsonpath text to a JsonPath. */
import { sqlError } from '../../errors/index.ts';
import { tooDeep } from '../json/json-parser.ts';
import { invalidSyntax } from '../text-scan.ts';
import { pathText } from './format.ts';
import { parseTokens } from './generated/parser.js';
import { JsonPath, type PathItem } from './json-path.ts';
import { PathScanner, pathError } from './scanner.ts';

/** Parentheses and signs inside one another: the parser goes down for each. */
const nestingMax = 100;
/** Items inside and behind one another: whatever walks a path goes down for each. */
const depthMax = 500;
/** The parser remembers what it tried at every token. */
const tokensMax = 10_000;

const known = new Map<string, JsonPath>();
const knownMax = 200;

/** Paths are few and read again and again. */
export function parseJsonPath(text: string): JsonPath {
  let path = known.get(text);
  if (path === undefined) {
    path = parseNew(text);
    if (known.size >= knownMax) known.clear();
    if (text.length <= 1000) known.set(text, path);
  }
  return path;
}

function parseNew(text: string): JsonPath {
  const tokens = new PathScanner(text).scan();
  if (tokens.codes === '') throw invalidSyntax('jsonpath', text);
  checkNesting(tokens.codes);
  const parsed = parseTokens(tokens.codes, tokens.values);
  if ('failedAt' in parsed) {
    if (tokens.error !== null && parsed.failedAt >= tokens.codes.length - 1) throw tokens.error;
    throw pathError('syntax error', tokens.quoted[parsed.failedAt] ?? '');
  }
  checkItem(parsed.root, 0, false, 0);
  const body = pathText(parsed.root, false, true);
  return new JsonPath(parsed.strict, parsed.root, parsed.strict ? `strict ${body}` : body, text);
}

function checkNesting(codes: string): void {
  if (codes.length > tokensMax) throw tooDeep();
  // Signs count until the bracket closes that they stand before; the first of them may be an operator between operands.
  const outside: number[] = [];
  let depth = 0;
  let signs = 0;
  for (const code of codes) {
    if (code === '(' || code === '[') {
      outside.push(depth);
      depth += Math.max(signs, 1);
    } else if (code === ')' || code === ']') depth = outside.pop() ?? 0;
    signs = code === '-' || code === '+' ? signs + 1 : 0;
    if (depth + signs > nestingMax) throw tooDeep();
  }
}

/** `@` stands in filters only, and `last` in subscripts. */
function checkItem(first: PathItem, filters: number, subscript: boolean, outer: number): void {
  let depth = outer;
  for (let item: PathItem | null = first; item !== null; item = item.next) {
    if (++depth > depthMax) throw tooDeep();
    switch (item.kind) {
      case 'current':
        if (filters === 0) throw sqlError('syntax_error', '@ is not allowed in root expressions');
        break;
      case 'last':
        if (!subscript) throw sqlError('syntax_error', 'LAST is allowed only in array subscripts');
        break;
      case 'binary':
        checkItem(item.left, filters, subscript, depth);
        checkItem(item.right, filters, subscript, depth);
        break;
      case 'filter':
        checkItem(item.arg, filters + 1, subscript, depth);
        break;
      case 'sign':
      case 'not':
      case 'isUnknown':
      case 'exists':
      case 'likeRegex':
        checkItem(item.arg, filters, subscript, depth);
        break;
      case 'subscripts':
        for (const { from, to } of item.ranges) {
          checkItem(from, filters, true, depth);
          if (to !== null) checkItem(to, filters, true, depth);
        }
        break;
      default:
    }
  }
}
