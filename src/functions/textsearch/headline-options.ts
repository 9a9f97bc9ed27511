/** Options of ts_headline(): `MaxWords=20, StartSel="<i>"` ("Highlighting Results"). */
import { type SqlError, sqlError } from '../../errors/index.ts';

export interface HeadlineOptions {
  readonly maxWords: number;
  readonly minWords: number;
  readonly shortWord: number;
  readonly maxFragments: number;
  readonly highlightAll: boolean;
  readonly startSel: string;
  readonly stopSel: string;
  readonly fragmentDelimiter: string;
}

const invalid = (message: string): SqlError => sqlError('invalid_parameter_value', message);

const isSpace = (char: string): boolean => /^[ \t\n\v\f\r]$/.test(char);

/** Name and value pairs as PostgreSQL reads lists of options: names go to white space or `=`, plain values to white space or a comma. */
function readPairs(text: string): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  const failed = () => sqlError('syntax_error', `invalid parameter list format: "${text}"`);
  let at = 0;
  const skip = (isSkipped: (char: string) => boolean): void => {
    while (at < text.length && isSkipped(text[at]!)) at++;
  };
  /** Up to a character that ends it, which is not taken; at least one. */
  const plain = (ends: (char: string) => boolean): string => {
    const start = at++;
    while (at < text.length && !ends(text[at]!)) at++;
    return text.slice(start, at);
  };
  /** Up to the quote, of which two stand for one, as do two of `also`. */
  const quoted = (quote: string, also: string): string => {
    let result = '';
    for (at++; at < text.length; at++) {
      const char = text[at]!;
      if ((char === quote || char === also) && text[at + 1] === char) at++;
      else if (char === quote) {
        at++;
        return result;
      }
      result += char;
    }
    throw failed();
  };
  const isBetween = (char: string): boolean => char === ',' || isSpace(char);
  for (skip(isBetween); at < text.length; skip(isBetween)) {
    const name = text[at] === '"' ? quoted('"', '"') : plain((char) => char === '=' || isSpace(char));
    skip(isSpace);
    if (text[at] !== '=') throw failed();
    at++;
    skip(isSpace);
    if (at >= text.length) throw failed();
    if (/^[eE]'/.test(text.slice(at, at + 2))) at++;
    const isQuoted = text[at] === "'" || text[at] === '"';
    pairs.push([name, isQuoted ? quoted(text[at]!, text[at] === "'" ? '\\' : '"') : plain(isBetween)]);
  }
  return pairs;
}

function integer(text: string): number {
  const match = /^[ \t\n\v\f\r]*([+-]?\d+)[ \t\n\v\f\r]*$/.exec(text);
  if (match === null) {
    throw sqlError('invalid_text_representation', `invalid input syntax for type integer: "${text}"`);
  }
  const number = Number(match[1]);
  if (number < -2147483648 || number > 2147483647) {
    throw sqlError('numeric_value_out_of_range', `value "${text}" is out of range for type integer`);
  }
  return number;
}

export function readHeadlineOptions(text: string | null): HeadlineOptions {
  const options = {
    maxWords: 35,
    minWords: 15,
    shortWord: 3,
    maxFragments: 0,
    highlightAll: false,
    startSel: '<b>',
    stopSel: '</b>',
    fragmentDelimiter: ' ... ',
  };
  for (const [name, given] of text === null ? [] : readPairs(text)) {
    switch (name.toLowerCase()) {
      case 'maxwords':
        options.maxWords = integer(given);
        break;
      case 'minwords':
        options.minWords = integer(given);
        break;
      case 'shortword':
        options.shortWord = integer(given);
        break;
      case 'maxfragments':
        options.maxFragments = integer(given);
        break;
      case 'startsel':
        options.startSel = given;
        break;
      case 'stopsel':
        options.stopSel = given;
        break;
      case 'fragmentdelimiter':
        options.fragmentDelimiter = given;
        break;
      case 'highlightall':
        options.highlightAll = /^(?:1|on|true|t|y|yes)$/i.test(given);
        break;
      default:
        throw invalid(`unrecognized headline parameter: "${name}"`);
    }
  }
  if (!options.highlightAll) {
    if (options.minWords >= options.maxWords) throw invalid('MinWords should be less than MaxWords');
    if (options.minWords <= 0) throw invalid('MinWords should be positive');
    if (options.shortWord < 0) throw invalid('ShortWord should be >= 0');
    if (options.maxFragments < 0) throw invalid('MaxFragments should be >= 0');
  }
  return options;
}
