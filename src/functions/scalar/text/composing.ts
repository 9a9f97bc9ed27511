/** Functions that write values into text: concat, format, quoting, hexadecimal digits, escapes, normal forms, sizes. */
import { sqlError } from '../../../errors/index.ts';
import type { Int8 } from '../../../types/int8.ts';
import { parseNumeric } from '../../../types/numeric-text.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import { typeByOid } from '../../../types/registry.ts';
import { joinParts } from '../../../types/size-limits.ts';
import type { Datum, DatumValue, Oid } from '../../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../../function-def.ts';
import { castToText } from '../../value-text.ts';
import { scalar } from '../define.ts';
import { type VariadicArguments, variadicArguments } from '../variadic.ts';
import { formatText } from './format.ts';
import { parseIdentifier, quoteIdentifier, quoteLiteral } from './quoting.ts';

/** Text of a value of any type. */
export function valueText(value: DatumValue, type: Oid, context: FunctionContext): string {
  // Booleans are 't' and 'f' here, as their output function has it.
  return typeByOid(type)!.output(value, context);
}

function concat(context: FunctionContext, info: CallInfo, ...args: Datum[]): string | null {
  const given = variadicArguments(info, args, 0, 'concat()');
  return given === null ? null : joinParts(texts(context, given), '');
}

function concatWithSeparator(
  context: FunctionContext,
  info: CallInfo,
  separator: string | null,
  ...args: Datum[]
): string | null {
  const given = variadicArguments(info, args, 1, 'concat_ws()');
  return separator === null || given === null ? null : joinParts(texts(context, given), separator);
}

/** Texts of the values that are not null. */
function texts(context: FunctionContext, given: VariadicArguments): string[] {
  const parts: string[] = [];
  given.values.forEach((value, index) => {
    if (value !== null) parts.push(valueText(value, given.typeOf(index), context));
  });
  return parts;
}

function toHex(value: Int8): string {
  return (value < 0 ? BigInt.asUintN(64, BigInt(value)) : value).toString(16);
}

const normalForms = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

function normalize(text: string, form: string): string {
  const upper = form.toUpperCase();
  if (!normalForms.has(upper)) throw sqlError('invalid_parameter_value', `invalid normalization form: ${form}`);
  return text.normalize(upper);
}

/** unistr(): \XXXX, \+XXXXXX, \uXXXX, \UXXXXXXXX and \\. */
function unescapeUnicode(text: string): string {
  const result = text.replace(
    /\\(?:(\\)|u?([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8})|)/g,
    (all: string, slash?: string, four?: string, six?: string, eight?: string) => {
      if (slash !== undefined) return '\\';
      const digits = four ?? six ?? eight;
      if (digits === undefined || all === '\\') {
        throw sqlError('syntax_error', 'invalid Unicode escape', {
          hint: 'Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.',
        });
      }
      const code = Number.parseInt(digits, 16);
      if (code === 0 || code > 0x10ffff) {
        throw sqlError(
          'invalid_parameter_value',
          `invalid Unicode code point: ${code.toString(16).toUpperCase().padStart(4, '0')}`,
        );
      }
      return String.fromCodePoint(code);
    },
  );
  return checkPairs(result);
}

function checkPairs(text: string): string {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
    throw sqlError('syntax_error', 'invalid Unicode surrogate pair');
  }
  return text;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size with the largest unit that leaves less than five digits, rounded half up. */
function prettySize(value: Int8): string {
  let size = BigInt(value);
  const limit = 10n * 1024n;
  const magnitude = (x: bigint) => (x < 0n ? -x : x);
  if (magnitude(size) < limit) return `${size} bytes`;
  // One bit below the unit is kept for rounding.
  size /= 512n;
  for (let unit = 1; unit < units.length; unit++) {
    if (magnitude(size) < 20n * 1024n - 1n || unit === units.length - 1) {
      return `${(size + (size < 0n ? -1n : 1n)) / 2n} ${units[unit]}`;
    }
    size /= 1024n;
  }
  return '';
}

function prettyNumericSize(value: Numeric): string {
  const limit = Numeric.fromInteger(10240);
  if (value.abs().compare(limit) < 0) return `${value} bytes`;
  if (!value.isFinite) return `${value} bytes`;
  return prettySize(value.round(0).toBigInt());
}

const sizeUnits: Readonly<Record<string, number>> = { bytes: 0, b: 0, kb: 1, mb: 2, gb: 3, tb: 4, pb: 5 };

function sizeBytes(text: string): bigint | number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/.exec(text);
  if (match === null) throw sqlError('invalid_parameter_value', `invalid size: "${text}"`);
  const exponent = match[2] === '' ? 0 : sizeUnits[match[2]!.toLowerCase()];
  if (exponent === undefined) {
    throw sqlError('invalid_parameter_value', `invalid size: "${text}"`, {
      detail: `Invalid size unit: "${match[2]}".`,
      hint: 'Valid units are "bytes", "kB", "MB", "GB", "TB", and "PB".',
    });
  }
  const bytes = parseNumeric(match[1]!)
    .multiply(Numeric.fromInteger(1024n ** BigInt(exponent)))
    .round(0)
    .toBigInt();
  if (bytes > 9223372036854775807n || bytes < -9223372036854775808n) {
    throw sqlError('numeric_value_out_of_range', 'bigint out of range');
  }
  const small = Number(bytes);
  return Number.isSafeInteger(small) ? small : bytes;
}

export const composingFunctions = [
  scalar(3058, 'concat', 'any', 'text', concat, {
    volatility: 'stable',
    strict: false,
    context: true,
    callInfo: true,
    variadic: true,
  }),
  scalar(3059, 'concat_ws', 'text any', 'text', concatWithSeparator, {
    volatility: 'stable',
    strict: false,
    context: true,
    callInfo: true,
    variadic: true,
  }),
  scalar(3539, 'format', 'text any', 'text', formatText, {
    volatility: 'stable',
    strict: false,
    context: true,
    callInfo: true,
    variadic: true,
  }),
  scalar(3540, 'format', 'text', 'text', formatText, {
    volatility: 'stable',
    strict: false,
    context: true,
    callInfo: true,
  }),
  scalar(1282, 'quote_ident', 'text', 'text', quoteIdentifier),
  scalar(1283, 'quote_literal', 'text', 'text', quoteLiteral),
  scalar(
    1285,
    'quote_literal',
    'anyelement',
    'text',
    (context: FunctionContext, info: CallInfo, value: DatumValue) =>
      quoteLiteral(castToText(value, info.argTypes[0]!, context)),
    { volatility: 'stable', inlined: true, context: true, callInfo: true },
  ),
  scalar(
    1289,
    'quote_nullable',
    'text',
    'text',
    (text: string | null) => (text === null ? 'NULL' : quoteLiteral(text)),
    {
      strict: false,
    },
  ),
  scalar(
    1290,
    'quote_nullable',
    'anyelement',
    'text',
    (context: FunctionContext, info: CallInfo, value: Datum) =>
      value === null ? 'NULL' : quoteLiteral(castToText(value, info.argTypes[0]!, context)),
    { volatility: 'stable', inlined: true, strict: false, context: true, callInfo: true },
  ),
  scalar(1268, 'parse_ident', 'text bool', '_text', parseIdentifier, {
    argNames: ['str', 'strict'],
    defaults: ['true'],
  }),
  scalar(2089, 'to_hex', 'int4', 'text', (value: number) => (value >>> 0).toString(16)),
  scalar(2090, 'to_hex', 'int8', 'text', toHex),
  scalar(4350, 'normalize', 'text text', 'text', normalize, { defaults: ["'NFC'::text"] }),
  scalar(4351, 'is_normalized', 'text text', 'bool', (text: string, form: string) => normalize(text, form) === text, {
    defaults: ["'NFC'::text"],
  }),
  scalar(6198, 'unistr', 'text', 'text', unescapeUnicode),
  scalar(2288, 'pg_size_pretty', 'int8', 'text', prettySize),
  scalar(3166, 'pg_size_pretty', 'numeric', 'text', prettyNumericSize),
  scalar(3334, 'pg_size_bytes', 'text', 'int8', sizeBytes),
];
