/** LIKE (`~~`), ILIKE (`~~*`) and regular-expression (`~`, `~*`) operators with their negations, and the functions of LIKE. */

import type { OperatorRow } from '../define-operators.ts';
import type { ScalarFunctionDef } from '../function-def.ts';
import { like, likeBytes, likeEscape, likeIgnoringCase } from '../like.ts';
import { compileRegex, ignoreCaseFlags, plainFlags } from '../regex/index.ts';

const matches = (text: string, pattern: string) => compileRegex(pattern, plainFlags).test(text);
const matchesIgnoringCase = (text: string, pattern: string) => compileRegex(pattern, ignoreCaseFlags).test(text);

const tests = {
  '~~': like,
  '!~~': (text: string, pattern: string) => !like(text, pattern),
  '~~*': likeIgnoringCase,
  '!~~*': (text: string, pattern: string) => !likeIgnoringCase(text, pattern),
  '~': matches,
  '!~': (text: string, pattern: string) => !matches(text, pattern),
  '~*': matchesIgnoringCase,
  '!~*': (text: string, pattern: string) => !matchesIgnoringCase(text, pattern),
} as const;

type PatternName = keyof typeof tests;
type Row = readonly [name: PatternName, operator: number, proc: number, procName: string];

function over(left: string, rows: readonly Row[]): OperatorRow[] {
  return rows.map(([name, oid, proc, procName]) => ({
    oid,
    name,
    left,
    right: 'text',
    result: 'bool',
    proc,
    procName,
    negator: name.startsWith('!') ? name.slice(1) : `!${name}`,
    impl: tests[name],
  }));
}

export const patternOperators: readonly OperatorRow[] = [
  ...over('text', [
    ['~~', 1209, 850, 'textlike'],
    ['!~~', 1210, 851, 'textnlike'],
    ['~~*', 1627, 1633, 'texticlike'],
    ['!~~*', 1628, 1634, 'texticnlike'],
    ['~', 641, 1254, 'textregexeq'],
    ['!~', 642, 1256, 'textregexne'],
    ['~*', 1228, 1238, 'texticregexeq'],
    ['!~*', 1229, 1239, 'texticregexne'],
  ]),
  ...over('name', [
    ['~~', 1207, 858, 'namelike'],
    ['!~~', 1208, 859, 'namenlike'],
    ['~~*', 1625, 1635, 'nameiclike'],
    ['!~~*', 1626, 1636, 'nameicnlike'],
    ['~', 639, 79, 'nameregexeq'],
    ['!~', 640, 1252, 'nameregexne'],
    ['~*', 1226, 1240, 'nameicregexeq'],
    ['!~*', 1227, 1241, 'nameicregexne'],
  ]),
  ...over('bpchar', [
    ['~~', 1211, 1631, 'bpcharlike'],
    ['!~~', 1212, 1632, 'bpcharnlike'],
    ['~~*', 1629, 1660, 'bpchariclike'],
    ['!~~*', 1630, 1661, 'bpcharicnlike'],
    ['~', 1055, 1658, 'bpcharregexeq'],
    ['!~', 1056, 1659, 'bpcharregexne'],
    ['~*', 1234, 1656, 'bpcharicregexeq'],
    ['!~*', 1235, 1657, 'bpcharicregexne'],
  ]),
  {
    oid: 2016,
    name: '~~',
    left: 'bytea',
    right: 'bytea',
    result: 'bool',
    proc: 2005,
    procName: 'bytealike',
    negator: '!~~',
    impl: likeBytes,
  },
  {
    oid: 2017,
    name: '!~~',
    left: 'bytea',
    right: 'bytea',
    result: 'bool',
    proc: 2006,
    procName: 'byteanlike',
    negator: '~~',
    impl: (bytes: Uint8Array, pattern: Uint8Array) => !likeBytes(bytes, pattern),
  },
];

const test = { kind: 'scalar', result: 'bool', volatility: 'immutable', strict: true } as const;
const rewrite = { kind: 'scalar', result: 'text', volatility: 'immutable', strict: true } as const;

/** The functions without an operator: the same tests by name, and what ESCAPE turns patterns into. */
export const patternFunctions: readonly ScalarFunctionDef[] = [
  { ...test, oid: 1569, name: 'like', args: ['text', 'text'], impl: tests['~~'] },
  { ...test, oid: 1570, name: 'notlike', args: ['text', 'text'], impl: tests['!~~'] },
  { ...test, oid: 1571, name: 'like', args: ['name', 'text'], impl: tests['~~'] },
  { ...test, oid: 1572, name: 'notlike', args: ['name', 'text'], impl: tests['!~~'] },
  { ...test, oid: 2007, name: 'like', args: ['bytea', 'bytea'], impl: likeBytes },
  {
    ...test,
    oid: 2008,
    name: 'notlike',
    args: ['bytea', 'bytea'],
    impl: (bytes: Uint8Array, pattern: Uint8Array) => !likeBytes(bytes, pattern),
  },
  { ...rewrite, oid: 1637, name: 'like_escape', args: ['text', 'text'], impl: likeEscape },
  { ...rewrite, oid: 2009, name: 'like_escape', args: ['bytea', 'bytea'], result: 'bytea', impl: escapedBytes },
];

/** The same rules, a byte for a character. */
function escapedBytes(pattern: Uint8Array, sign: Uint8Array): Uint8Array {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  return Buffer.from(likeEscape(text(pattern), text(sign)), 'latin1');
}
