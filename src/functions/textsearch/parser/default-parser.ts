/**
 * The default text search parser: cuts a document into words, numbers, addresses, tags and what is between them ("Parsers" in
 * the chapter on full-text search). A pushed line is an alternative tried first; when it fails, the characters it took are
 * given back. Letters are those of the C locale: ASCII, and every character beyond.
 *
 * Alternatives that took many characters and failed are remembered, so that a text made of beginnings that lead nowhere
 * (`a_a_a_…`, `<!--<!--…`) is not read to its end from each of them.
 */
import { assert } from '../../../common/assert.ts';
import { type TokenType, tokenTypeNamed } from '../../../types/textsearch/objects.ts';
import { parserStates, type Rule } from './states.ts';

export interface DocumentToken {
  readonly type: TokenType;
  readonly text: string;
}

/** Where the parser is; `previous` is where it goes back to. */
interface Position {
  state: string;
  at: number;
  /** Characters of the token so far. */
  length: number;
  /** Index of the line that was pushed from here, -1 for none. */
  pushed: number;
  previous: Position | null;
}

const urlRefused = new Set('"<>\\^`{|}');

function isAsciiLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z');
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

function isLetter(char: string): boolean {
  return isAsciiLetter(char) || char > '\x7f';
}

/** An alternative that took no more is not worth remembering. */
const shortAttempt = 8;

/** What is known of a text from the ways that led nowhere; it holds for the parts of it as well. */
class DeadEnds {
  private readonly byState = new Map<string, Set<number>>();
  /** No comment that begins from here on has an end. */
  unclosed = false;

  add(state: string, at: number): void {
    const known = this.byState.get(state);
    if (known === undefined) this.byState.set(state, new Set([at]));
    else known.add(at);
  }
  has(state: string, at: number): boolean {
    return this.byState.get(state)?.has(at) === true;
  }
}

class DocumentParser {
  private readonly states = parserStates();
  private readonly chars: readonly string[];
  private readonly deadEnds: DeadEnds;
  private position: Position;
  /** Inside a script or style element nothing is a word. */
  private ignoring = false;
  /** A URL was emitted, and its host and path come next. */
  private wantsHost = false;
  /** It was so when the token began: what fails then may not fail elsewhere. */
  private wantedHost = false;
  /** How far the text was looked at. */
  private reached = 0;
  private tokenLength = 0;
  private tokenType: TokenType | null = null;

  constructor(chars: readonly string[], at = 0, state = 'Base', deadEnds = new DeadEnds()) {
    this.chars = chars;
    this.deadEnds = deadEnds;
    this.position = { state, at, length: 0, pushed: -1, previous: null };
  }

  next(): DocumentToken | null {
    if (this.position.at >= this.chars.length) return null;
    const start = this.position.at;
    this.position.pushed = -1;
    this.wantedHost = this.wantsHost;
    if (!this.run()) return null;
    return {
      type: this.tokenType!,
      text: this.chars.slice(start, start + this.tokenLength).join(''),
    };
  }

  private run(): boolean {
    for (;;) {
      const rule = this.findRule();
      // A part that is not there.
      if (rule.action === 'pop' && this.position.previous === null) return false;
      this.perform(rule.special);
      if (rule.action === 'emit') this.emit(rule);
      this.moveStack(rule);
      if (rule.state !== null) this.position.state = rule.state;
      if (rule.action === 'emit') return true;
      const { position } = this;
      if (rule.action === 'rerun') continue;
      if (position.at >= this.chars.length) {
        if (rule.action === 'pop') continue;
        return false;
      }
      if (rule.action === 'pop') continue;
      position.at++;
      position.length++;
      if (position.at > this.reached) this.reached = position.at;
    }
  }

  private findRule(): Rule {
    const { position } = this;
    const rules = this.states.get(position.state)!;
    let index = position.pushed + 1;
    position.pushed = -1;
    while (!this.test(rules[index]!.test) || this.isDeadEnd(rules[index]!)) index++;
    const rule = rules[index]!;
    if (rule.action === 'push') position.pushed = index;
    return rule;
  }

  private isDeadEnd(rule: Rule): boolean {
    return rule.action === 'push' && !this.wantedHost && this.deadEnds.has(rule.state!, this.position.at);
  }

  private goBack(): void {
    const { previous } = this.position;
    assert(previous !== null, 'the parser went back too far');
    if (this.reached - previous.at > shortAttempt && !this.wantedHost) {
      this.deadEnds.add(this.states.get(previous.state)![previous.pushed]!.state!, previous.at);
    }
    this.position = previous;
  }

  private emit(rule: Rule): void {
    this.tokenLength = this.position.length;
    this.tokenType = tokenTypeNamed(rule.token!);
    this.position.length = 0;
  }

  private moveStack(rule: Rule): void {
    const { position } = this;
    if (rule.action === 'pop') {
      this.goBack();
    } else if (rule.action === 'push') {
      this.position = { ...position, pushed: -1, previous: position };
    } else if (rule.clear === 'last') {
      position.previous = position.previous?.previous ?? null;
    } else if (rule.clear === 'all') {
      position.previous = null;
    } else if (rule.action === 'merge') {
      const before: Position = position.previous!;
      before.at = position.at;
      before.length = position.length;
      before.pushed = -1;
      this.position = before;
    }
  }

  private test(name: string): boolean {
    const char = this.chars[this.position.at];
    if (name === 'end') return char === undefined;
    if (name === 'any') return true;
    if (name === 'ignored') return this.ignoring;
    if (name === 'unclosed') return this.deadEnds.unclosed;
    if (name === 'stophost') return this.takeWantsHost();
    if (name === 'host') return this.takePart('HostFirst', 'host', true);
    if (name === 'urlpath') return this.takePart('UrlPathFirst', 'url_path', false);
    if (char === undefined) return false;
    switch (name) {
      case 'ascii':
        return isAsciiLetter(char);
      case 'alpha':
        return isLetter(char);
      case 'digit':
        return isDigit(char);
      case 'alnum':
        return isLetter(char) || isDigit(char);
      case 'notalnum':
        return !isLetter(char) && !isDigit(char);
      case 'xdigit':
        return /^[0-9a-fA-F]$/.test(char);
      case 'space':
        return char === ' ' || (char >= '\t' && char <= '\r');
      case 'urlchar':
        return char > ' ' && char < '\x7f' && !urlRefused.has(char);
      default:
        return char === name;
    }
  }

  private takeWantsHost(): boolean {
    const wanted = this.wantsHost;
    this.wantsHost = false;
    return wanted;
  }

  /** Whether a token of this type starts here; its characters are then taken. */
  private takePart(state: string, alias: string, wantsHost: boolean): boolean {
    const part = new DocumentParser(this.chars, this.position.at, state, this.deadEnds);
    part.wantsHost = wantsHost;
    const token = part.next();
    if (token === null || token.type.alias !== alias) return false;
    this.position.at += part.tokenLength;
    this.position.length += part.tokenLength;
    return true;
  }

  private perform(special: string | null): void {
    const { position } = this;
    switch (special) {
      case 'tags':
        this.noteTag();
        return;
      case 'url':
        this.wantsHost = true;
        position.at -= position.length;
        return;
      case 'hyphen':
        position.at -= position.length;
        return;
      case 'unclosed':
        this.deadEnds.unclosed = true;
        return;
      case 'restart':
        position.at -= position.length;
        position.length = 0;
    }
  }

  private noteTag(): void {
    const { at, length } = this.position;
    if (length < 6 || length > 8) return;
    const name = this.chars
      .slice(at - length, at)
      .join('')
      .toLowerCase();
    if (name === '</script' || name === '</style') this.ignoring = false;
    else if (name === '<script' || name === '<style') this.ignoring = true;
  }
}

export function* parseDocument(text: string): Generator<DocumentToken> {
  const parser = new DocumentParser([...text]);
  for (let token = parser.next(); token !== null; token = parser.next()) yield token;
}
