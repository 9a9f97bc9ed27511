/** What a number template asks for, counted once per template. */
import { type SqlError, sqlError } from '../../../errors/index.ts';
import { numberTemplate, type TemplateNode } from './template.ts';

export interface NumberFormat {
  readonly nodes: readonly TemplateNode[];
  /** Digits before and after the point; of a `V` template, digits to shift by. */
  pre: number;
  post: number;
  shift: number;
  /** Position of the first `0` from 1, 0 when there is none before the point; and end of the last. */
  zeroStart: number;
  zeroEnd: number;
  zero: boolean;
  decimal: boolean;
  localDecimal: boolean;
  fillMode: boolean;
  /** `S`: before or after the digits; `preSignDigits` tells how many digits came before it. */
  sign: 'none' | 'before' | 'after';
  preSignDigits: number;
  plus: boolean;
  minus: boolean;
  bracket: boolean;
  roman: boolean;
  shifted: boolean;
  blank: boolean;
  exponent: boolean;
}

function syntax(message: string, detail?: string): SqlError {
  return sqlError('syntax_error', message, { detail });
}

const CACHE_SIZE = 100;
const cache = new Map<string, NumberFormat>();

export function numberFormat(template: string): NumberFormat {
  let format = cache.get(template);
  if (format === undefined) {
    format = prepare(numberTemplate(template));
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(template, format);
  }
  return format;
}

function prepare(nodes: readonly TemplateNode[]): NumberFormat {
  const f: NumberFormat = {
    nodes,
    pre: 0,
    post: 0,
    shift: 0,
    zeroStart: 0,
    zeroEnd: 0,
    zero: false,
    decimal: false,
    localDecimal: false,
    fillMode: false,
    sign: 'none',
    preSignDigits: 0,
    plus: false,
    minus: false,
    bracket: false,
    roman: false,
    shifted: false,
    blank: false,
    exponent: false,
  };
  for (const node of nodes) if (node.kind === 'pattern') take(f, node.name.toUpperCase());
  return f;
}

function take(f: NumberFormat, pattern: string): void {
  if (f.exponent && pattern !== 'EEEE') throw syntax('"EEEE" must be the last pattern used');
  switch (pattern) {
    case '9':
      if (f.bracket) throw syntax('"9" must be ahead of "PR"');
      if (f.shifted) f.shift++;
      else if (f.decimal) f.post++;
      else f.pre++;
      return;
    case '0':
      if (f.bracket) throw syntax('"0" must be ahead of "PR"');
      if (!f.zero && !f.decimal) {
        f.zero = true;
        f.zeroStart = f.pre + 1;
      }
      if (f.decimal) f.post++;
      else f.pre++;
      f.zeroEnd = f.pre + f.post;
      return;
    case 'B':
      if (f.pre === 0 && f.post === 0 && !f.zero) f.blank = true;
      return;
    case 'D':
    case '.':
      if (pattern === 'D') f.localDecimal = true;
      if (f.decimal) throw syntax('multiple decimal points');
      if (f.shifted) throw syntax('cannot use "V" and decimal point together');
      f.decimal = true;
      return;
    case 'FM':
      f.fillMode = true;
      return;
    case 'S':
      if (f.sign !== 'none') throw syntax('cannot use "S" twice');
      if (f.plus || f.minus || f.bracket) throw syntax('cannot use "S" and "PL"/"MI"/"SG"/"PR" together');
      f.sign = f.decimal ? 'after' : 'before';
      if (!f.decimal) f.preSignDigits = f.pre;
      return;
    case 'MI':
    case 'PL':
    case 'SG':
      if (f.sign !== 'none') throw syntax(`cannot use "S" and "${pattern}" together`);
      if (pattern !== 'PL') f.minus = true;
      if (pattern !== 'MI') f.plus = true;
      return;
    case 'PR':
      if (f.sign !== 'none' || f.plus || f.minus) {
        throw syntax('cannot use "PR" and "S"/"PL"/"MI"/"SG" together');
      }
      f.bracket = true;
      return;
    case 'RN':
      f.roman = true;
      return;
    case 'V':
      if (f.decimal) throw syntax('cannot use "V" and decimal point together');
      f.shifted = true;
      return;
    case 'EEEE':
      if (f.exponent) throw syntax('cannot use "EEEE" twice');
      if (f.blank || f.fillMode || f.sign !== 'none' || f.bracket || f.minus || f.plus || f.roman || f.shifted) {
        throw syntax(
          '"EEEE" is incompatible with other formats',
          '"EEEE" may only be used together with digit and decimal point patterns.',
        );
      }
      f.exponent = true;
      return;
    default:
  }
}
