/**
 * PostgreSQL's advanced regular expressions, written anew as JavaScript patterns (for the `u` flag). What JavaScript matches
 * differently, the choice among matches that start at the same place, is told in `preference` and `mixed` for the matcher.
 */
import { bracketChar, bracketRange, classContents, collatingNames, otherCase } from './brackets.ts';
import { regexError } from './errors.ts';
import { type RegexFlags, withFlag } from './flags.ts';

export interface TranslatedRegex {
  readonly source: string;
  readonly groups: number;
  /** Which match of those starting at one place is wanted. */
  readonly preference: 'longest' | 'shortest';
  /** JavaScript's choice may be another one. */
  readonly mixed: boolean;
  /** The pattern looks beyond the match: boundaries, lookaround, anchors other than at the very ends. */
  readonly contextual: boolean;
}

type Preference = 'longest' | 'shortest' | null;

/** What a part of a pattern came to. */
interface Part {
  readonly source: string;
  readonly preference: Preference;
  /** First character when the part must start with this one; null when it is not so simple. */
  readonly first: string | null;
}

const MAX_REPEAT = 255;

export function translateRegex(pattern: string, flags: RegexFlags): TranslatedRegex {
  return new Translator(pattern, flags).run();
}

class Translator {
  private readonly text: string;
  private flags: RegexFlags;
  private at = 0;
  private groups = 0;
  private closedGroups = new Set<number>();
  /** Depth of lookaround constraints: parentheses inside do not capture. */
  private constraints = 0;
  private greedy = false;
  private lazy = false;
  private choices = false;
  private contextual = false;

  constructor(pattern: string, flags: RegexFlags) {
    this.text = pattern;
    this.flags = flags;
  }

  run(): TranslatedRegex {
    this.prefix();
    let part: Part;
    if (this.flags.literal) {
      part = {
        source: [...this.text.slice(this.at)].map((c) => this.character(c.codePointAt(0)!)).join(''),
        preference: null,
        first: null,
      };
    } else {
      part = this.alternatives();
      if (this.at < this.text.length) throw regexError('parentheses () not balanced');
    }
    const preference = part.preference ?? 'longest';
    const mixed = preference === 'longest' ? this.lazy || this.choices : this.greedy || this.choices;
    return { source: part.source, groups: this.groups, preference, mixed, contextual: this.contextual };
  }

  /** `***:`, `***=` and `(?flags)` at the start. */
  private prefix(): void {
    if (this.text.startsWith('***=')) {
      this.flags = { ...this.flags, literal: true };
      this.at = 4;
      return;
    }
    if (this.text.startsWith('***:')) {
      this.flags = { ...this.flags, literal: false };
      this.at = 4;
    } else if (this.text.startsWith('***')) throw regexError('quantifier operand invalid');
    if (this.flags.literal) return;
    const options = /^\(\?([a-zA-Z]+)\)/.exec(this.text.slice(this.at));
    if (options !== null) {
      for (const letter of options[1]!) {
        const next = withFlag(this.flags, letter);
        if (next === null) throw regexError('invalid embedded option');
        this.flags = next;
      }
      this.at += options[0].length;
    }
  }

  private alternatives(): Part {
    const branches = [this.branch()];
    while (this.text[this.at] === '|') {
      this.at++;
      branches.push(this.branch());
    }
    if (branches.length === 1) return branches[0]!;
    const firsts = new Set(branches.map((branch) => branch.first));
    // Branches that start with different characters leave no choice.
    if (firsts.has(null) || firsts.size < branches.length) this.choices = true;
    return { source: branches.map((branch) => branch.source).join('|'), preference: 'longest', first: null };
  }

  private branch(): Part {
    let source = '';
    let preference: Preference = null;
    let first: string | null = null;
    let some = false;
    for (;;) {
      this.skipBlanks();
      const c = this.text[this.at];
      if (c === undefined || c === '|' || (c === ')' && this.depth > 0)) break;
      if (c === ')') throw regexError('parentheses () not balanced');
      const part = this.quantified();
      if (!some) first = part.first;
      some = true;
      source += part.source;
      preference ??= part.preference;
    }
    return { source, preference, first };
  }

  private depth = 0;

  private skipBlanks(): void {
    for (;;) {
      const rest = this.text.slice(this.at, this.at + 3);
      if (rest === '(?#') {
        const end = this.text.indexOf(')', this.at);
        this.at = end < 0 ? this.text.length : end + 1;
      } else if (this.flags.expanded && /^[ \t\n\r\f\v]/.test(rest)) this.at++;
      else if (this.flags.expanded && rest[0] === '#') {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end + 1;
      } else return;
    }
  }

  private quantified(): Part {
    const atom = this.atom();
    this.skipBlanks();
    const bounds = this.quantifier();
    if (bounds === null) return atom;
    if (atom.source === '' || this.lastWasConstraint) throw regexError('quantifier operand invalid');
    const [low, high] = bounds;
    let lazy = false;
    if (this.text[this.at] === '?') {
      lazy = true;
      this.at++;
    }
    this.skipBlanks();
    const next = this.text[this.at];
    if (next === '*' || next === '+' || next === '?') throw regexError('quantifier operand invalid');
    if (next === '{' && /\d/.test(this.text[this.at + 1] ?? '')) throw regexError('quantifier operand invalid');
    const fixed = low === high;
    if (!fixed) {
      if (lazy) this.lazy = true;
      else this.greedy = true;
    }
    const quantifier =
      low === 0 && high === Infinity
        ? '*'
        : low === 1 && high === Infinity
          ? '+'
          : low === 0 && high === 1
            ? '?'
            : `{${low}${fixed ? '' : `,${high === Infinity ? '' : high}`}}`;
    return {
      source: `${atom.source}${quantifier}${lazy && !fixed ? '?' : ''}`,
      preference: fixed ? (lazy ? 'shortest' : (atom.preference ?? null)) : lazy ? 'shortest' : 'longest',
      first: low > 0 ? atom.first : null,
    };
  }

  private quantifier(): [low: number, high: number] | null {
    switch (this.text[this.at]) {
      case '*':
        this.at++;
        return [0, Infinity];
      case '+':
        this.at++;
        return [1, Infinity];
      case '?':
        this.at++;
        return [0, 1];
      case '{': {
        if (!/\d/.test(this.text[this.at + 1] ?? '')) return null;
        const match = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(this.at));
        if (match === null) {
          throw regexError(this.text.includes('}', this.at) ? 'invalid repetition count(s)' : 'braces {} not balanced');
        }
        this.at += match[0].length;
        const low = Number(match[1]);
        const high = match[2] === undefined ? low : match[3] === '' ? Infinity : Number(match[3]);
        if (low > MAX_REPEAT || (high !== Infinity && (high > MAX_REPEAT || high < low))) {
          throw regexError('invalid repetition count(s)');
        }
        return [low, high];
      }
      default:
        return null;
    }
  }

  private lastWasConstraint = false;

  private constraint(source: string): Part {
    this.lastWasConstraint = true;
    return { source, preference: null, first: null };
  }

  private atom(): Part {
    this.lastWasConstraint = false;
    const code = this.text.codePointAt(this.at)!;
    const c = String.fromCodePoint(code);
    switch (c) {
      case '(':
        return this.parenthesis();
      case '[':
        return this.bracket();
      case '.':
        this.at++;
        return { source: this.flags.newlineStops ? '[^\\n]' : '[^]', preference: null, first: null };
      case '^':
        this.at++;
        if (!this.flags.lineAnchors) return this.constraint('(?<![^])');
        this.contextual = true;
        return this.constraint('(?<![^\\n])');
      case '$':
        this.at++;
        if (!this.flags.lineAnchors) return this.endAnchor();
        this.contextual = true;
        return this.constraint('(?![^\\n])');
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw regexError('quantifier operand invalid');
      case '{':
        if (/\d/.test(this.text[this.at + 1] ?? '')) throw regexError('quantifier operand invalid');
        break;
      default:
    }
    this.at += c.length;
    return this.literal(code);
  }

  private endAnchor(): Part {
    this.contextual = true;
    return this.constraint('(?![^])');
  }

  private literal(code: number): Part {
    const source = this.character(code);
    return { source, preference: null, first: source };
  }

  private character(code: number): string {
    const other = otherCase(code);
    if (this.flags.ignoreCase && other !== code) {
      return `[${String.fromCharCode(Math.min(code, other), Math.max(code, other))}]`;
    }
    const c = String.fromCodePoint(code);
    return /[a-zA-Z0-9 ]/.test(c) ? c : `\\u{${code.toString(16)}}`;
  }

  private parenthesis(): Part {
    const rest = this.text.slice(this.at, this.at + 4);
    let open = '(?:';
    let look = false;
    let group = 0;
    if (rest.startsWith('(?')) {
      const kind = /^\(\?(<?[=!]|:)/.exec(rest);
      if (kind === null)
        throw regexError(rest.length < 3 ? 'quantifier operand invalid' : 'quantifier operand invalid');
      open = kind[0];
      look = kind[1] !== ':';
      this.at += open.length;
    } else {
      this.at++;
      if (this.constraints === 0) {
        open = '(';
        group = ++this.groups;
      }
    }
    if (look) {
      this.constraints++;
      this.contextual = true;
    }
    this.depth++;
    const inner = this.alternatives();
    this.depth--;
    if (this.text[this.at] !== ')') throw regexError('parentheses () not balanced');
    this.at++;
    if (look) this.constraints--;
    if (group > 0) this.closedGroups.add(group);
    const source = `${open}${inner.source})`;
    if (look) return this.constraint(source);
    this.lastWasConstraint = false;
    return { source, preference: inner.preference, first: inner.first };
  }

  // ---- escapes

  private escape(): Part {
    const c = this.text[this.at + 1];
    if (c === undefined) throw regexError('invalid escape \\ sequence');
    const set = this.classEscape(c);
    if (set !== null) {
      this.at += 2;
      return { source: set, preference: null, first: null };
    }
    const boundary = boundaries[c];
    if (boundary !== undefined) {
      this.at += 2;
      if (c !== 'A') this.contextual = true;
      return this.constraint(boundary);
    }
    if (/[1-9]/.test(c)) {
      const digits = /^\d+/.exec(this.text.slice(this.at + 1))![0];
      const number = Number(digits);
      if (digits.length === 1 || number <= this.groups) {
        if (!this.closedGroups.has(number)) throw regexError('invalid backreference number');
        this.at += 1 + digits.length;
        return { source: `(?:\\${number})`, preference: null, first: null };
      }
    }
    return this.literal(this.characterEscape());
  }

  private classEscape(c: string): string | null {
    const stop = this.flags.newlineStops ? '\\n' : '';
    switch (c) {
      case 'd':
        return '[0-9]';
      case 's':
        return '[ \\t\\n\\v\\f\\r]';
      case 'w':
        return '[a-zA-Z0-9_]';
      case 'D':
        return `[^0-9${stop}]`;
      case 'S':
        return '[^ \\t\\n\\v\\f\\r]';
      case 'W':
        return `[^a-zA-Z0-9_${stop}]`;
      default:
        return null;
    }
  }

  /** An escape that stands for one character, at the backslash. */
  private characterEscape(): number {
    const rest = this.text.slice(this.at + 1);
    const c = rest[0];
    if (c === undefined) throw regexError('invalid escape \\ sequence');
    const simple = simpleEscapes[c];
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    const hex = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]+))/.exec(rest);
    if (hex !== null) {
      this.at += 1 + hex[0].length;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16);
      if (code > 0x10ffff) throw regexError('invalid escape \\ sequence');
      return code;
    }
    const control = /^c(.)/su.exec(rest);
    if (control !== null) {
      this.at += 1 + control[0].length;
      return control[1]!.codePointAt(0)! & 31;
    }
    const octal = /^[0-7]{1,3}/.exec(rest);
    if (octal !== null) {
      this.at += 1 + octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    if (/[a-zA-Z0-9]/.test(c)) throw regexError('invalid escape \\ sequence');
    const code = rest.codePointAt(0)!;
    this.at += 1 + String.fromCodePoint(code).length;
    return code;
  }

  // ---- brackets

  private bracket(): Part {
    const boundary = /^\[\[:([<>]):\]\]/.exec(this.text.slice(this.at));
    if (boundary !== null) {
      this.at += boundary[0].length;
      this.contextual = true;
      return this.constraint(boundaries[boundary[1] === '<' ? 'm' : 'M']!);
    }
    this.at++;
    const negated = this.text[this.at] === '^';
    if (negated) this.at++;
    let contents = '';
    let start = true;
    while (start || this.text[this.at] !== ']') {
      if (this.at >= this.text.length) throw regexError('brackets [] not balanced');
      const item = this.bracketItem(start);
      start = false;
      if (typeof item === 'string') {
        contents += item;
        if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']') throw regexError('invalid character range');
        continue;
      }
      let end = item;
      if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']' && this.at + 1 < this.text.length) {
        this.at++;
        const other = this.bracketItem(true);
        if (typeof other === 'string' || other < item) throw regexError('invalid character range');
        end = other;
      }
      contents += bracketRange(item, end, this.flags.ignoreCase);
    }
    this.at++;
    if (negated && this.flags.newlineStops) contents += bracketChar(10);
    return { source: `[${negated ? '^' : ''}${contents}]`, preference: null, first: null };
  }

  /** A code point, or the contents of a class. */
  private bracketItem(first: boolean): number | string {
    const special = /^\[([.:=])(.*?)\1\]/s.exec(this.text.slice(this.at));
    if (special !== null) {
      this.at += special[0].length;
      const name = special[2]!;
      if (special[1] === ':') return classContents(name, this.flags.ignoreCase);
      const code = [...name].length === 1 ? name.codePointAt(0)! : collatingNames[name];
      if (code === undefined) throw regexError('invalid collating element');
      return special[1] === '=' ? bracketRange(code, code, this.flags.ignoreCase) : code;
    }
    if (/^\[[.:=]/.test(this.text.slice(this.at, this.at + 2))) throw regexError('brackets [] not balanced');
    const c = this.text[this.at]!;
    if (c === '-' && !first && this.text[this.at + 1] !== ']') throw regexError('invalid character range');
    if (c === '\\') {
      const letter = this.text[this.at + 1] ?? '';
      if (letter === 'd' || letter === 's' || letter === 'w') {
        this.at += 2;
        return classContents(letter === 'd' ? 'digit' : letter === 's' ? 'space' : 'word', this.flags.ignoreCase);
      }
      if (/[DSWAZmMyY]/.test(letter)) throw regexError('invalid escape \\ sequence');
      return this.characterEscape();
    }
    const code = this.text.codePointAt(this.at)!;
    this.at += String.fromCodePoint(code).length;
    return code;
  }
}

const word = '[a-zA-Z0-9_]';
const boundaries: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  Z: '(?![^])',
  m: `(?<!${word})(?=${word})`,
  M: `(?<=${word})(?!${word})`,
  y: `(?:(?<!${word})(?=${word})|(?<=${word})(?!${word}))`,
  Y: `(?:(?<!${word})(?!${word})|(?<=${word})(?=${word}))`,
};

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  B: 92,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};
