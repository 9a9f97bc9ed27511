/** A text as classes of characters, with what lookarounds say at each place of it. */
import type { Alphabet } from './alphabet.ts';

/** The second half of a character that takes two code units. */
const half = 0xffff;

export class Subject {
  readonly text: string;
  /** By code unit: the class of the character that begins there. */
  readonly classes: Uint16Array;
  /** Each character takes one code unit. */
  readonly isNarrow: boolean;
  /** By place, the end included: bit n is set where lookaround n holds, apart from its negation. Empty without lookarounds. */
  readonly looks: Uint8Array;

  constructor(text: string, alphabet: Alphabet, lookCount: number) {
    this.text = text;
    const classes = new Uint16Array(text.length);
    let isNarrow = true;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0xd800 && unit < 0xdc00) {
        isNarrow = false;
        classes[i] = alphabet.classOf(text.codePointAt(i)!);
        classes[++i] = half;
      } else classes[i] = alphabet.classOf(unit);
    }
    this.classes = classes;
    this.isNarrow = isNarrow;
    this.looks = new Uint8Array(lookCount > 0 ? text.length + 1 : 0);
  }

  /** Place behind the character that begins at `at`. */
  after(at: number): number {
    return this.isNarrow || this.classes[at + 1] !== half ? at + 1 : at + 2;
  }

  /** Place where the character that ends at `at` begins. */
  before(at: number): number {
    return this.isNarrow || this.classes[at - 1] !== half ? at - 1 : at - 2;
  }
}
