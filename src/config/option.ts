/** Options of the command: a row makes a flag, a variable or both, the line in --help, and what its value may be. */
export interface OptionDef {
  /** With the dashes. A row has a flag or a variable at least. */
  readonly flag?: string;
  readonly variable?: string;
  /** Name of the value in --help; a flag without one is a switch. */
  readonly value?: string;
  readonly description: string;
  readonly initial?: string;
  /** 'text' if not given. */
  readonly kind?: OptionKind;
  /** Of a choice. */
  readonly values?: readonly string[];
  /** Of sizes, in bytes, and of durations, in ms. */
  readonly min?: number;
  readonly max?: number;
  /** What the number 0 means beyond the bounds, if it is allowed. */
  readonly zero?: string;
  /** Is not shown anywhere. */
  readonly secret?: true;
  /** Another flag and its value, for which this one is short. */
  readonly means?: readonly [flag: string, value: string];
  /** The setting that SHOW shows it as. */
  readonly shownAs?: string;
}

export type OptionKind = 'text' | 'boolean' | 'choice' | 'commit policy' | 'size' | 'duration' | 'integer' | 'address';

/** The command line, or a variable, is wrong: the message says which, and what is allowed. */
export class OptionError extends Error {}

/** What a row is called where it has no better name. */
export function optionName(option: OptionDef): string {
  return option.flag ?? option.variable!;
}
