/** Zone offsets in text: `±hh[:mm[:ss]]` or `±hhmm`. */
import type { Refusal } from './input-errors.ts';
import { readInteger } from './number-text.ts';

const MAX_ZONE_HOURS = 15;

/** `±hh[:mm[:ss]]` or `±hhmm`, as seconds west of Greenwich. */
export function parseZoneOffset(text: string): number | Refusal {
  if (text[0] !== '+' && text[0] !== '-') return 'format';
  const read = readInteger(text, 1);
  if (read === null) return 'zone';
  let hours = read.value;
  let minutes = 0;
  let seconds = 0;
  let at = read.at;
  if (text[at] === ':') {
    const minuteRead = readInteger(text, at + 1);
    if (minuteRead === null) return 'zone';
    minutes = minuteRead.value;
    at = minuteRead.at;
    if (text[at] === ':') {
      const secondRead = readInteger(text, at + 1);
      if (secondRead === null) return 'zone';
      seconds = secondRead.value;
      at = secondRead.at;
    }
  } else if (at === text.length && text.length > 3) {
    minutes = hours % 100;
    hours = Math.trunc(hours / 100);
  }
  if (hours < 0 || hours > MAX_ZONE_HOURS || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return 'zone';
  if (at < text.length) return 'format';
  const total = (hours * 60 + minutes) * 60 + seconds;
  return text[0] === '-' ? total : 0 - total;
}
