/** Names of date/time fields, as extract(), date_part() and date_trunc() take them. */
import { type SqlError, sqlError } from '../../../errors/index.ts';
import { findDateWord, findUnit, type Unit } from '../../../types/datetime/keywords.ts';
import { toLower } from '../text/characters.ts';

/** 'special' is a word like 'now': known, and no field of anything. */
export type Field = Unit | 'dow' | 'isodow' | 'doy' | 'isoyear' | 'julian' | 'epoch' | 'special';

const furtherFields = new Set<string>(['dow', 'isodow', 'doy', 'isoyear', 'julian']);

let lastName = '';
let lastField: Field | null = null;

/** The field of a name; null when it is none. The same name again costs a comparison. */
export function findField(name: string): Field | null {
  if (name === lastName) return lastField;
  const lower = toLower(name);
  let field: Field | null = findUnit(lower);
  if (field === null) {
    const word = findDateWord(lower);
    if (word?.kind === 'unit' && furtherFields.has(word.value)) field = word.value as Field;
    else if (word?.kind === 'reserved') field = word.value === 'epoch' ? 'epoch' : 'special';
  }
  lastName = name;
  lastField = field;
  return field;
}

export function notRecognized(name: string, type: string): SqlError {
  return sqlError('invalid_parameter_value', `unit "${toLower(name)}" not recognized for type ${type}`);
}

export function notSupported(name: string, type: string, detail?: string): SqlError {
  return sqlError('feature_not_supported', `unit "${toLower(name)}" not supported for type ${type}`, { detail });
}
