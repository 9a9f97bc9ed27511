/** to_char() of numbers. */

import { sqlError } from '../../../errors/index.ts';
import type { Int8 } from '../../../types/int8.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import { outOfRange } from '../../../types/text-scan.ts';
import { type NumberFormat, numberFormat } from './number-template.ts';
import { ordinalSuffix } from './template.ts';

/** A number ready to be written: its digits without sign. */
interface Digits {
  readonly text: string;
  readonly negative: boolean;
  /** Places of the template that the number leaves empty on the left. */
  readonly blanks: number;
}

const INT4_MAX = 2147483647n;
const INT8_MAX = 9223372036854775807n;

export function int4ToChar(value: number, template: string): string {
  return integerToChar(value, template, INT4_MAX);
}
export function int8ToChar(value: Int8, template: string): string {
  return integerToChar(value, template, INT8_MAX);
}

function integerToChar(value: Int8, template: string, limit: bigint): string {
  if (template === '') return '';
  const format = numberFormat(template);
  if (format.roman) {
    if (value > 2147483647 || value < -2147483648) throw outOfRange('integer');
    return writeRoman(value >= 1 && value <= 3999 ? Number(value) : 0, format);
  }
  if (format.exponent) return exponentText(Number(value), format);
  const scaled = BigInt(value) * 10n ** BigInt(format.shift);
  if (scaled > limit || scaled < -limit - 1n) throw outOfRange(limit === INT4_MAX ? 'integer' : 'bigint');
  const negative = scaled < 0n;
  const digits = (negative ? -scaled : scaled).toString();
  const tail = format.post > 0 ? `.${'0'.repeat(format.post)}` : '';
  return write(fit(digits, tail, negative, format), format);
}

export function numericToChar(value: Numeric, template: string): string {
  if (template === '') return '';
  const format = numberFormat(template);
  if (format.roman) {
    if (!value.isFinite) {
      throw sqlError('feature_not_supported', `cannot convert ${value.isNaN ? 'NaN' : 'infinity'} to integer`);
    }
    const whole = value.round(0).toBigInt();
    if (whole > INT4_MAX || whole < -INT4_MAX - 1n) throw outOfRange('integer');
    return writeRoman(whole >= 1n && whole <= 3999n ? Number(whole) : 0, format);
  }
  if (format.exponent) return value.isFinite ? numericExponent(value, format) : noExponent(format);
  const scaled = format.shift === 0 ? value : value.multiply(new Numeric(10n ** BigInt(format.shift), 0));
  const rounded = scaled.isFinite ? scaled.round(format.post) : scaled;
  return write(fitText(rounded.toString(), format), format);
}

/** Digits that a float8 and a float4 surely hold. */
const FLOAT8_DIGITS = 15;
const FLOAT4_DIGITS = 6;

export function float8ToChar(value: number, template: string): string {
  return floatToChar(value, template, FLOAT8_DIGITS);
}
export function float4ToChar(value: number, template: string): string {
  return floatToChar(value, template, FLOAT4_DIGITS);
}

function floatToChar(value: number, template: string, precision: number): string {
  if (template === '') return '';
  let format = numberFormat(template);
  if (format.roman) {
    const whole = Number(fixedText(value, 0));
    return writeRoman(whole >= 1 && whole <= 3999 ? whole : 0, format);
  }
  if (format.exponent) return Number.isFinite(value) ? exponentText(value, format) : noExponent(format);
  let scaled = format.shift === 0 ? value : value * 10 ** format.shift;
  if (precision === FLOAT4_DIGITS) scaled = Math.fround(scaled);
  const whole = fixedText(Math.abs(scaled), 0).length;
  if (whole >= precision) format = { ...format, post: 0 };
  else if (whole + format.post > precision) format = { ...format, post: precision - whole };
  return write(fitText(fixedText(scaled, format.post), format), format);
}

/** As C's %.*f: exact decimal expansion, ties to even. */
export function fixedText(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  // toFixed rounds ties up; whether it was a tie is seen in the exact expansion.
  const exact = size.toFixed(100);
  const cut = exact.length - 100 + digits - (digits === 0 ? 1 : 0);
  const tail = exact.slice(exact.length - 100 + digits);
  let text = size.toFixed(digits);
  if (/^50*$/.test(tail)) {
    const down = exact.slice(0, cut);
    if ('02468'.includes(down.at(-1)!)) text = down;
  }
  return negative ? `-${text}` : text;
}

function fitText(text: string, format: NumberFormat): Digits {
  const negative = text.startsWith('-');
  const plain = negative ? text.slice(1) : text;
  const point = plain.indexOf('.');
  const whole = point < 0 ? plain : plain.slice(0, point);
  return fit(whole, point < 0 ? '' : plain.slice(point), negative, format);
}

/** A number wider than the template becomes marks. */
function fit(whole: string, tail: string, negative: boolean, format: NumberFormat): Digits {
  const pre = format.pre + format.shift;
  if (whole.length > pre) {
    return { text: `${'#'.repeat(pre)}.${'#'.repeat(format.post)}`, negative, blanks: 0 };
  }
  return { text: whole + tail, negative, blanks: pre - whole.length };
}

// ---- exponents

function exponentText(value: number, format: NumberFormat): string {
  const digits = Math.min(format.post, 99);
  let text = Math.abs(value).toExponential(digits);
  // As in fixedText: the exact expansion tells a tie, which goes to the even digit.
  const [mantissa, exponent] = Math.abs(value).toExponential(100).split('e') as [string, string];
  const kept = digits === 0 ? 1 : digits + 2;
  if (/^\.?50*$/.test(mantissa.slice(kept)) && '02468'.includes(mantissa[kept - 1]!)) {
    text = `${mantissa.slice(0, kept)}e${exponent}`;
  }
  const shown = text.replace(/e([+-])(\d)$/, 'e$10$2');
  return (value < 0 || Object.is(value, -0) ? '-' : ' ') + shown;
}

function numericExponent(value: Numeric, format: NumberFormat): string {
  const negative = value.signum < 0;
  const digits = (negative ? -value.unscaled : value.unscaled).toString();
  const exponent = value.signum === 0 ? 0 : digits.length - 1 - value.scale;
  // A mantissa that rounds up to 10 stays so.
  const mantissa = new Numeric(BigInt(digits), digits.length - 1).round(format.post);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${negative ? '-' : ' '}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** NaN and infinities under EEEE: marks, with room for sign, point and exponent. */
function noExponent(format: NumberFormat): string {
  return ` ${'#'.repeat(format.pre)}.${'#'.repeat(format.post + 4)}`;
}

// ---- Roman numerals

const romanDigits: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** 0 stands for what Roman numerals cannot write. */
function romanNumeral(value: number): string {
  if (value === 0) return '#'.repeat(15);
  let rest = value;
  let text = '';
  for (const [size, letters] of romanDigits) {
    while (rest >= size) {
      text += letters;
      rest -= size;
    }
  }
  return text;
}

function writeRoman(value: number, format: NumberFormat): string {
  let result = '';
  for (const node of format.nodes) {
    if (node.kind !== 'pattern') {
      result += node.text;
      continue;
    }
    if (node.name.toUpperCase() !== 'RN') continue;
    const text = romanNumeral(value);
    const shown = node.name === 'rn' ? text.toLowerCase() : text;
    result += format.fillMode ? shown : shown.padStart(15);
  }
  return result;
}

// ---- writing by the template

function write(digits: Digits, format: NumberFormat): string {
  return new NumberWriter(digits, format).run();
}

class NumberWriter {
  private readonly f: NumberFormat;
  private readonly text: string;
  private readonly negative: boolean;
  private readonly blanks: number;
  private out = '';
  /** Next digit, and how many places of the template were used. */
  private at = 0;
  private current = 0;
  /** A digit has been written at the place before. */
  private inNumber = false;
  /** Where a template with more places than digits ends the result, as PostgreSQL has it; -1 when it does not. */
  private cut = -1;
  private signWritten: boolean;
  private bracket: boolean;
  private sign: NumberFormat['sign'];
  private readonly zeroStart: number;
  private readonly count: number;
  /** Index of the last digit that fill mode keeps, -1 when all are. */
  private readonly lastRelevant: number;

  constructor(digits: Digits, format: NumberFormat) {
    this.f = format;
    this.text = digits.text;
    this.negative = digits.negative;
    this.blanks = digits.blanks;
    this.zeroStart = format.zeroStart > 0 ? format.zeroStart - 1 : 0;
    this.bracket = format.bracket && !(format.fillMode && !digits.negative);
    this.sign = format.sign;
    if (format.plus || format.minus) this.signWritten = !(format.plus && !format.minus);
    else {
      this.signWritten = !digits.negative && format.fillMode && format.sign === 'none';
      if (this.sign === 'before' && format.pre === format.preSignDigits) this.sign = 'after';
    }
    const pre = format.pre + format.shift;
    this.count = format.post + pre - 1 + (!this.signWritten && this.blanks === 0 ? 1 : 0);
    this.lastRelevant = format.fillMode && format.decimal ? this.findLastRelevant() : -1;
  }

  private findLastRelevant(): number {
    const point = this.text.indexOf('.');
    if (point < 0) return -1;
    let last = point;
    for (let index = point + 1; index < this.text.length; index++) if (this.text[index] !== '0') last = index;
    if (this.f.zeroEnd > this.blanks) {
      last = Math.max(last, Math.min(this.text.length - 1, this.f.zeroEnd - this.blanks));
    }
    return last;
  }

  run(): string {
    for (const node of this.f.nodes) {
      if (node.kind !== 'pattern') this.out += node.text;
      else this.pattern(node.name);
    }
    return this.cut < 0 ? this.out : this.out.slice(0, this.cut);
  }

  private pattern(name: string): void {
    const { f } = this;
    switch (name.toUpperCase()) {
      case '9':
      case '0':
      case '.':
      case 'D':
        this.place(name === '0');
        return;
      case ',':
      case 'G':
        if (this.inNumber) this.out += ',';
        else if (!f.fillMode) this.out += ' ';
        return;
      case 'L':
        // The C locale has no currency symbol; a blank stands in its place.
        this.out += ' ';
        return;
      case 'TH':
        if (this.text.startsWith('#') || this.negative || f.decimal) return;
        this.out += ordinalSuffix(this.text, name === 'TH');
        return;
      case 'MI':
        if (this.negative) this.out += '-';
        else if (!f.fillMode) this.out += ' ';
        return;
      case 'PL':
        if (!this.negative) this.out += '+';
        else if (!f.fillMode) this.out += ' ';
        return;
      case 'SG':
        this.out += this.negative ? '-' : '+';
        return;
      default:
    }
  }

  /** '0.1' under 9.9 is ' .1': the zero before the point gives way. */
  private get zeroBeforePoint(): boolean {
    return !this.f.zero && this.at === 0 && this.text[0] === '0' && this.f.post !== 0;
  }

  private get endsAtPoint(): boolean {
    return this.lastRelevant >= 0 && this.text[this.lastRelevant] === '.';
  }

  private place(isZero: boolean): void {
    const { f } = this;
    this.inNumber = false;
    const startsZeros = f.zero && this.zeroStart === this.current;
    if (
      !this.signWritten &&
      (this.current >= this.blanks || startsZeros) &&
      (!this.zeroBeforePoint || this.endsAtPoint)
    ) {
      this.writeSign();
    }
    if (this.current < this.blanks && (this.zeroStart > this.current || !f.zero)) {
      if (!f.fillMode) this.out += ' ';
    } else if (this.current < this.blanks) {
      this.out += '0';
      this.inNumber = true;
    } else this.digit(isZero);
    let end = this.count + (this.blanks > 0 ? 1 : 0) + (f.decimal ? 1 : 0);
    if (this.lastRelevant >= 0 && this.lastRelevant === this.at) end = this.current;
    if (this.current + 1 === end) {
      if (this.signWritten && this.bracket) this.out += this.negative ? '>' : ' ';
      else if (this.sign === 'after') this.out += this.negative ? '-' : '+';
    }
    this.current++;
  }

  private writeSign(): void {
    if (this.sign !== 'none') {
      if (this.sign !== 'before') return;
      this.out += this.negative ? '-' : '+';
    } else if (this.bracket) this.out += this.negative ? '<' : ' ';
    else if (this.negative) this.out += '-';
    else if (!this.f.fillMode) this.out += ' ';
    this.signWritten = true;
  }

  private digit(isZero: boolean): void {
    const c = this.text[this.at];
    if (c === '.') {
      if (!this.endsAtPoint || this.f.fillMode) this.out += '.';
    } else if (this.lastRelevant >= 0 && this.at > this.lastRelevant && !isZero) {
      // Fill mode drops the zeros at the end.
    } else if (this.zeroBeforePoint) {
      if (!this.f.fillMode) this.out += ' ';
      else if (this.endsAtPoint) this.out += '0';
    } else if (c !== undefined) {
      this.out += c;
      this.inNumber = true;
    } else {
      if (this.cut < 0) this.cut = this.out.length;
      this.inNumber = true;
    }
    if (c !== undefined) this.at++;
  }
}
