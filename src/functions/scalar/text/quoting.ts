/** Quoting of identifiers and literals, and taking quoted names apart. */
import { sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import { truncateToBytes } from '../../../types/text-order.ts';
import { isSpaceCode } from '../../../types/text-scan.ts';

/** Words that are no names everywhere; an identifier spelled like one is quoted. */
const words = `
  all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
  cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
  decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
  freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
  interval into is isnull join lateral leading least left like limit localtime localtimestamp national natural
  nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
  placing position precision primary real references returning right row select session_user setof similar
  smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true union
  unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement
  xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
`;

let keywords: ReadonlySet<string> | null = null;

export function quoteIdentifier(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name)) {
    keywords ??= new Set(words.trim().split(/\s+/));
    if (!keywords.has(name)) return name;
  }
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

const NAME_BYTES = 63;

/** parse_ident(): the parts of a dotted name. */
export function parseIdentifier(text: string, strict: boolean): PgArray {
  const parts: string[] = [];
  let at = 0;
  const skip = (): void => {
    while (isSpaceCode(text.charCodeAt(at))) at++;
  };
  const invalid = (detail?: string) =>
    sqlError('invalid_parameter_value', `string is not a valid identifier: "${text}"`, { detail });
  skip();
  let afterDot = false;
  for (;;) {
    let missing = true;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) throw invalid('String has unclosed double quotes.');
      const name = text.slice(at + 1, end).replaceAll('""', '"');
      if (name === '') throw invalid('Quoted identifier must not be empty.');
      parts.push(name);
      at = end + 1;
      missing = false;
    } else {
      const match = /^[a-zA-Z_\x80-\uffff][a-zA-Z0-9_$\x80-\uffff]*/.exec(text.slice(at));
      if (match !== null) {
        const folded = match[0].replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
        parts.push(truncateToBytes(folded, NAME_BYTES));
        at += match[0].length;
        missing = false;
      }
    }
    if (missing) {
      if (text[at] === '.') throw invalid('No valid identifier before ".".');
      throw invalid(afterDot ? 'No valid identifier after ".".' : undefined);
    }
    skip();
    if (text[at] === '.') {
      afterDot = true;
      at++;
      skip();
    } else if (at >= text.length) break;
    else {
      if (strict) throw invalid();
      break;
    }
  }
  return PgArray.of(typeOid.text, parts);
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at++;
  }
  return -1;
}
