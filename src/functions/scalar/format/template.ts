/** Templates of to_char() and its inverses, cut into patterns and literal characters. */
import { sqlError } from '../../../errors/index.ts';

export interface Pattern {
  readonly kind: 'pattern';
  /** As in the table: case decides the case of the output. */
  readonly name: string;
  readonly fillMode: boolean;
  readonly localized: boolean;
  /** Ordinal suffix: `TH`, `th`. */
  readonly ordinal: 'upper' | 'lower' | null;
}
export interface Literal {
  readonly kind: 'separator' | 'space' | 'character';
  readonly text: string;
}
export type TemplateNode = Pattern | Literal;

/** Patterns of dates by first letter, longer ones first; the lower-case ones are made from them. */
const upperDatePatterns =
  'A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY Day Dy D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID IW IYYY IYY IY I ' +
  'J MI MM MONTH MON MS Month Mon OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W Y,YYY YYYY YYY YY Y';
const numberPatterns = ', . 0 9 B C D EEEE FM G L MI PL PR RN SG SP S TH V b c d eeee fm g l mi pl pr rn sg sp s th v';

function byFirstLetter(patterns: readonly string[]): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const pattern of patterns) {
    const list = table.get(pattern[0]!);
    if (list === undefined) table.set(pattern[0]!, [pattern]);
    else if (!list.includes(pattern)) list.push(pattern);
  }
  for (const list of table.values()) list.sort((a, b) => b.length - a.length);
  return table;
}

let dateTable: Map<string, string[]> | null = null;
let numberTable: Map<string, string[]> | null = null;

function isSpace(c: string): boolean {
  return c === ' ' || (c >= '\t' && c <= '\r');
}

/** Printable ASCII that is neither letter nor digit nor space. */
export function isSeparator(c: string): boolean {
  return c > ' ' && c <= '~' && !/[A-Za-z0-9]/.test(c);
}

function parse(text: string, table: Map<string, string[]>, dates: boolean): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  let at = 0;
  while (at < text.length) {
    let fillMode = false;
    let localized = false;
    if (dates) {
      const prefix = text.slice(at, at + 2);
      if (prefix === 'FM' || prefix === 'fm') {
        fillMode = true;
        at += 2;
      } else if (prefix === 'TM' || prefix === 'tm') {
        localized = true;
        at += 2;
      }
      if (at >= text.length) break;
    }
    const name = table.get(text[at]!)?.find((pattern) => text.startsWith(pattern, at));
    if (name !== undefined) {
      at += name.length;
      let ordinal: Pattern['ordinal'] = null;
      if (dates) {
        const suffix = text.slice(at, at + 2);
        if (suffix === 'TH') ordinal = 'upper';
        else if (suffix === 'th') ordinal = 'lower';
        // SP, spelled-out numbers, is read and does nothing.
        if (ordinal !== null || suffix === 'SP' || suffix === 'sp') at += 2;
      }
      nodes.push({ kind: 'pattern', name, fillMode, localized, ordinal });
      continue;
    }
    if (text[at] === '"') {
      at++;
      while (at < text.length) {
        if (text[at] === '"') {
          at++;
          break;
        }
        if (text[at] === '\\' && at + 1 < text.length) at++;
        at += pushCharacter(nodes, text, at, 'character');
      }
      continue;
    }
    if (text[at] === '\\' && text[at + 1] === '"') at++;
    const c = text[at]!;
    at += pushCharacter(nodes, text, at, dates && isSeparator(c) ? 'separator' : isSpace(c) ? 'space' : 'character');
  }
  return nodes;
}

function pushCharacter(nodes: TemplateNode[], text: string, at: number, kind: Literal['kind']): number {
  const c = String.fromCodePoint(text.codePointAt(at)!);
  nodes.push({ kind, text: c });
  return c.length;
}

const CACHE_SIZE = 100;
const dateCache = new Map<string, TemplateNode[]>();
const numberCache = new Map<string, TemplateNode[]>();

function cached(cache: Map<string, TemplateNode[]>, text: string, make: () => TemplateNode[]): readonly TemplateNode[] {
  let nodes = cache.get(text);
  if (nodes === undefined) {
    nodes = make();
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(text, nodes);
  }
  return nodes;
}

export function dateTemplate(text: string): readonly TemplateNode[] {
  return cached(dateCache, text, () => {
    if (dateTable === null) {
      const patterns = upperDatePatterns.split(' ');
      dateTable = byFirstLetter([...patterns, ...patterns.map((pattern) => pattern.toLowerCase())]);
    }
    return parse(text, dateTable, true);
  });
}

export function numberTemplate(text: string): readonly TemplateNode[] {
  return cached(numberCache, text, () => {
    numberTable ??= byFirstLetter(numberPatterns.split(' '));
    return parse(text, numberTable, false);
  });
}

/** 'st', 'nd', 'rd' or 'th' for a number that ends in these digits. */
export function ordinalSuffix(digits: string, upper: boolean): string {
  const last = digits.at(-1) ?? '';
  if (!/^\d$/.test(last)) throw sqlError('invalid_text_representation', `"${digits}" is not a number`);
  const teen = digits.length > 1 && digits.at(-2) === '1';
  const suffix = teen ? 'th' : last === '1' ? 'st' : last === '2' ? 'nd' : last === '3' ? 'rd' : 'th';
  return upper ? suffix.toUpperCase() : suffix;
}

export const romanMonths = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'] as const;
