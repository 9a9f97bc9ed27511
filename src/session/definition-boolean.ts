/** A Boolean as options of definitions have it: `true`, `on`, `1` and their opposites. */
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
