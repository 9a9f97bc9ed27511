/** The texts that options take, by kind of option. */
import { readAddress } from './address.ts';
import { commitPolicyForms, readCommitPolicy } from './commit-policy.ts';
import { type OptionDef, OptionError } from './option.ts';

type Units = readonly (readonly [name: string, factor: number])[];

/** Ascending; a number alone is in the first. */
const sizes: Units = [
  ['B', 1],
  ['kB', 1024],
  ['MB', 1024 ** 2],
  ['GB', 1024 ** 3],
  ['TB', 1024 ** 4],
];
const durations: Units = [
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
];
const counts: Units = [['', 1]];

/** Throws if the option cannot have this value; `source` is the flag or the variable that gave it. */
export function checkOption(option: OptionDef, text: string, source: string): void {
  if (isAllowed(option, text)) return;
  const shown = option.secret === true ? 'this value' : `"${text}"`;
  throw new OptionError(`${source}: ${shown} is not allowed; it takes ${allowedValues(option)}`);
}

function isAllowed(option: OptionDef, text: string): boolean {
  switch (option.kind ?? 'text') {
    case 'text':
      return true;
    case 'boolean':
      return readBoolean(text) !== null;
    case 'choice':
      return option.values!.includes(text);
    case 'commit policy':
      return readCommitPolicy(text) !== null;
    case 'size':
    case 'duration':
    case 'integer':
      return readNumber(option, text) !== null;
    case 'address':
      return readAddress(text) !== null;
  }
}

/** Ends the sentence "it takes …". */
export function allowedValues(option: OptionDef): string {
  switch (option.kind ?? 'text') {
    case 'text':
      return 'any text';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return option.values!.join(' or ');
    case 'commit policy':
      return commitPolicyForms;
    case 'size':
      return `${bounds(option, sizes)}, in bytes or with kB, MB or GB${orZero(option)}`;
    case 'duration':
      return `${bounds(option, durations)}, in milliseconds or with ms, s, min or h${orZero(option)}`;
    case 'integer':
      return `${bounds(option, counts)}${orZero(option)}`;
    case 'address':
      return 'HOST:PORT, [IPv6]:PORT or a port alone';
  }
}

function bounds({ min, max }: OptionDef, units: Units): string {
  if (min === undefined) return 'a number';
  return max === undefined
    ? `a number from ${withUnit(min, units)}`
    : `a number from ${withUnit(min, units)} to ${withUnit(max, units)}`;
}

const orZero = ({ zero }: OptionDef): string => (zero === undefined ? '' : `, or 0 for ${zero}`);

/** In the largest unit that divides it: 1MB, 5min. */
function withUnit(number: number, units: Units): string {
  if (number === 0) return '0';
  const [name, factor] = units.findLast(([, size]) => number % size === 0)!;
  return `${number / factor}${name}`;
}

/** In bytes or milliseconds, rounded; null if it is none, or out of bounds. */
export function readNumber(option: OptionDef, text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)\s*$/i.exec(text);
  if (match === null) return null;
  const units = option.kind === 'duration' ? durations : option.kind === 'integer' ? counts : sizes;
  const name = match[2]!.toLowerCase() || units[0]![0].toLowerCase();
  const unit = units.find(([other]) => other.toLowerCase() === name);
  if (unit === undefined) return null;
  const exact = Number(match[1]) * unit[1];
  const number = Math.round(exact);
  if (option.kind === 'integer' && number !== exact) return null;
  if (number === 0 && option.zero !== undefined) return 0;
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = option;
  return number >= min && number <= max ? number : null;
}

/** Whole words, whatever their case. */
export function readBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  return ['false', 'no', 'off', '0'].includes(word) ? false : null;
}
