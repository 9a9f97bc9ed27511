/** Time zones by name: IANA names through Intl, POSIX specifications by their rules. */
import type { TextContext } from '../type-def.ts';
import { dayNumber, SECONDS_PER_DAY } from './calendar.ts';
import { parsePosixZone } from './posix-zone.ts';
import { FIRST_YEAR, TimeZone, type ZoneRules } from './time-zone.ts';
import { zoneLabels } from './zone-names.ts';

/** Seconds from 1970-01-01 to 2000-01-01. */
const UNIX_SECONDS = 946_684_800;
const JANUARY_2024 = dayNumber(2024, 1, 15) * SECONDS_PER_DAY;
const JULY_2024 = dayNumber(2024, 7, 15) * SECONDS_PER_DAY;
/** '+05', '-03:30' as '-0330': what IANA calls offsets that never had a name. */
export function numericAbbreviation(offset: number): string {
  const total = Math.floor(Math.abs(offset) / 60);
  const hours = String(Math.floor(total / 60)).padStart(2, '0');
  const minutes = total % 60;
  return `${offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : String(minutes).padStart(2, '0')}`;
}

class IntlRules implements ZoneRules {
  private readonly format: Intl.DateTimeFormat;
  private readonly resolved: string;
  private readonly spelled: string;

  constructor(format: Intl.DateTimeFormat, spelled: string) {
    this.format = format;
    this.resolved = format.resolvedOptions().timeZone;
    this.spelled = spelled;
  }

  offsetAt(seconds: number): number {
    const text = this.format.format((seconds + UNIX_SECONDS) * 1000);
    const match = /(\d+)\D+(\d+)\D+(\d+)\D+(\d+)\D+(\d+)\D+(\d+)/.exec(text)!;
    const day = dayNumber(Number(match[3]), Number(match[1]), Number(match[2]));
    const local = day * SECONDS_PER_DAY + Number(match[4]) * 3600 + Number(match[5]) * 60 + Number(match[6]);
    return local - seconds;
  }

  abbreviation(seconds: number, offset: number): string {
    const labels = zoneLabels(this.spelled) ?? zoneLabels(this.resolved);
    if (labels === null) return numericAbbreviation(offset);
    const [winter, summer = winter] = labels.split('/');
    // The labels are those of 2024; an offset from before standard time is the zone's local mean time.
    const summerTime = this.offsetAt(JULY_2024) === offset;
    const winterTime = this.offsetAt(JANUARY_2024) === offset;
    if (winterTime) return winter!;
    if (summerTime) return summer!;
    const meanTime = seconds < 0 && this.offsetAt(dayNumber(FIRST_YEAR, 1, 1) * SECONDS_PER_DAY) === offset;
    return meanTime ? 'LMT' : numericAbbreviation(offset);
  }
}

/** Three-letter names that ICU understands and the IANA database does not have. */
const legacyNames = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(' '),
);

const utcNames: Record<string, [string, string]> = {
  utc: ['UTC', 'UTC'],
  'etc/utc': ['Etc/UTC', 'UTC'],
  uct: ['UCT', 'UTC'],
  'etc/uct': ['Etc/UCT', 'UTC'],
  universal: ['Universal', 'UTC'],
  'etc/universal': ['Etc/Universal', 'UTC'],
  zulu: ['Zulu', 'UTC'],
  'etc/zulu': ['Etc/Zulu', 'UTC'],
  gmt: ['GMT', 'GMT'],
  'etc/gmt': ['Etc/GMT', 'GMT'],
  gmt0: ['GMT0', 'GMT'],
  'etc/gmt0': ['Etc/GMT0', 'GMT'],
  'gmt+0': ['GMT+0', 'GMT'],
  'gmt-0': ['GMT-0', 'GMT'],
  'etc/gmt+0': ['Etc/GMT+0', 'GMT'],
  'etc/gmt-0': ['Etc/GMT-0', 'GMT'],
  greenwich: ['Greenwich', 'GMT'],
  'etc/greenwich': ['Etc/Greenwich', 'GMT'],
};

export const utcZone = new TimeZone('UTC', 0, null, 'UTC');

const cache = new Map<string, TimeZone | null>([['UTC', utcZone]]);

/** A zone by the name or specification that SET TimeZone, AT TIME ZONE and input accept; null when it is none. */
export function findTimeZone(name: string): TimeZone | null {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const zone = loadZone(name);
  // Wrong names come from users, any number of them.
  if (cache.size > 5000) cache.clear();
  cache.set(name, zone);
  return zone;
}

function loadZone(name: string): TimeZone | null {
  // A colon says that a name follows, and no specification.
  if (name[0] === ':') return /^:[a-z]/i.test(name) ? namedZone(name.slice(1)) : null;
  return namedZone(name) ?? parsePosixZone(name);
}

function namedZone(name: string): TimeZone | null {
  const lower = name.toLowerCase();
  const utc = utcNames[lower];
  if (utc !== undefined) return new TimeZone(utc[0], 0, null, utc[1]);
  const fixed = /^etc\/gmt([+-])(\d{1,2})$/.exec(lower);
  if (fixed !== null && Number(fixed[2]) <= (fixed[1] === '+' ? 12 : 14)) {
    const offset = Number(fixed[2]) * (fixed[1] === '+' ? -3600 : 3600);
    return new TimeZone(`Etc/GMT${fixed[1]}${Number(fixed[2])}`, offset, null, numericAbbreviation(offset));
  }
  if (/^[a-z]/.test(lower) && !legacyNames.has(name.toUpperCase())) {
    const intl = intlZone(lower);
    if (intl !== null) return intl;
  }
  return null;
}

function intlZone(lower: string): TimeZone | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: lower,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // RangeError is how Intl says that it does not know the name.
    return null;
  }
  const spelled = spelledName(lower, format.resolvedOptions().timeZone);
  return new TimeZone(spelled, null, new IntlRules(format, spelled), spelled);
}

/** The name as the IANA database spells it; Intl gives only the name its aliases lead to. */
function spelledName(lower: string, resolved: string): string {
  if (resolved.toLowerCase() === lower) return resolved;
  if (!lower.includes('/') && lower.length <= 3) return lower.toUpperCase();
  return lower
    .split('/')
    .map((part) =>
      part.length <= 2 || /\d/.test(part)
        ? part.toUpperCase()
        : part.replace(/(^|[_-])([a-z])/g, (all: string, separator: string, letter: string) =>
            /^(of|au|es)$/.test(part) ? all : separator + letter.toUpperCase(),
          ),
    )
    .join('/');
}

/** The zone a value of the setting TimeZone stands for: a number is hours east of Greenwich, all else a name. */
export function zoneOfSetting(value: string): TimeZone | null {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value)) return findTimeZone(value);
  return zoneOfOffset(Math.trunc(Number(value) * 3600));
}

/** Of an offset in seconds, positive to the east. */
export function zoneOfOffset(seconds: number): TimeZone | null {
  return findTimeZone(posixName(seconds));
}

/** '<+05:30>-05:30' for an offset in seconds east. */
function posixName(east: number): string {
  const size = Math.abs(east);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return east < 0 ? `<-${text}>+${text}` : `<+${text}>-${text}`;
}

let sessionName = 'UTC';
let sessionZoneCache = utcZone;

/** The zone the session is in. Its name was checked when it was set. */
export function sessionZone(context: TextContext): TimeZone {
  if (context.timeZone === sessionName) return sessionZoneCache;
  const zone = findTimeZone(context.timeZone) ?? utcZone;
  sessionName = context.timeZone;
  sessionZoneCache = zone;
  return zone;
}
