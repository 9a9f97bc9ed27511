/** format(): `%[position$][flags][width]type`. */
import { sqlError } from '../../../errors/index.ts';
import { scanInteger } from '../../../types/int8.ts';
import { typeByOid } from '../../../types/registry.ts';
import { characterCount } from '../../../types/text-order.ts';
import type { Datum } from '../../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../../function-def.ts';
import { variadicArguments } from '../variadic.ts';
import { quoteIdentifier, quoteLiteral } from './quoting.ts';

const unterminated = () =>
  sqlError('invalid_parameter_value', 'unterminated format() type specifier', { hint: 'For a single "%" use "%%".' });

export function formatText(
  context: FunctionContext,
  info: CallInfo,
  template: string | null,
  ...args: Datum[]
): string | null {
  if (template === null) return null;
  const given = variadicArguments(info, args, 1, 'format()') ?? { values: [], typeOf: () => 0 };
  const { values } = given;
  const textOf = (index: number): string | null => {
    const value = values[index]!;
    return value === null ? null : typeByOid(given.typeOf(index))!.output(value, context);
  };
  /** Index of the argument with a number, counted from 1. */
  const checked = (position: number): number => {
    if (position === 0) {
      throw sqlError('invalid_parameter_value', 'format specifies argument 0, but arguments are numbered from 1');
    }
    if (position > values.length) throw sqlError('invalid_parameter_value', 'too few arguments for format()');
    return position - 1;
  };
  let result = '';
  let next = 1;
  let at = 0;
  while (at < template.length) {
    const percent = template.indexOf('%', at);
    if (percent < 0) return result + template.slice(at);
    result += template.slice(at, percent);
    at = percent + 1;
    if (at >= template.length) throw unterminated();
    if (template[at] === '%') {
      result += '%';
      at++;
      continue;
    }
    const match = /^(?:(\d+)\$)?(-*)(?:\*(?:(\d+)\$)?|(\d+))?/.exec(template.slice(at))!;
    let width = match[4] === undefined ? 0 : Number(match[4]);
    if (width > 2147483647 || Number(match[1] ?? 0) > 2147483647) {
      throw sqlError('numeric_value_out_of_range', 'number is out of range');
    }
    let toLeft = match[2] !== '';
    if (/\*/.test(match[0])) {
      const index = checked(match[3] === undefined ? next++ : Number(match[3]));
      const text = textOf(index);
      width = text === null ? 0 : Number(scanInteger(text, 'integer', -2147483648, 2147483647));
      if (width < 0) {
        toLeft = true;
        width = -width;
      }
    }
    at += match[0].length;
    if (at >= template.length) throw unterminated();
    const type = String.fromCodePoint(template.codePointAt(at)!);
    at += type.length;
    if (type !== 's' && type !== 'I' && type !== 'L') {
      throw sqlError('invalid_parameter_value', `unrecognized format() type specifier "${type}"`, {
        hint: 'For a single "%" use "%%".',
      });
    }
    let position = next;
    if (match[1] !== undefined) position = Number(match[1]);
    const index = checked(position);
    next = position + 1;
    result += pad(shape(type, textOf(index)), width, toLeft);
  }
  return result;
}

function shape(type: string, text: string | null): string {
  if (type === 'L') return text === null ? 'NULL' : quoteLiteral(text);
  if (type === 's') return text ?? '';
  if (text === null) throw sqlError('null_value_not_allowed', 'null values cannot be formatted as an SQL identifier');
  return quoteIdentifier(text);
}

/** What fits in one text. */
const MAX_PADDING = 536_870_000;

function pad(text: string, width: number, toLeft: boolean): string {
  const missing = width - characterCount(text);
  if (missing <= 0) return text;
  if (missing > MAX_PADDING) {
    throw sqlError('program_limit_exceeded', 'out of memory', {
      detail: `Cannot enlarge string buffer containing 0 bytes by ${missing} more bytes.`,
    });
  }
  return toLeft ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}
