/** The text form of numeric: sign, digits with a point, exponent; NaN, Infinity and inf in any case; white space around. */
import { sqlError } from '../errors/index.ts';
import { finiteNumeric, maxIntegerDigits, maxScale, Numeric, numericOverflow, powerOfTen } from './numeric-value.ts';
import { invalidSyntax, isDigitCode, trimSpaces } from './text-scan.ts';

const specials: Readonly<Record<string, 'nan' | 'infinity' | 'negativeInfinity'>> = {
  nan: 'nan',
  infinity: 'infinity',
  '+infinity': 'infinity',
  '-infinity': 'negativeInfinity',
  inf: 'infinity',
  '+inf': 'infinity',
  '-inf': 'negativeInfinity',
};

export function parseNumeric(text: string): Numeric {
  const body = trimSpaces(text);
  let at = 0;
  const first = body.charCodeAt(0);
  const negative = first === 45;
  if (negative || first === 43) at = 1;
  const integerStart = at;
  while (isDigitCode(body.charCodeAt(at))) at++;
  let digits = body.slice(integerStart, at);
  let scale = 0;
  if (body.charCodeAt(at) === 46) {
    const fractionStart = ++at;
    while (isDigitCode(body.charCodeAt(at))) at++;
    scale = at - fractionStart;
    digits += body.slice(fractionStart, at);
  }
  if (digits.length === 0) return parseSpecial(body, text);
  let exponent = 0;
  const marker = body.charCodeAt(at);
  if (marker === 101 || marker === 69) {
    // As C's strtol() reads it.
    const exponentText = /^[ \t\n\v\f\r]*[+-]?\d+/.exec(body.slice(at + 1))?.[0];
    if (exponentText === undefined) throw invalidSyntax('numeric', text);
    at += 1 + exponentText.length;
    exponent = Number(exponentText);
  }
  if (at !== body.length) throw invalidSyntax('numeric', text);
  return assemble(negative, digits, scale, exponent);
}

function assemble(negative: boolean, digits: string, fractionDigits: number, exponent: number): Numeric {
  const magnitude = digits.length <= 15 ? BigInt(Number(digits)) : BigInt(digits);
  const unscaled = negative ? -magnitude : magnitude;
  const scale = fractionDigits - exponent;
  if (scale > maxScale || scale < -maxIntegerDigits - digits.length) {
    if (exponent === 0) return finiteNumeric(unscaled, scale);
    if (unscaled !== 0n || scale > maxScale || Math.abs(exponent) > 0x3fffffff) numericOverflow();
    return Numeric.zero;
  }
  if (scale >= 0) return finiteNumeric(unscaled, scale);
  return finiteNumeric(unscaled * powerOfTen(-scale), 0);
}

function parseSpecial(body: string, text: string): Numeric {
  const special = specials[body.toLowerCase()];
  if (special === undefined) throw invalidSyntax('numeric', text);
  return Numeric[special];
}

/**
 * A float's `digits` significant decimal digits as numeric: 15 for float8, 6 for float4, which is what a cast keeps.
 * Ties go to the even digit, as C's printf has it; toPrecision would take the larger.
 */
export function numericFromFloat(value: number, digits: number): Numeric {
  if (Number.isNaN(value)) return Numeric.nan;
  if (value === Infinity) return Numeric.infinity;
  if (value === -Infinity) return Numeric.negativeInfinity;
  if (Number.isSafeInteger(value) && Math.abs(value) < 10 ** digits) return new Numeric(BigInt(value), 0);
  const text = roundHalfEven(value, digits);
  const result = parseNumeric(text);
  return result.trimScale();
}

/** toPrecision with ties to even. */
export function roundHalfEven(value: number, digits: number): string {
  const longer = value.toPrecision(digits + 1);
  const mantissaEnd = longer.indexOf('e');
  const lastDigit = longer.charCodeAt(mantissaEnd < 0 ? longer.length - 1 : mantissaEnd - 1);
  const rounded = value.toPrecision(digits);
  if (lastDigit !== 53) return rounded;
  const exact = parseNumeric(value.toPrecision(100));
  const tie = parseNumeric(longer);
  if (!exact.equals(tie)) return rounded;
  // An exact tie: of the two neighbours take the one whose last kept digit is even, the cut one when that is even.
  const mantissa = mantissaEnd < 0 ? longer : longer.slice(0, mantissaEnd);
  const before = mantissa.slice(0, -1).replace(/\.$/, '');
  const even = (before.charCodeAt(before.length - 1) - 48) % 2 === 0;
  if (!even) return rounded;
  return mantissa.includes('.') ? before + (mantissaEnd < 0 ? '' : longer.slice(mantissaEnd)) : `${before}e+1`;
}

/** numeric(p,s) out of range, with PostgreSQL's detail. */
export function fieldOverflow(precision: number, scale: number, infinite: boolean): never {
  const room = precision - scale;
  const bound = room === 0 ? '1' : `10^${room}`;
  const detail = infinite
    ? `A field with precision ${precision}, scale ${scale} cannot hold an infinite value.`
    : `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${bound}.`;
  throw sqlError('numeric_value_out_of_range', 'numeric field overflow', { detail });
}

/** Coercion to numeric(precision, scale): rounds, then checks that the value fits. */
export function coerceNumeric(value: Numeric, precision: number, scale: number): Numeric {
  if (value.isNaN) return value;
  if (value.isInfinite) fieldOverflow(precision, scale, true);
  if (value.scale === scale && value.unscaled === 0n) return value;
  const rounded = value.round(scale);
  const limit = powerOfTen(Math.max(precision, 0));
  const units = scale < 0 ? rounded.unscaled / powerOfTen(-scale) : rounded.unscaled;
  if (units >= limit || units <= -limit) fieldOverflow(precision, scale, false);
  return rounded;
}
