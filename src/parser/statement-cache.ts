/**
 * Parsed texts, by text. Two generations: a text found in the old one moves to the young one, and when the young one is full it
 * becomes the old one and the texts nobody asked for since are dropped. That is nearly least-recently-used at the cost of a lookup.
 */
import type { ParsedStatement } from './ast/index.ts';
import { parse } from './parse.ts';

/** Characters of text in one generation; a tree takes some twenty times its text. */
const generationCharacters = 1 << 20;
/** A longer text is a script that will hardly come again. */
const cachedCharactersMax = 1 << 16;

let young = new Map<string, readonly ParsedStatement[]>();
let old = new Map<string, readonly ParsedStatement[]>();
let youngCharacters = 0;

/** As `parse`, but the same text gives the same trees; nobody may change them. */
export function parseCached(text: string): readonly ParsedStatement[] {
  const known = young.get(text);
  if (known !== undefined) return known;
  const statements = old.get(text) ?? parse(text);
  if (text.length > cachedCharactersMax) return statements;
  youngCharacters += text.length + 64;
  if (youngCharacters > generationCharacters) {
    old = young;
    young = new Map();
    youngCharacters = text.length;
  }
  young.set(text, statements);
  return statements;
}
