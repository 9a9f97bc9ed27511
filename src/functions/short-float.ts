/** Floats in messages, as C's %g prints them: six digits, ties to the even one, without zeros at the end. */
import { roundHalfEven } from '../types/numeric-text.ts';

export function shortFloat(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const rounded = Number(roundHalfEven(value, 6));
  const [digits, exponent] = rounded.toExponential().split('e') as [string, string];
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(rounded);
  return `${digits}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}
