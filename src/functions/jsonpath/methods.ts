/** Item methods that make one value of another, and arithmetic. */
import { SqlError } from '../../errors/index.ts';
import { parseFloat8 } from '../../types/float-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { BinaryOperator, PathMethod } from '../../types/jsonpath/json-path.ts';
import { numericFromFloat } from '../../types/numeric-text.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import { PathFailure, pathFailure } from './failure.ts';
import type { Moment, PathValue } from './item.ts';
import { readMoment, recognizeMoment } from './moment.ts';

/** Errors of the operation become failures of the path. */
function failing<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SqlError) throw new PathFailure(error);
    throw error;
  }
}

export function binaryResult(op: BinaryOperator, left: Numeric, right: Numeric): Numeric {
  return failing(() => {
    switch (op) {
      case '+':
        return left.add(right);
      case '-':
        return left.subtract(right);
      case '*':
        return left.multiply(right);
      case '/':
        return left.divide(right);
      default:
        return left.remainder(right);
    }
  });
}

export function applyMethod(name: PathMethod, value: PathValue): Jsonb {
  if (name === 'double') return toDouble(value);
  if (!(value instanceof Jsonb) || value.kind !== 'number') {
    throw pathFailure(
      'non_numeric_sql_json_item',
      `jsonpath item method .${name}() can only be applied to a numeric value`,
    );
  }
  const number = value.scalar as Numeric;
  return Jsonb.number(name === 'abs' ? number.abs() : name === 'floor' ? number.floor() : number.ceil());
}

function doubleOf(text: string): number | null {
  try {
    return parseFloat8(text);
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

function toDouble(value: PathValue): Jsonb {
  if (value instanceof Jsonb && value.kind === 'number') {
    if (doubleOf(String(value.scalar)) === null) {
      throw pathFailure(
        'non_numeric_sql_json_item',
        'numeric argument of jsonpath item method .double() is out of range for type double precision',
      );
    }
    return value;
  }
  if (value instanceof Jsonb && value.kind === 'string') {
    const double = doubleOf(value.scalar as string);
    if (double === null || !Number.isFinite(double)) {
      throw pathFailure(
        'non_numeric_sql_json_item',
        'string argument of jsonpath item method .double() is not a valid representation of a double precision number',
      );
    }
    return Jsonb.number(numericFromFloat(double, 15));
  }
  throw pathFailure(
    'non_numeric_sql_json_item',
    'jsonpath item method .double() can only be applied to a string or numeric value',
  );
}

export function toMoment(value: PathValue, template: string | null): Moment {
  if (!(value instanceof Jsonb) || value.kind !== 'string') {
    throw pathFailure(
      'invalid_argument_for_sql_json_datetime_function',
      'jsonpath item method .datetime() can only be applied to a string',
    );
  }
  const text = value.scalar as string;
  if (template !== null) return failing(() => readMoment(text, template));
  const moment = recognizeMoment(text);
  if (moment !== null) return moment;
  throw pathFailure('invalid_argument_for_sql_json_datetime_function', `datetime format is not recognized: "${text}"`, {
    hint: 'Use a datetime template argument to specify the input data format.',
  });
}
