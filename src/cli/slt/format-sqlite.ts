/**
 * Values as SQLite's own driver prints them, from PostgreSQL's text output.
 * `I`: an integer, a fraction is cut off, booleans are 1 and 0. `R`: C's `%.3f`. `T`: text, `(empty)` for the empty
 * string, `@` for every byte outside printable ASCII. NULL is `NULL`.
 * Source: https://sqlite.org/sqllogictest, "About", section "Query records".
 */

export function formatSqliteValue(value: string | null, type: string): string {
  if (value === null) return 'NULL';
  if (type === 'I') return formatInteger(value);
  if (type === 'R') return formatReal(value);
  return formatText(value);
}

function formatInteger(value: string): string {
  for (let i = value.charCodeAt(0) === 45 ? 1 : 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 48 || code > 57) return integerPart(value);
  }
  return value === '' || value === '-' ? '0' : value;
}

/** What C's conversion to an integer makes of the text: the leading digits, or 0. */
function integerPart(value: string): string {
  if (value === 't') return '1';
  if (value === 'f') return '0';
  if (/^-?\d*\.?\d+e[+-]?\d+$/.test(value)) return BigInt(Math.trunc(Number(value))).toString();
  const match = /^-?\d+/.exec(value);
  if (match === null) return '0';
  return match[0] === '-0' ? '0' : match[0];
}

function formatReal(value: string): string {
  const number = value === 't' ? 1 : value === 'f' ? 0 : Number.parseFloat(value);
  if (Number.isNaN(number)) return value === 'NaN' ? 'nan' : '0.000';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  return toFixed3(number);
}

/** C rounds an exact tie to the even digit, `toFixed` away from it; ties at three digits are odd multiples of 1/16. */
function toFixed3(number: number): string {
  const magnitude = Math.abs(number);
  if (magnitude >= 1e21) return `${BigInt(number)}.000`;
  const sixteenths = magnitude * 16;
  if (sixteenths === Math.floor(sixteenths) && magnitude < 2 ** 40) {
    const thousandths = magnitude * 1000;
    const floor = Math.floor(thousandths);
    if (thousandths - floor === 0.5) {
      const even = floor % 2 === 0 ? floor : floor + 1;
      return `${number < 0 ? '-' : ''}${(even / 1000).toFixed(3)}`;
    }
  }
  return number.toFixed(3);
}

function formatText(value: string): string {
  if (value === '') return '(empty)';
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 32 || code > 126) return maskUnprintable(value);
  }
  return value;
}

function maskUnprintable(value: string): string {
  let masked = '';
  for (const byte of Buffer.from(value, 'utf8')) {
    masked += byte < 32 || byte > 126 ? '@' : String.fromCharCode(byte);
  }
  return masked;
}
