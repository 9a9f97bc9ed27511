/** cash_words: an amount of money in words. */
import type { Int8 } from '../../../types/int8.ts';
import { scalar } from '../define.ts';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function belowHundred(value: number): string {
  if (value < 20) return small[value]!;
  const ten = tens[Math.floor(value / 10)]!;
  return value % 10 === 0 ? ten : `${ten} ${small[value % 10]!}`;
}

/** "and" stands only in front of what is a single word below twenty. */
function belowThousand(value: number): string {
  if (value < 100) return belowHundred(value);
  const rest = value % 100;
  const hundreds = `${small[Math.floor(value / 100)]!} hundred`;
  if (rest === 0) return hundreds;
  return `${hundreds} ${rest < 20 ? 'and ' : ''}${belowHundred(rest)}`;
}

const groups = ['quadrillion', 'trillion', 'billion', 'million', 'thousand'];

function moneyWords(cents: Int8): string {
  const amount = BigInt(cents);
  const magnitude = amount < 0n ? -amount : amount;
  const units = magnitude / 100n;
  let text = '';
  groups.forEach((name, i) => {
    const part = Number((units / 1000n ** BigInt(5 - i)) % 1000n);
    if (part > 0) text += `${belowThousand(part)} ${name} `;
  });
  const last = Number(units % 1000n);
  if (last > 0) text += belowThousand(last);
  if (text === '') text = 'zero';
  const rest = Number(magnitude % 100n);
  text += `${units === 1n ? ' dollar' : ' dollars'} and ${belowThousand(rest)}${rest === 1 ? ' cent' : ' cents'}`;
  if (amount < 0n) text = `minus ${text}`;
  return text[0]!.toUpperCase() + text.slice(1);
}

export const moneyWordFunctions = [scalar(935, 'cash_words', 'money', 'text', moneyWords)];
