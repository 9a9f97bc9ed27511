/**
 * Reads PostgreSQL's advanced regular expressions ("Pattern Matching → POSIX Regular Expressions") into a tree. Escapes and
 * classes become sets of code points, so that what follows knows nothing of syntax. Errors are 2201B in PostgreSQL's words.
 */
import { type SqlError, sqlError, unsupported } from '../../errors/index.ts';
import { complement, escapeClasses, lastCodePoint, namedClasses, withBothCases } from './character-classes.ts';
import { type RegexFlags, withFlag } from './flags.ts';
import type { Constraint, ParsedRegex, Ranges, RegexNode } from './syntax-tree.ts';

const maxRepeat = 255;
const newline = 10;

export function invalidRegex(reason: string): SqlError {
  return sqlError('invalid_regular_expression', `invalid regular expression: ${reason}`);
}

const singleEscapes: Readonly<Record<string, number>> = {
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
const constraintEscapes: Readonly<Record<string, Constraint>> = {
  A: 'textStart',
  Z: 'textEnd',
  m: 'wordStart',
  M: 'wordEnd',
  y: 'wordEdge',
  Y: 'noWordEdge',
};

export function parseRegex(pattern: string, flags: RegexFlags): ParsedRegex {
  let body = pattern;
  let inForce = flags;
  if (!flags.literal && body.startsWith('***')) {
    if (body.startsWith('***=')) inForce = { ...flags, literal: true };
    else if (!body.startsWith('***:')) throw invalidRegex('quantifier operand invalid');
    body = body.slice(4);
  }
  const prefix = inForce.literal ? null : /^\(\?([a-zA-Z]+)\)/.exec(body);
  if (prefix !== null) {
    for (const letter of prefix[1]!) {
      const next = withFlag(inForce, letter);
      if (next === null) throw invalidRegex('invalid embedded option');
      inForce = next;
    }
    body = body.slice(prefix[0].length);
  }
  return new RegexParser(body, inForce).parse();
}

class RegexParser {
  private readonly points: readonly number[];
  private readonly flags: RegexFlags;
  private at = 0;
  private groupCount = 0;
  private closedGroups = 0;
  private lookDepth = 0;
  /** Groups inside an alternative or a repetition that may happen no time: they may take no part in a match. */
  private readonly optionalGroups = new Set<number>();
  private readonly openGroups = new Set<number>();

  constructor(pattern: string, flags: RegexFlags) {
    this.points = Array.from(pattern, (char) => char.codePointAt(0)!);
    this.flags = flags;
  }

  parse(): ParsedRegex {
    if (this.flags.literal) {
      return { root: { kind: 'concat', items: this.points.map((point) => this.character(point)) }, groupCount: 0 };
    }
    const root = this.parseAlternatives();
    if (this.at < this.points.length) throw invalidRegex('parentheses () not balanced');
    return { root, groupCount: this.groupCount };
  }

  private peek(offset = 0): string {
    const point = this.points[this.at + offset];
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  private looksAt(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.points[this.at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  private skipIgnored(): void {
    for (;;) {
      if (this.looksAt('(?#')) {
        while (this.at < this.points.length && this.peek() !== ')') this.at++;
        if (this.at >= this.points.length) throw invalidRegex('parentheses () not balanced');
        this.at++;
      } else if (this.flags.expanded && /^[ \t\n\v\f\r]$/.test(this.peek())) this.at++;
      else if (this.flags.expanded && this.peek() === '#') {
        while (this.at < this.points.length && this.points[this.at] !== newline) this.at++;
      } else return;
    }
  }

  private parseAlternatives(): RegexNode {
    const firstGroup = this.groupCount + 1;
    const items = [this.parseBranch()];
    while (this.peek() === '|') {
      this.at++;
      items.push(this.parseBranch());
    }
    if (items.length === 1) return items[0]!;
    for (let group = firstGroup; group <= this.groupCount; group++) this.optionalGroups.add(group);
    return { kind: 'alternatives', items };
  }

  private parseBranch(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.skipIgnored();
      const char = this.peek();
      if (char === '' || char === '|' || char === ')') break;
      const firstGroup = this.groupCount + 1;
      const isInside = this.peek() === '(' && !lookOpenings.some(([opening]) => this.looksAt(`(${opening}`));
      const item = this.parseAtom();
      this.skipIgnored();
      items.push(this.parseQuantifier(item, firstGroup, isInside));
    }
    return items.length === 1 ? items[0]! : { kind: 'concat', items };
  }

  private isQuantifier(): boolean {
    const char = this.peek();
    return char === '*' || char === '+' || char === '?' || (char === '{' && /^[0-9]$/.test(this.peek(1)));
  }

  /** `isInside`: the item stands in parentheses, where also a constraint may be repeated. */
  private parseQuantifier(item: RegexNode, firstGroup: number, isInside: boolean): RegexNode {
    if (!this.isQuantifier()) return item;
    if (isInside) return this.quantified(item, firstGroup);
    if (item.kind === 'constraint' || item.kind === 'look') throw invalidRegex('quantifier operand invalid');
    return this.quantified(item, firstGroup);
  }
  private quantified(item: RegexNode, firstGroup: number): RegexNode {
    let min = 0;
    let max = Number.POSITIVE_INFINITY;
    const char = this.peek();
    this.at++;
    if (char === '+') min = 1;
    else if (char === '?') max = 1;
    let asItem = false;
    if (char === '{') [min, max, asItem] = this.parseBounds();
    const greedy = this.peek() !== '?';
    if (!greedy) this.at++;
    this.skipIgnored();
    if (this.isQuantifier()) throw invalidRegex('quantifier operand invalid');
    if (min === 0) for (let group = firstGroup; group <= this.groupCount; group++) this.optionalGroups.add(group);
    return { kind: 'repeat', item, min, max, greedy, asItem };
  }

  private parseBounds(): [min: number, max: number, asItem: boolean] {
    const min = this.parseNumber();
    let max = min;
    const asItem = this.peek() !== ',';
    if (!asItem) {
      this.at++;
      max = /^[0-9]$/.test(this.peek()) ? this.parseNumber() : Number.POSITIVE_INFINITY;
    }
    if (max < min) throw invalidRegex('invalid repetition count(s)');
    if (this.peek() !== '}') {
      throw invalidRegex(this.peek() === '' ? 'braces {} not balanced' : 'invalid repetition count(s)');
    }
    this.at++;
    return [min, max, asItem];
  }

  private parseNumber(): number {
    let value = 0;
    while (/^[0-9]$/.test(this.peek())) {
      value = value * 10 + Number(this.peek());
      if (value > maxRepeat) throw invalidRegex('invalid repetition count(s)');
      this.at++;
    }
    return value;
  }

  private parseAtom(): RegexNode {
    const char = this.peek();
    switch (char) {
      case '(':
        return this.parseParentheses();
      case '[':
        return this.parseBracket();
      case '.':
        this.at++;
        return { kind: 'set', ranges: this.flags.newlineStops ? [[newline, newline]] : [], negated: true };
      case '^':
        this.at++;
        return { kind: 'constraint', at: this.flags.lineAnchors ? 'lineStart' : 'textStart' };
      case '$':
        this.at++;
        return { kind: 'constraint', at: this.flags.lineAnchors ? 'lineEnd' : 'textEnd' };
      case '\\':
        return this.parseEscape();
      case '*':
      case '+':
      case '?':
        throw invalidRegex('quantifier operand invalid');
      default:
        if (this.isQuantifier()) throw invalidRegex('quantifier operand invalid');
        return this.character(this.points[this.at++]!);
    }
  }

  private character(point: number): RegexNode {
    return this.set([[point, point]], false);
  }

  private set(ranges: Ranges, negated: boolean): RegexNode {
    return { kind: 'set', ranges: this.flags.ignoreCase ? withBothCases(ranges) : ranges, negated };
  }

  private parseParentheses(): RegexNode {
    this.at++;
    for (const [opening, ahead, negated] of lookOpenings) {
      if (!this.looksAt(opening)) continue;
      this.at += opening.length;
      this.lookDepth++;
      const item = this.parseAlternatives();
      this.lookDepth--;
      this.close();
      return { kind: 'look', item, ahead, negated };
    }
    if (this.looksAt('?:')) {
      this.at += 2;
      const item = this.parseAlternatives();
      this.close();
      return item;
    }
    if (this.peek() === '?') throw invalidRegex('quantifier operand invalid');
    // Parentheses inside a lookaround capture nothing.
    if (this.lookDepth > 0) {
      const item = this.parseAlternatives();
      this.close();
      return item;
    }
    const index = ++this.groupCount;
    this.openGroups.add(index);
    const item = this.parseAlternatives();
    this.close();
    this.openGroups.delete(index);
    this.closedGroups++;
    return { kind: 'group', item, index };
  }

  private close(): void {
    if (this.peek() !== ')') throw invalidRegex('parentheses () not balanced');
    this.at++;
  }

  private parseEscape(): RegexNode {
    const name = this.peek(1);
    if (name === '') throw invalidRegex('invalid escape \\ sequence');
    const constraint = constraintEscapes[name];
    if (constraint !== undefined) {
      this.at += 2;
      return { kind: 'constraint', at: constraint };
    }
    if (/^[1-9]$/.test(name)) {
      const reference = this.parseBackReference();
      if (reference !== null) return reference;
    }
    return this.set(this.parseCharacterEscape(), false);
  }

  /** One digit is always a reference; more are one when there are that many groups, else an octal code. */
  private parseBackReference(): RegexNode | null {
    let digits = '';
    for (let i = 1; /^[0-9]$/.test(this.peek(i)); i++) digits += this.peek(i);
    let index = Number(digits);
    if (digits.length > 1 && index > this.closedGroups) {
      if (/^[0-7]{2,3}/.test(digits)) return null;
      digits = digits[0]!;
      index = Number(digits);
    }
    if (index > this.groupCount || this.openGroups.has(index) || this.lookDepth > 0) {
      throw invalidRegex('invalid backreference number');
    }
    if (this.optionalGroups.has(index))
      throw unsupported('a back reference to a group that may take no part in a match');
    this.at += 1 + digits.length;
    return { kind: 'backReference', index };
  }

  /** A backslash and what stands for a character or a class, here and in brackets. */
  private parseCharacterEscape(): Ranges {
    const name = this.peek(1);
    if (name === '') throw invalidRegex('invalid escape \\ sequence');
    this.at += 2;
    const ranges = escapeClasses[name];
    if (ranges !== undefined) return ranges;
    const negated = escapeClasses[name.toLowerCase()];
    if (negated !== undefined) return complement(negated);
    const point = this.escapedPoint(name);
    return [[point, point]];
  }

  private escapedPoint(name: string): number {
    const single = singleEscapes[name];
    if (single !== undefined) return single;
    switch (name) {
      case 'c': {
        if (this.at >= this.points.length) throw invalidRegex('invalid escape \\ sequence');
        return this.points[this.at++]! & 31;
      }
      case 'u':
        return this.parseDigits(4, 4, 16);
      case 'U':
        return this.parseDigits(8, 8, 16);
      case 'x':
        return this.parseDigits(1, 255, 16);
      case '0':
        this.at--;
        return this.parseDigits(1, 3, 8);
      default:
        if (/^[1-9]$/.test(name)) {
          this.at--;
          return this.parseDigits(1, 3, 8);
        }
        if (/^[a-zA-Z]$/.test(name)) throw invalidRegex('invalid escape \\ sequence');
        return name.codePointAt(0)!;
    }
  }

  private parseDigits(min: number, max: number, base: number): number {
    let value = 0;
    let count = 0;
    for (; count < max; count++, this.at++) {
      const digit = Number.parseInt(this.peek(), base);
      if (Number.isNaN(digit)) break;
      value = value * base + digit;
      if (value > lastCodePoint) throw invalidRegex('invalid escape \\ sequence');
    }
    if (count < min) throw invalidRegex('invalid escape \\ sequence');
    return value;
  }

  private parseBracket(): RegexNode {
    for (const [text, at] of wordBrackets) {
      if (!this.looksAt(text)) continue;
      this.at += text.length;
      return { kind: 'constraint', at };
    }
    this.at++;
    const negated = this.peek() === '^';
    if (negated) this.at++;
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || this.peek() !== ']'; first = false) {
      const low = this.parseBracketItem(first);
      if (this.peek() !== '-' || this.peek(1) === ']') {
        ranges.push(...low);
        continue;
      }
      this.at++;
      const high = this.parseBracketItem(true);
      const start = singlePoint(low);
      const end = singlePoint(high);
      if (start === null || end === null || start > end) throw invalidRegex('invalid character range');
      ranges.push([start, end]);
      if (this.peek() === '-' && this.peek(1) !== ']') throw invalidRegex('invalid character range');
    }
    this.at++;
    const stop: Ranges = negated && this.flags.newlineStops ? [[newline, newline]] : [];
    return this.set([...ranges, ...stop], negated);
  }

  private parseBracketItem(mayBeClosing: boolean): Ranges {
    const char = this.peek();
    if (char === '' || (char === ']' && !mayBeClosing)) throw invalidRegex('brackets [] not balanced');
    if (char === '\\') return this.parseCharacterEscape();
    if (char === '[' && /^[:.=]$/.test(this.peek(1))) return this.parseBracketName(this.peek(1));
    const point = this.points[this.at++]!;
    return [[point, point]];
  }

  /** `[:class:]`, `[.element.]`, `[=equivalent=]`. */
  private parseBracketName(mark: string): Ranges {
    this.at += 2;
    let name = '';
    while (!(this.peek() === mark && this.peek(1) === ']')) {
      if (this.at >= this.points.length) throw invalidRegex('brackets [] not balanced');
      name += this.peek();
      this.at++;
    }
    this.at += 2;
    if (mark === ':') {
      const ranges = namedClasses.get(name);
      if (ranges === undefined) throw invalidRegex('invalid character class');
      return ranges;
    }
    const points = Array.from(name, (char) => char.codePointAt(0)!);
    if (points.length !== 1) throw invalidRegex('invalid collating element');
    return [[points[0]!, points[0]!]];
  }
}

const lookOpenings = [
  ['?=', true, false],
  ['?!', true, true],
  ['?<=', false, false],
  ['?<!', false, true],
] as const;

const wordBrackets = [
  ['[[:<:]]', 'wordStart'],
  ['[[:>:]]', 'wordEnd'],
] as const;

function singlePoint(ranges: Ranges): number | null {
  return ranges.length === 1 && ranges[0]![0] === ranges[0]![1] ? ranges[0]![0] : null;
}
