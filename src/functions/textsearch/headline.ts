/**
 * ts_headline(): a piece of a document, or several, with the words marked that a query looks for. Covers are the shortest runs of
 * words in which the query holds; a headline is the best of them, made longer up to MinWords or shorter down to MaxWords, and
 * ends in a word that is not short.
 */
import { execute } from '../../types/textsearch/match.ts';
import type { TextSearchConfig } from '../../types/textsearch/objects.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import type { HeadlineOptions } from './headline-options.ts';
import { HeadlineStretch, type HeadlineWord, headlineWords } from './headline-words.ts';

/** Tokens that stand for others which follow them. */
const wholes = new Set(['url', 'numhword', 'asciihword', 'hword']);
/** Tokens that are words, but none to begin or end with. */
const noEnds = new Set(['sfloat', 'version', 'float', 'int', 'uint', 'entity']);

interface Cover {
  start: number;
  end: number;
  readonly items: number;
  readonly length: number;
  state: 'free' | 'chosen' | 'excluded';
}

class HeadlineMaker {
  private readonly words: readonly HeadlineWord[];
  private readonly query: TsQuery;
  private readonly options: HeadlineOptions;

  constructor(words: readonly HeadlineWord[], query: TsQuery, options: HeadlineOptions) {
    this.words = words;
    this.query = query;
    this.options = options;
  }

  make(): string {
    const { maxFragments, highlightAll } = this.options;
    if (maxFragments > 0 && !highlightAll) this.markFragments();
    else if (highlightAll) this.mark(0, this.words.length - 1);
    else this.markBest();
    return this.text();
  }

  /** It counts as a word. */
  private counts(i: number): boolean {
    const { type } = this.words[i]!;
    return type !== 'blank' && type !== 'tag' && !wholes.has(type);
  }
  private matches(i: number): boolean {
    const { item, repeated } = this.words[i]!;
    return item !== null && !repeated;
  }
  private badEnd(i: number): boolean {
    const { type, bytes } = this.words[i]!;
    return (!this.counts(i) || noEnds.has(type) || bytes <= this.options.shortWord) && !this.matches(i);
  }

  private nextItem(from: number): number {
    for (let i = from; i < this.words.length; i++) if (this.words[i]!.item !== null) return i;
    return -1;
  }

  /** The first cover from `from` on. */
  private cover(from: number, widthMax: number): readonly [number, number] | null {
    const { root } = this.query;
    if (root === null) return null;
    for (let start = this.nextItem(from); start >= 0; start = this.nextItem(start + 1)) {
      for (let end = start; end >= 0 && end - start < widthMax; end = this.nextItem(end + 1)) {
        if (execute(root, new HeadlineStretch(this.words, start, end)) === 'yes') return [start, end];
      }
    }
    return null;
  }

  private mark(start: number, end: number): void {
    for (let i = start; i <= end; i++) {
      const word = this.words[i]!;
      if (!this.options.highlightAll && word.type === 'tag') word.replaced = true;
      else if (wholes.has(word.type)) word.skipped = true;
      word.inside = !word.repeated;
    }
  }

  /** The end of the first `minWords` words, for documents in which nothing is found. */
  private beginning(): number {
    let length = 0;
    let end = 0;
    for (let i = 0; i < this.words.length && length < this.options.minWords; i++) {
      if (this.counts(i)) length++;
      end = i;
    }
    return end;
  }

  private markBest(): void {
    const widthMax = Math.max(this.options.maxWords * 10, 100);
    let best: { start: number; end: number; items: number; whole: boolean } | null = null;
    for (let cover = this.cover(0, widthMax); cover !== null; cover = this.cover(cover[0] + 1, widthMax)) {
      const found = this.fitted(cover[0], cover[1]);
      const whole = found.start <= cover[0] && found.end >= cover[1];
      const better =
        best === null ||
        Number(whole) - Number(best.whole) > 0 ||
        (whole === best.whole &&
          (found.items > best.items ||
            (found.items === best.items && !this.badEnd(found.end) && this.badEnd(best.end))));
      if (better) best = { ...found, whole };
    }
    if (best === null) this.mark(0, Math.min(this.beginning(), this.words.length - 1));
    else this.mark(best.start, best.end);
  }

  private fitted(p: number, q: number): { start: number; end: number; items: number } {
    const { minWords, maxWords } = this.options;
    let length = 0;
    let items = 0;
    let start = p;
    let end = p;
    const count = (i: number, by: 1 | -1) => {
      if (this.counts(i)) length += by;
      if (this.matches(i)) items += by;
    };
    let i = p;
    for (; i <= q && length < maxWords; i++) {
      count(i, 1);
      end = i;
    }
    if (length < maxWords) {
      for (i = i - 1; i < this.words.length && length < maxWords; i++) {
        if (i !== q) count(i, 1);
        end = i;
        if (!this.badEnd(i) && length >= minWords) break;
      }
      if (length < minWords) {
        // The document has ended, so words before the cover are taken.
        for (i = p - 1; i >= 0; i--) {
          count(i, 1);
          if (length >= maxWords || (!this.badEnd(i) && length >= minWords)) break;
        }
        start = Math.max(i, 0);
      }
    } else {
      for (i = Math.min(i, q); length > minWords && this.badEnd(i); i--) {
        count(i, -1);
        end = i - 1;
      }
    }
    return { start, end, items };
  }

  /** A cover cut into pieces of at most MaxWords words that begin and end in words of the query. */
  private *pieces(p: number, q: number): Generator<Cover> {
    let start = p;
    while (start <= q) {
      let end = q;
      let i = start;
      for (; i <= end; i++) {
        start = i;
        if (this.matches(i)) break;
      }
      let length = 0;
      let items = 0;
      for (i = start; i <= end && length < this.options.maxWords; i++) {
        if (this.counts(i)) length++;
        if (this.matches(i)) items++;
      }
      if (end > i) {
        end = i;
        for (; i >= start; i--) {
          end = i;
          if (this.matches(i)) break;
          if (this.counts(i)) length--;
        }
      }
      yield { start, end, items, length, state: 'free' };
      start = end + 1;
    }
  }

  private markFragments(): void {
    const { maxWords, maxFragments } = this.options;
    const widthMax = Math.max(maxWords * 10, 100) * maxFragments;
    const covers: Cover[] = [];
    for (let cover = this.cover(0, widthMax); cover !== null; cover = this.cover(cover[0] + 1, widthMax)) {
      for (const piece of this.pieces(cover[0], cover[1])) covers.push(piece);
    }
    let marked = 0;
    for (; marked < maxFragments; marked++) {
      let best: Cover | null = null;
      for (const cover of covers) {
        if (cover.state !== 'free') continue;
        const items = best?.items ?? 0;
        const length = best?.length ?? Infinity;
        if (items < cover.items || (items === cover.items && length > cover.length)) best = cover;
      }
      if (best === null) break;
      best.state = 'chosen';
      const { start, end } = this.stretched(best);
      this.mark(start, end);
      for (const other of covers) {
        const apart = other.end < start || other.start > end;
        if (other !== best && !apart) other.state = 'excluded';
      }
    }
    if (marked === 0) this.mark(0, Math.min(this.beginning(), this.words.length - 1));
  }

  /** Words on both sides, as many as fit, that are in no fragment yet. */
  private stretched({ start, end, length: given }: Cover): { start: number; end: number } {
    const { maxWords } = this.options;
    let length = given;
    if (length >= maxWords) return { start, end };
    const wordsMax = Math.trunc((maxWords - length) / 2);
    let added = 0;
    let first = start;
    for (let i = start - 1; i >= 0 && added < wordsMax && !this.words[i]!.inside; i--) {
      if (this.counts(i)) {
        length++;
        added++;
      }
      first = i;
    }
    for (; first < start && this.badEnd(first); first++) if (this.counts(first)) length--;
    let last = end;
    for (let i = end + 1; i < this.words.length && length < maxWords && !this.words[i]!.inside; i++) {
      if (this.counts(i)) length++;
      last = i;
    }
    while (last > end && this.badEnd(last)) last--;
    return { start: first, end: last };
  }

  private text(): string {
    const { startSel, stopSel, fragmentDelimiter } = this.options;
    let text = '';
    let fragments = 0;
    let inFragment = false;
    for (const word of this.words) {
      if (word.repeated) continue;
      if (!word.inside) {
        inFragment = false;
        continue;
      }
      if (!inFragment && fragments++ > 0) text += fragmentDelimiter;
      inFragment = true;
      if (word.replaced) text += ' ';
      else if (!word.skipped) text += word.item === null ? word.text : `${startSel}${word.text}${stopSel}`;
    }
    return text;
  }
}

export function headline(config: TextSearchConfig, text: string, query: TsQuery, options: HeadlineOptions): string {
  return new HeadlineMaker(headlineWords(config, text, query), query, options).make();
}
