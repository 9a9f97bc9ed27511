/** A Boolean as options of definitions have it: `true`, `on`, `1` and their opposites. */
import { sqlError } from '../errors/index.ts';

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['off', false],
  ['0', false],
]);

/** null: none of the spellings. */
export function definitionBoolean(text: string): boolean | null {
  return booleans.get(text.toLowerCase()) ?? null;
}

/** The value of an option that is a flag: on where nothing is said. 42601 for what is none, at `location` if there is one. */
export function definitionFlag(name: string, value: string | null, location?: number): boolean {
  const on = value === null ? true : definitionBoolean(value);
  if (on === null) throw sqlError('syntax_error', `${name} requires a Boolean value`, { location });
  return on;
}
