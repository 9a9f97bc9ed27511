/**
 * The Porter2 stemmer for English, after its published description (Martin Porter, "The English (Porter2) stemming
 * algorithm", snowballstem.org). R1 is the part behind the first consonant that follows a vowel, R2 the same within R1; a `Y`
 * stands for a y that is a consonant.
 */

const exceptions = new Map(
  Object.entries({
    skis: 'ski',
    skies: 'sky',
    dying: 'die',
    lying: 'lie',
    tying: 'tie',
    idly: 'idl',
    gently: 'gentl',
    ugly: 'ugli',
    early: 'earli',
    only: 'onli',
    singly: 'singl',
    sky: 'sky',
    news: 'news',
    howe: 'howe',
    atlas: 'atlas',
    cosmos: 'cosmos',
    bias: 'bias',
    andes: 'andes',
  }),
);

/** Words that are stems once their plural ending is gone. */
const finished = new Set(['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed']);

const vowel = /[aeiouy]/;
const longStart = /^(?:gener|commun|arsen)/;

class Stemmer {
  private word: string;
  private readonly r1: number;
  private readonly r2: number;

  constructor(word: string) {
    this.word = markConsonants(word);
    const start = longStart.exec(this.word);
    this.r1 = start === null ? regionAfter(this.word, 0) : start[0].length;
    this.r2 = regionAfter(this.word, this.r1);
  }

  stem(): string {
    this.removePossessive();
    this.removePlural();
    if (finished.has(this.word)) return this.word;
    this.removePast();
    this.replaceY();
    this.replaceSuffix(step2);
    this.replaceSuffix(step3);
    this.removeSuffix();
    this.removeFinal();
    return this.word.replaceAll('Y', 'y');
  }

  private cut(count: number, added = ''): void {
    this.word = this.word.slice(0, this.word.length - count) + added;
  }

  private inR1(suffix: string): boolean {
    return this.word.length - suffix.length >= this.r1;
  }

  private inR2(suffix: string): boolean {
    return this.word.length - suffix.length >= this.r2;
  }

  private removePossessive(): void {
    const suffix = /'s'$|'s$|'$/.exec(this.word);
    if (suffix !== null) this.cut(suffix[0].length);
  }

  private removePlural(): void {
    const { word } = this;
    if (word.endsWith('sses')) this.cut(2);
    else if (word.endsWith('ied') || word.endsWith('ies')) this.cut(word.length > 4 ? 2 : 1);
    else if (word.endsWith('us') || word.endsWith('ss')) return;
    else if (word.endsWith('s') && vowel.test(word.slice(0, -2))) this.cut(1);
  }

  private removePast(): void {
    const suffix = /(?:eedly|ingly|edly|eed|ing|ed)$/.exec(this.word)?.[0];
    if (suffix === undefined) return;
    if (suffix.startsWith('ee')) {
      if (this.inR1(suffix)) this.cut(suffix.length, 'ee');
      return;
    }
    if (!vowel.test(this.word.slice(0, -suffix.length))) return;
    this.cut(suffix.length);
    if (/(?:at|bl|iz)$/.test(this.word)) this.word += 'e';
    else if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(this.word)) this.cut(1);
    else if (this.word.length <= this.r1 && endsInShortSyllable(this.word)) this.word += 'e';
  }

  private replaceY(): void {
    if (/.[^aeiouy][yY]$/.test(this.word)) this.cut(1, 'i');
  }

  private replaceSuffix(rules: readonly SuffixRule[]): void {
    const rule = rules.find(({ suffix }) => this.word.endsWith(suffix));
    if (rule === undefined || !this.inR1(rule.suffix)) return;
    if (rule.second === true && !this.inR2(rule.suffix)) return;
    const before = this.word.slice(0, -rule.suffix.length);
    if (rule.behind === undefined || rule.behind.test(before)) this.word = before + rule.to;
  }

  private removeSuffix(): void {
    const suffix = step4.find((candidate) => this.word.endsWith(candidate));
    if (suffix === undefined || !this.inR2(suffix)) return;
    if (suffix === 'ion' && !/[st]ion$/.test(this.word)) return;
    this.cut(suffix.length);
  }

  private removeFinal(): void {
    if (this.word.endsWith('e')) {
      if (this.inR2('e') || (this.inR1('e') && !endsInShortSyllable(this.word.slice(0, -1)))) this.cut(1);
    } else if (this.word.endsWith('ll') && this.inR2('l')) this.cut(1);
  }
}

function markConsonants(word: string): string {
  let marked = '';
  for (const char of word) {
    const before = marked[marked.length - 1];
    marked += char === 'y' && (before === undefined || vowel.test(before)) ? 'Y' : char;
  }
  return marked;
}

/** Where the region behind the first consonant after a vowel begins. */
function regionAfter(word: string, from: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from));
  return found === null ? word.length : from + found.index + 2;
}

function endsInShortSyllable(word: string): boolean {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(word) || /^[aeiouy][^aeiouy]$/.test(word);
}

interface SuffixRule {
  readonly suffix: string;
  readonly to: string;
  /** What must stand before the suffix. */
  readonly behind?: RegExp;
  /** It must be in R2 too. */
  readonly second?: true;
}

function rulesOf(text: string): SuffixRule[] {
  return text.split(' ').map((rule) => {
    const [suffix, to] = rule.split('>');
    return { suffix: suffix!, to: to! };
  });
}

/** Longest first. */
function longestFirst(rules: readonly SuffixRule[]): readonly SuffixRule[] {
  return [...rules].sort((a, b) => b.suffix.length - a.suffix.length);
}

const step2 = longestFirst([
  ...rulesOf(
    'tional>tion enci>ence anci>ance abli>able entli>ent izer>ize ization>ize ational>ate ation>ate ator>ate alism>al ' +
      'aliti>al alli>al fulness>ful ousli>ous ousness>ous iveness>ive iviti>ive biliti>ble bli>ble fulli>ful lessli>less',
  ),
  { suffix: 'ogi', to: 'og', behind: /l$/ },
  { suffix: 'li', to: '', behind: /[cdeghkmnrt]$/ },
]);

const step3 = longestFirst([
  ...rulesOf('tional>tion ational>ate alize>al icate>ic iciti>ic ical>ic ful> ness>'),
  { suffix: 'ative', to: '', second: true },
]);

const step4 = 'ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic'.split(' ');

/** `word` is in lower case. */
export function stemEnglish(word: string): string {
  if (characterLength(word) < 3) return word;
  const exception = exceptions.get(word);
  if (exception !== undefined) return exception;
  return new Stemmer(word.startsWith("'") ? word.slice(1) : word).stem();
}

function characterLength(word: string): number {
  return word.length < 6 ? [...word].length : word.length;
}
