/** Floats in messages, as C's %g prints them: six digits, ties to the even one, without zeros at the end. */
import { roundHalfEven } from '../types/numeric-text.ts';

export function shortFloat(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const text = roundHalfEven(value, 6);
  // Near the ends of the floats the text, read as a number, would have fewer digits.
  const isScientific = /^-?\d\.\d+e/.test(text);
  const [digits, exponent] = (isScientific ? text : Number(text).toExponential()).split('e') as [string, string];
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(Number(text));
  return `${digits.replace(/\.?0+$/, '')}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}
