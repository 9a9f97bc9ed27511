/**
 * Parts of SQL text, and the way the printers reach each other: expressions hold queries and queries hold expressions, so a
 * printer that must call up does it through `printers`, where the others put themselves when deparse/index.ts loads them.
 */
import type { DefinitionOption, QualifiedName, SelectStatement, Statement } from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';

export const printers = {
  query: (_: SelectStatement): string => '',
  statement: (_: Statement): string => '',
};

export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
export const nameText = (name: QualifiedName): string => name.parts.map(quoteIdentifier).join('.');
export const namesText = (names: readonly QualifiedName[]): string => names.map(nameText).join(', ');
export const columnsText = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

/** The parts that are there, with a space between them. */
export function words(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
}
export const when = (condition: boolean, text: string): string => (condition ? text : '');
export const parenthesised = (list: readonly string[]): string => (list.length === 0 ? '' : `(${columnsText(list)})`);

const number = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
/** The value of an option: a number as it is, anything else as a literal. */
export const optionValue = (value: string): string => (number.test(value) ? value : quoteString(value));

/** `WITH (name = value, ...)`, when there are any. */
export function storageOptions(options: readonly DefinitionOption[]): string {
  return options.length === 0 ? '' : `WITH ${optionList(options)}`;
}

export function optionList(options: readonly DefinitionOption[]): string {
  const list = options.map(({ name, value }) => {
    const shown = name.split('.').map(quoteIdentifier).join('.');
    return value === null ? shown : `${shown} = ${optionValue(value)}`;
  });
  return `(${list.join(', ')})`;
}
