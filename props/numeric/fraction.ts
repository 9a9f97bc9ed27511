/** Exact rational numbers: the model that numeric is measured against. Shares no code with it. */
export interface Fraction {
  readonly n: bigint;
  /** Positive. */
  readonly d: bigint;
}

export function fraction(n: bigint, d: bigint): Fraction {
  return d < 0n ? { n: -n, d: -d } : { n, d };
}

/** The number a decimal text stands for, read digit by digit. */
export function fractionOfText(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new Error(`not a decimal: ${text}`);
  const digits = match[2]! + (match[3] ?? '');
  const n = BigInt(digits);
  return { n: match[1] === '-' ? -n : n, d: 10n ** BigInt(match[3]?.length ?? 0) };
}

export const add = (a: Fraction, b: Fraction) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Fraction, b: Fraction) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Fraction, b: Fraction) => fraction(a.n * b.n, a.d * b.d);
export const divide = (a: Fraction, b: Fraction) => fraction(a.n * b.d, a.d * b.n);
export const equal = (a: Fraction, b: Fraction) => a.n * b.d === b.n * a.d;

export function compare(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function power(a: Fraction, exponent: number): Fraction {
  const times = BigInt(Math.abs(exponent));
  return exponent < 0 ? fraction(a.d ** times, a.n ** times) : fraction(a.n ** times, a.d ** times);
}

/** Towards zero. */
export function truncate(a: Fraction): bigint {
  return a.n / a.d;
}

export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** To `scale` digits after the point, half away from zero, as the decimal text with that many digits. */
export function rounded(a: Fraction, scale: number): string {
  const shifted = scale >= 0 ? a.n * 10n ** BigInt(scale) : a.n;
  const divisor = scale >= 0 ? a.d : a.d * 10n ** BigInt(-scale);
  const magnitude = shifted < 0n ? -shifted : shifted;
  const nearest = (2n * magnitude + divisor) / (2n * divisor);
  const units = scale >= 0 ? nearest : nearest * 10n ** BigInt(-scale);
  const digits = units.toString().padStart(Math.max(scale, 0) + 1, '0');
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return shifted < 0n && units !== 0n ? `-${text}` : text;
}
