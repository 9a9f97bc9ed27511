/** What dictionaries make of words: `simple` folds them to lower case, `english_stem` drops stop words and stems the others. */
import type { TextSearchDictionary } from '../../types/textsearch/objects.ts';
import { stemEnglish } from './english-stemmer.ts';

/** The words PostgreSQL's English dictionary does not index. */
const englishStopWords: ReadonlySet<string> = new Set(
  (
    'i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her ' +
    'hers herself it its itself they them their theirs themselves what which who whom this that these ' +
    'those am is are was were be been being have has had having do does did doing a an the and but if or ' +
    'because as until while of at by for with about against between into through during before after ' +
    'above below to from up down in out on off over under again further then once here there when where ' +
    'why how all any both each few more most other some such no nor not only own same so than too very s ' +
    't can will just don should now '
  )
    .trim()
    .split(' '),
);

/** Longer words are not stemmed. */
const MAX_STEMMED_BYTES = 1000;

/** Letters of the C locale. */
export function foldCase(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The lexeme of a word, null for a stop word. */
export function lexize(dictionary: TextSearchDictionary, word: string): string | null {
  const folded = foldCase(word);
  if (folded === '') return null;
  if (dictionary.name === 'simple' || Buffer.byteLength(folded) > MAX_STEMMED_BYTES) return folded;
  return englishStopWords.has(folded) ? null : stemEnglish(folded);
}
