/** Why date/time text was refused; decoders return these, and the types' input functions raise them. */
import { type SqlError, sqlError } from '../../errors/index.ts';

export type Refusal = 'format' | 'field' | 'month-day' | 'interval' | 'zone';

export function inputError(refusal: Refusal, typeName: string, text: string): SqlError {
  switch (refusal) {
    case 'field':
      return sqlError('datetime_field_overflow', `date/time field value out of range: "${text}"`);
    case 'month-day':
      return sqlError('datetime_field_overflow', `date/time field value out of range: "${text}"`, {
        hint: 'Perhaps you need a different "datestyle" setting.',
      });
    case 'interval':
      return sqlError('interval_field_overflow', `interval field value out of range: "${text}"`);
    case 'zone':
      return sqlError('invalid_time_zone_displacement_value', `time zone displacement out of range: "${text}"`);
    default:
      return sqlError('invalid_datetime_format', `invalid input syntax for type ${typeName}: "${text}"`);
  }
}

/** 22008 with the wording of a computed value. */
export function datetimeOutOfRange(typeName: string): SqlError {
  return sqlError('datetime_field_overflow', `${typeName} out of range`);
}

/** 22008 with the text that asked for too much. */
export function datetimeTextOutOfRange(typeName: string, text: string): SqlError {
  return sqlError('datetime_field_overflow', `${typeName} out of range: "${text}"`);
}
