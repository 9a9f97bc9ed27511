/** to_number(): text read by a template. */
import { sqlError } from '../../../errors/index.ts';
import { numericPower } from '../../../types/numeric-math.ts';
import { coerceNumeric, parseNumeric } from '../../../types/numeric-text.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import { type NumberFormat, numberFormat } from './number-template.ts';

export function toNumber(text: string, template: string): Numeric | null {
  if (template === '') return null;
  const format = numberFormat(template);
  if (format.exponent) throw sqlError('feature_not_supported', '"EEEE" not supported for input');
  if (format.roman) throw sqlError('feature_not_supported', '"RN" not supported for input');
  const reader = new NumberReader(text, format);
  const digits = reader.run();
  const precision = format.pre + format.shift + reader.postDigits;
  const value = coerceNumeric(parseNumeric(digits), precision, reader.postDigits);
  if (!format.shifted) return value;
  return value.multiply(numericPower(new Numeric(10n, 0), new Numeric(BigInt(-format.shift), 0)));
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= '0' && c <= '9';
}

class NumberReader {
  private readonly text: string;
  private readonly f: NumberFormat;
  private at = 0;
  private sign = ' ';
  private digits = '';
  private preDigits = 0;
  postDigits = 0;
  private pointRead = false;

  constructor(text: string, format: NumberFormat) {
    this.text = text;
    this.f = format;
  }

  run(): string {
    for (const node of this.f.nodes) {
      if (this.ended) break;
      if (node.kind !== 'pattern') this.at += this.text.codePointAt(this.at)! > 0xffff ? 2 : 1;
      else this.pattern(node.name.toUpperCase());
    }
    const digits = this.digits.endsWith('.') ? this.digits.slice(0, -1) : this.digits;
    return this.sign + digits;
  }

  private get ended(): boolean {
    return this.at >= this.text.length;
  }

  private pattern(name: string): void {
    const c = this.text[this.at]!;
    switch (name) {
      case '9':
      case '0':
      case '.':
      case 'D':
        this.place(name === '9' || name === '0');
        this.at++;
        return;
      case ',':
      case 'G':
        // In fill mode a separator of the template is not looked for.
        if (c === ',' && !this.f.fillMode) this.at++;
        return;
      case 'L':
        this.skip(1);
        return;
      case 'TH':
        if (!this.f.decimal && this.sign !== '-') this.skip(2);
        return;
      case 'MI':
        if (c === '-') this.takeSign();
        else this.skip(1);
        return;
      case 'PL':
        if (c === '+') this.takeSign();
        else this.skip(1);
        return;
      case 'SG':
        if (c === '-' || c === '+') this.takeSign();
        else this.skip(1);
        return;
      default:
    }
  }

  private takeSign(): void {
    this.sign = this.text[this.at]!;
    this.at++;
  }

  /** Passes over characters that are no part of a number. */
  private skip(count: number): void {
    for (let left = count; left > 0 && !this.ended; left--) {
      if ('0123456789.,+-'.includes(this.text[this.at]!)) return;
      this.at += this.text.codePointAt(this.at)! > 0xffff ? 2 : 1;
    }
  }

  /** Reads one digit or the point; the caller steps over it. */
  private place(isDigitPlace: boolean): void {
    const { f } = this;
    if (this.text[this.at] === ' ') this.at++;
    if (this.ended) return;
    if (this.sign === ' ' && isDigitPlace && this.preDigits + this.postDigits === 0) {
      const c = this.text[this.at];
      if (f.sign === 'before') {
        if (c === '-' || c === '+') this.takeSign();
      } else if (c === '-' || (f.bracket && c === '<')) {
        this.sign = '-';
        this.at++;
      } else if (c === '+') this.takeSign();
    }
    if (this.ended) return;
    let read = false;
    const c = this.text[this.at]!;
    if (isDigit(c)) {
      if (this.pointRead && this.postDigits === f.post) return;
      this.digits += c;
      if (this.pointRead) this.postDigits++;
      else this.preDigits++;
      read = true;
    } else if (f.decimal && !this.pointRead && c === '.') {
      this.digits += '.';
      this.pointRead = true;
      read = true;
    }
    if (this.sign !== ' ' || this.preDigits + this.postDigits === 0) return;
    // A sign may stand behind what turns out to be the last digit.
    if (f.sign !== 'none' && read && this.at + 1 < this.text.length && !isDigit(this.text[this.at + 1])) {
      const next = this.text[this.at + 1];
      if (next === '-' || next === '+') {
        this.sign = next;
        this.at++;
      }
    } else if (!read && f.sign === 'none' && (f.plus || f.minus) && (c === '-' || c === '+')) this.sign = c;
  }
}
