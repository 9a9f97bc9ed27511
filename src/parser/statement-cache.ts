/** Parsed texts, by text. */
import { GenerationCache } from '../common/generation-cache.ts';
import type { ParsedStatement } from './ast/index.ts';
import { parse } from './parse.ts';

/** Characters of text in one generation; a tree takes some twenty times its text. */
const generationCharacters = 1 << 20;
/** A longer text is a script that will hardly come again. */
const cachedCharactersMax = 1 << 16;

const cache = new GenerationCache<readonly ParsedStatement[]>(generationCharacters, (text) => text.length + 64);

/** As `parse`, but the same text gives the same trees; nobody may change them. */
export function parseCached(text: string): readonly ParsedStatement[] {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const statements = parse(text);
  if (text.length <= cachedCharactersMax) cache.set(text, statements);
  return statements;
}
