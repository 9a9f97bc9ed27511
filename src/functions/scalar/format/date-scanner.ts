/** Reads text along a date template and collects what the patterns say; what it makes is decided by `date-from-char`. */
import { type SqlError, sqlError } from '../../../errors/index.ts';
import { dayNames, monthNames } from '../../../types/datetime/calendar.ts';
import { dateTemplate, isSeparator, type Pattern, romanMonths, type TemplateNode } from './template.ts';

type Slot =
  | 'hh'
  | 'mi'
  | 'ss'
  | 'ssss'
  | 'ms'
  | 'us'
  | 'd'
  | 'dd'
  | 'ddd'
  | 'mm'
  | 'year'
  | 'bc'
  | 'ww'
  | 'w'
  | 'cc'
  | 'j'
  | 'pm'
  | 'tzh'
  | 'tzm';

function isSpace(c: string | undefined): boolean {
  return c === ' ' || (c !== undefined && c >= '\t' && c <= '\r');
}

export function formatError(message: string, detail?: string, hint?: string): SqlError {
  return sqlError('invalid_datetime_format', message, { detail, hint });
}

const fillModeHint = 'If your source string is not fixed-width, try using the "FM" modifier.';

/** Patterns that read digits, for which the one before them must not read too far. */
const digitPatterns = new Set(
  'CC DDD DD D FF1 FF2 FF3 FF4 FF5 FF6 HH24 HH12 HH IDDD ID IW IYYY IYY IY I J MI MM MS Q SSSSS SSSS SS TZM US WW W Y,YYY YYYY YYY YY Y'.split(
    ' ',
  ),
);
const gregorianPatterns = new Set('DDD DD D MM MONTH MON RM WW W Y,YYY YYYY YYY YY Y'.split(' '));
const isoPatterns = new Set('IDDD ID IW IYYY IYY IY I'.split(' '));

export class DateScanner {
  private readonly text: string;
  private at = 0;
  private readonly nodes: readonly TemplateNode[];
  private fixed = false;
  private skipped = 0;
  readonly values: Record<Slot, number> = {
    hh: 0,
    mi: 0,
    ss: 0,
    ssss: 0,
    ms: 0,
    us: 0,
    d: 0,
    dd: 0,
    ddd: 0,
    mm: 0,
    year: 0,
    bc: 0,
    ww: 0,
    w: 0,
    cc: 0,
    j: 0,
    pm: 0,
    tzh: 0,
    tzm: 0,
  };
  twelveHours = false;
  /** Digits of the year pattern. */
  yearDigits = 0;
  zoneSign = 0;
  precision = 6;
  convention: 'none' | 'gregorian' | 'iso' = 'none';

  constructor(text: string, template: string) {
    this.text = text;
    this.nodes = dateTemplate(template);
  }

  run(): void {
    const { nodes, text } = this;
    for (let index = 0; index < nodes.length && this.at < text.length; index++) {
      const node = nodes[index]!;
      const isFixed = node.kind === 'pattern' && node.name.toUpperCase() === 'FX';
      if (!this.fixed && !isFixed && (node.kind === 'pattern' || index === 0)) this.skipSpaces();
      if (this.at >= text.length && node.kind !== 'pattern') break;
      if (node.kind !== 'pattern' && node.kind !== 'character') {
        if (this.fixed) this.at += this.width();
        else {
          // One blank or separator of the template stands for one of the text, or for none.
          this.skipped--;
          const c = text[this.at];
          if (isSpace(c) || (c !== undefined && isSeparator(c))) {
            this.at++;
            this.skipped++;
          }
        }
        continue;
      }
      if (node.kind !== 'pattern') {
        if (!this.fixed && this.skipped > 0) this.skipped--;
        else this.at += this.width();
        continue;
      }
      if (isFixed) {
        this.fixed = true;
        continue;
      }
      this.pattern(node, index);
      if (!this.fixed) {
        this.skipped = 0;
        this.skipSpaces();
      }
    }
  }

  private width(): number {
    return (this.text.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1;
  }

  private skipSpaces(): void {
    while (isSpace(this.text[this.at])) {
      this.at++;
      this.skipped++;
    }
  }

  private set(slot: Slot, value: number, node: Pattern): void {
    const before = this.values[slot];
    if (before !== 0 && before !== value) {
      throw formatError(
        `conflicting values for "${node.name}" field in formatting string`,
        'This value contradicts a previous setting for the same field type.',
      );
    }
    this.values[slot] = value;
  }

  private setConvention(name: string): void {
    const convention = gregorianPatterns.has(name) ? 'gregorian' : isoPatterns.has(name) ? 'iso' : 'none';
    if (convention === 'none') return;
    if (this.convention !== 'none' && this.convention !== convention) {
      throw formatError(
        'invalid combination of date conventions',
        undefined,
        'Do not mix Gregorian and ISO week date conventions in a formatting template.',
      );
    }
    this.convention = convention;
  }

  /** Whether what follows a pattern cannot be digits, so that it may read as many as there are. */
  private endsAfter(index: number): boolean {
    const node = this.nodes[index] as Pattern;
    if (node.ordinal !== null) return true;
    const next = this.nodes[index + 1];
    if (next === undefined) return true;
    if (next.kind === 'pattern') return !digitPatterns.has(next.name.toUpperCase());
    return !/^[0-9]$/.test(next.text);
  }

  /** Reads an integer of `length` digits into a slot; gives the number of characters read. */
  private integer(slot: Slot | null, node: Pattern, index: number, length = node.name.length): number {
    while (isSpace(this.text[this.at])) this.at++;
    const start = this.at;
    const piece = this.text.slice(start, start + length);
    let match: RegExpExecArray | null;
    if (node.fillMode || this.endsAfter(index)) match = /^\s*[+-]?\d+/.exec(this.text.slice(start));
    else {
      if (piece.length < length) {
        throw formatError(
          `source string too short for "${node.name}" formatting field`,
          `Field requires ${length} characters, but only ${piece.length} remain.`,
          fillModeHint,
        );
      }
      match = /^\s*[+-]?\d+/.exec(piece);
      const used = match === null ? 0 : match[0].length;
      if (used > 0 && used < length) {
        throw formatError(
          `invalid value "${piece}" for "${node.name}"`,
          `Field requires ${length} characters, but only ${used} could be parsed.`,
          fillModeHint,
        );
      }
    }
    if (match === null) throw formatError(`invalid value "${piece}" for "${node.name}"`, 'Value must be an integer.');
    this.at += match[0].length;
    const value = Number(match[0]);
    if (value < -2147483648 || value > 2147483647) {
      throw sqlError('datetime_field_overflow', `value for "${node.name}" in source string is out of range`, {
        detail: 'Value must be in the range -2147483648 to 2147483647.',
      });
    }
    if (slot !== null) this.set(slot, value + 0, node);
    return match[0].length;
  }

  private skipOrdinal(node: Pattern): void {
    if (node.ordinal === null) return;
    for (let count = 0; count < 2 && this.at < this.text.length; count++) this.at += this.width();
  }

  /** Index of the word of a list that the text goes on with. */
  private word(list: readonly string[], node: Pattern): number {
    const rest = this.text.slice(this.at).toLowerCase();
    const found = list.findIndex((word) => rest.startsWith(word.toLowerCase()));
    if (found < 0) {
      const shown = /^\S*/.exec(this.text.slice(this.at))![0];
      throw formatError(
        `invalid value "${shown}" for "${node.name}"`,
        'The given value did not match any of the allowed values for this field.',
      );
    }
    this.at += list[found]!.length;
    return found;
  }

  private pattern(node: Pattern, index: number): void {
    const name = node.name.toUpperCase();
    this.setConvention(name);
    switch (name) {
      case 'A.M.':
      case 'P.M.':
        this.set('pm', this.word(['a.m.', 'p.m.'], node), node);
        this.twelveHours = true;
        return;
      case 'AM':
      case 'PM':
        this.set('pm', this.word(['am', 'pm'], node), node);
        this.twelveHours = true;
        return;
      case 'HH':
      case 'HH12':
        this.integer('hh', node, index, 2);
        this.twelveHours = true;
        break;
      case 'HH24':
        this.integer('hh', node, index, 2);
        break;
      case 'MI':
        this.integer('mi', node, index);
        break;
      case 'SS':
        this.integer('ss', node, index);
        break;
      case 'MS': {
        const used = this.integer('ms', node, index, 3);
        this.values.ms *= used === 1 ? 100 : used === 2 ? 10 : 1;
        break;
      }
      case 'US':
      case 'FF1':
      case 'FF2':
      case 'FF3':
      case 'FF4':
      case 'FF5':
      case 'FF6': {
        if (name !== 'US') this.precision = Number(name[2]);
        const used = this.integer('us', node, index, name === 'US' ? 6 : this.precision);
        this.values.us *= used < 6 ? 10 ** (6 - used) : 1;
        break;
      }
      case 'SSSS':
      case 'SSSSS':
        this.integer('ssss', node, index);
        break;
      case 'TZ':
      case 'OF':
        throw sqlError('feature_not_supported', `formatting field "${node.name}" is only supported in to_char`);
      case 'TZH': {
        const c = this.text[this.at];
        if (c === '+' || c === '-' || c === ' ') {
          this.zoneSign = c === '-' ? -1 : 1;
          this.at++;
        } else this.zoneSign = this.skipped > 0 && this.text[this.at - 1] === '-' ? -1 : 1;
        this.integer('tzh', node, index, 2);
        return;
      }
      case 'TZM':
        if (this.zoneSign === 0) this.zoneSign = 1;
        this.integer('tzm', node, index, 2);
        return;
      case 'A.D.':
      case 'B.C.':
        this.set('bc', this.word(['a.d.', 'b.c.'], node), node);
        return;
      case 'AD':
      case 'BC':
        this.set('bc', this.word(['ad', 'bc'], node), node);
        return;
      default:
        this.datePattern(name, node, index);
        return;
    }
    this.skipOrdinal(node);
  }

  private datePattern(name: string, node: Pattern, index: number): void {
    switch (name) {
      case 'MONTH':
        this.set('mm', this.word(monthNames, node) + 1, node);
        return;
      case 'MON':
        this.set(
          'mm',
          this.word(
            monthNames.map((month) => month.slice(0, 3)),
            node,
          ) + 1,
          node,
        );
        return;
      case 'RM': {
        const found = this.word([...romanMonths].reverse(), node);
        this.set('mm', 12 - found, node);
        return;
      }
      case 'DAY':
        this.set('d', this.word(dayNames, node) + 1, node);
        return;
      case 'DY':
        this.set(
          'd',
          this.word(
            dayNames.map((day) => day.slice(0, 3)),
            node,
          ) + 1,
          node,
        );
        return;
      case 'MM':
        this.integer('mm', node, index);
        break;
      case 'DDD':
      case 'IDDD':
        this.integer('ddd', node, index, 3);
        break;
      case 'DD':
        this.integer('dd', node, index);
        break;
      case 'D':
        this.integer('d', node, index);
        break;
      case 'ID':
        this.integer('d', node, index, 1);
        // From Monday = 1 to Sunday = 1.
        this.values.d = this.values.d + 1 > 7 ? 1 : this.values.d + 1;
        break;
      case 'WW':
      case 'IW':
        this.integer('ww', node, index);
        break;
      case 'Q':
        // A quarter says too little about a date, and may stand beside a month: it is only read over.
        this.integer(null, node, index);
        break;
      case 'CC':
        this.integer('cc', node, index);
        break;
      case 'W':
        this.integer('w', node, index);
        break;
      case 'J':
        this.integer('j', node, index);
        break;
      case 'Y,YYY': {
        const match = /^\s*([+-]?\d+),(\d{1,3})/.exec(this.text.slice(this.at));
        if (match === null) throw formatError('invalid input string for "Y,YYY"');
        this.set('year', Number(match[1]) * 1000 + Number(match[2]), node);
        this.yearDigits = 4;
        this.at += match[0].length;
        break;
      }
      case 'YYYY':
      case 'IYYY':
        this.integer('year', node, index);
        this.yearDigits = 4;
        break;
      default: {
        // YYY, YY, Y and their ISO kin.
        const used = this.integer('year', node, index);
        if (used < 4) this.values.year = nearestYear(this.values.year);
        this.yearDigits = name.replace('I', 'Y').length;
        if (name === 'I') this.yearDigits = 1;
        break;
      }
    }
    this.skipOrdinal(node);
  }
}

/** The year closest to 2020 with these last digits. */
function nearestYear(year: number): number {
  if (year < 70) return year + 2000;
  if (year < 100) return year + 1900;
  if (year < 520) return year + 2000;
  return year < 1000 ? year + 1000 : year;
}
