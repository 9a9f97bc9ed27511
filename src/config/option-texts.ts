/** Typed values out of the texts that were given for options and have been checked (option-values.ts). */
import { type OptionDef, optionName } from './option.ts';
import { readBoolean, readNumber } from './option-values.ts';

/** By the name of the option. */
export type OptionTexts = ReadonlyMap<string, string>;

/** null: it was not given, and nothing is built in. */
export function optionText(texts: OptionTexts, option: OptionDef): string | null {
  return texts.get(optionName(option)) ?? option.initial ?? null;
}

/** In the base unit: bytes, milliseconds. The option has an initial value. */
export function optionNumber(texts: OptionTexts, option: OptionDef): number {
  return readNumber(option, optionText(texts, option)!)!;
}

export function optionSwitch(texts: OptionTexts, option: OptionDef): boolean {
  return readBoolean(optionText(texts, option) ?? 'false')!;
}
