/**
 * Generates src/parser/generated/grammar.js (and its .d.ts) from grammar/*.peggy.
 *
 * 1. The files are joined in the order below and compiled by Peggy.
 * 2. Terminals. The grammar matches token numbers, not characters: src/parser/scanner.ts has cut the text into tokens before.
 *    A literal in the grammar is a keyword ("select"), punctuation ("::"), a kind of token ("<integer>") or a set of them
 *    ("<colId>"); each is looked up in src/parser/token-codes.ts, and one that is not there fails the build.
 * 3. Hoisting. Peggy defines every rule and action inside its parse function, so each call would make hundreds of closures; they
 *    are moved to module level, with their state. The generated parser is therefore not re-entrant: no action may call it.
 * 4. Failure keeps only the furthest token reached, which is the token an LALR parser would stop at.
 *
 * 5. The rules listed as memoized remember their results by position.
 *
 * A second parser, src/types/jsonpath/generated/parser.js, comes from grammar/jsonpath.peggy. Paths are short and read once, so
 * it is Peggy's as it is, over a string with one character for each token.
 *
 * Steps 2 to 5 rewrite Peggy's output as text; every pattern is counted, so that another version of Peggy fails loudly here.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import peggy from 'peggy';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const subjects = [
  'script',
  'queries',
  'expressions',
  'types',
  'dml',
  'ddl',
  'alter',
  'privileges',
  'session',
  'unsupported',
  'lexical',
];
const startRules = ['Script', 'OnlyExpression', 'OnlyTypeName'];

function fail(message) {
  throw new Error(`build-grammar: ${message}`);
}

/** A file of token codes, bundled in memory: plain node cannot import TypeScript. */
async function loadTokenCodes(path) {
  const built = buildSync({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`);
}

const codes = await loadTokenCodes('src/parser/token-codes.ts');

/** Ranges of token numbers a literal of the grammar stands for. */
function terminal(literal) {
  const kind = /^<(\w+)>$/.exec(literal)?.[1];
  if (kind !== undefined) {
    const value = codes.valueTokens[kind];
    return value === undefined ? (codes.tokenClasses[kind] ?? fail(`no token kind ${literal}`)) : [[value, value]];
  }
  const code = codes.keywordCodes.get(literal) ?? codes.lookaheadTokens[literal] ?? codes.punctuation[literal];
  return code === undefined ? fail(`"${literal}" is no token`) : [[code, code]];
}

/** Peggy pass: every literal becomes the character, or class of characters, with its token's number. */
const tokenPlugin = {
  use(config) {
    const visit = config.parser === undefined ? null : peggy.compiler.visitor;
    config.passes.transform.unshift((ast) => {
      const walk = visit.build({
        literal(node) {
          const ranges = terminal(node.value);
          if (ranges.length === 1 && ranges[0][0] === ranges[0][1]) {
            node.value = String.fromCharCode(ranges[0][0]);
            return;
          }
          node.type = 'class';
          node.parts = ranges.map(([low, high]) =>
            low === high ? String.fromCharCode(low) : [String.fromCharCode(low), String.fromCharCode(high)],
          );
          node.inverted = false;
          node.ignoreCase = false;
          node.unicode = false;
          delete node.value;
        },
      });
      walk(ast);
    });
  },
};

const grammar = subjects.map((name) => readFileSync(join(root, 'grammar', `${name}.peggy`), 'utf8')).join('\n');
let generated;
try {
  generated = peggy.generate(grammar, {
    output: 'source',
    format: 'es',
    cache: false,
    allowedStartRules: startRules,
    grammarSource: 'grammar',
    plugins: [tokenPlugin],
  });
} catch (error) {
  if (typeof error.format !== 'function') throw error;
  fail(error.format([{ source: 'grammar', text: grammar }]));
}

/** The text between two markers that must each occur once. */
function between(from, to) {
  const start = generated.indexOf(from);
  const end = generated.indexOf(to, start);
  if (start < 0 || end < 0) fail(`Peggy's output has no ${JSON.stringify(from)} ... ${JSON.stringify(to)}`);
  return generated.slice(start, end);
}

const imports = between('//\n// https://peggyjs.org/', 'class peg$SyntaxError')
  .replace(/^\/\/.*\n/gm, '')
  .trim();
const constants = between('  const peg$c0 = ', '  const peg$e0 = ');
const actions = between('  function peg$f0(', '  let peg$currPos = options.peg$currPos');
let rules = between('  function peg$parseScript()', '  peg$result = peg$startRuleFunction();');

/** Replaces every match, which must exist; returns how often. */
function rewrite(pattern, replacement) {
  let times = 0;
  rules = rules.replace(pattern, (...match) => {
    times++;
    return typeof replacement === 'string' ? replacement : replacement(...match);
  });
  if (times === 0) fail(`Peggy's output does not match ${pattern}`);
  return times;
}

/** A test of token number `c` for the class whose regular expression Peggy wrote. */
function classTest(pattern) {
  const regexp = new RegExp(pattern);
  const ranges = [];
  for (let code = 1; code < 2048; code++) {
    if (!regexp.test(String.fromCharCode(code))) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  if (ranges.length <= 6) {
    const test = ranges
      .map(([low, high]) => (low === high ? `c === ${low}` : `(c >= ${low} && c <= ${high})`))
      .join(' || ');
    return `(c) => ${test}`;
  }
  return `peg$table(${JSON.stringify(ranges)})`;
}

const constantLines = constants
  .trim()
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const literal = /^ *const (peg\$c\d+) = (".*");$/.exec(line);
    if (literal) {
      const value = JSON.parse(
        literal[2]
          .replace(/\\x([0-9A-F]{2})/g, '\\u00$1')
          .replace(/\\v/g, '\\u000b')
          .replace(/\\0/g, '\\u0000'),
      );
      if (value.length !== 1) fail(`a terminal of ${value.length} tokens: ${line}`);
      return `const ${literal[1]} = ${value.charCodeAt(0)};`;
    }
    const pattern = /^ *const (peg\$r\d+) = \/(.*)\/;$/.exec(line);
    if (pattern) return `const ${pattern[1]} = ${classTest(pattern[2])};`;
    return fail(`unexpected line ${line}`);
  });

const terminals = rewrite(/input\.charCodeAt\(peg\$currPos\)/g, 'peg$codes[peg$currPos]');
const classTests = rewrite(
  /(\w+) = input\.charAt\(peg\$currPos\);\n(\s*)if \((peg\$r\d+)\.test\((\w+)\)\)/g,
  (_, to, indent, test, from) => {
    if (to !== from) fail('a class test of another shape');
    return `${to} = peg$codes[peg$currPos];\n${indent}if (${test}(${to}))`;
  },
);
const failures = rewrite(
  /if \(peg\$silentFails === 0\) \{ peg\$fail\(peg\$e\d+\); \}/g,
  'if (peg$currPos > peg$maxFailPos && peg$silentFails === 0) peg$maxFailPos = peg$currPos;',
);
if (failures !== terminals + classTests)
  fail(`${failures} failures for ${terminals} terminals and ${classTests} classes`);
if (/\binput\b/.test(rules)) fail('the grammar uses $ or . or another part of Peggy that reads characters');

// A parenthesis may open a query, an expression or a join, and each is tried: the rules here remember what they found where,
//    without which nested parentheses would take exponential time.
const memoized = ['SelectInParensMemo'];
for (const rule of memoized) rewrite(new RegExp(`function peg\\$parse${rule}\\(\\)`, 'g'), `function peg$raw${rule}()`);
const memos = memoized.map(
  (rule) => `const peg$memo${rule} = new Map();
function peg$parse${rule}() {
  const start = peg$currPos;
  const known = peg$memo${rule}.get(start);
  if (known !== undefined) {
    if (known.result !== peg$FAILED) peg$currPos = known.end;
    return known.result;
  }
  const result = peg$raw${rule}();
  peg$memo${rule}.set(start, { result, end: peg$currPos });
  return result;
}`,
);

const dedent = (source) => source.replace(/^ {2}/gm, '').trim();

const output = `// Generated by bin/build-grammar.mjs from grammar/*.peggy; do not edit.
/* eslint-disable */
${imports}
import { tokens as peg$tokens } from '../scanner.ts';

const peg$FAILED = {};
let peg$codes = peg$tokens.codes;
let peg$starts = peg$tokens.starts;
let peg$ends = peg$tokens.ends;
let peg$values = peg$tokens.values;
let peg$currPos = 0;
let peg$savedPos = 0;
let peg$maxFailPos = 0;
let peg$silentFails = 0;

/** Where the alternative being reduced starts in the text. */
function at() {
  return peg$starts[peg$savedPos];
}
/** Where its last token ends. */
function endsAt() {
  return peg$ends[peg$currPos - 1];
}
/** Value of its first token. */
function value() {
  return peg$values[peg$savedPos];
}
/** Token number of the next token in a predicate, or of the one \`ahead\` of it. */
function next(ahead) {
  return peg$codes[peg$currPos + ahead];
}
/** Start of the next token. */
function nextAt() {
  return peg$starts[peg$currPos];
}

function peg$table(ranges) {
  const table = new Uint8Array(2048);
  for (const [low, high] of ranges) table.fill(1, low, high + 1);
  return (c) => table[c] === 1;
}

${constantLines.join('\n')}

${dedent(actions)}

${dedent(rules)}

${memos.join('\n')}

const peg$starters = { ${startRules.map((rule) => `${rule}: peg$parse${rule}`).join(', ')} };

/** Parses the scanned tokens; the result, or the index of the token that cannot follow as \`failedAt\`. */
export function parseTokens(startRule) {
  peg$codes = peg$tokens.codes;
  peg$starts = peg$tokens.starts;
  peg$ends = peg$tokens.ends;
  peg$values = peg$tokens.values;
  peg$currPos = 0;
  peg$savedPos = 0;
  peg$maxFailPos = 0;
  peg$silentFails = 0;
  beginParse();
  ${memoized.map((rule) => `if (peg$memo${rule}.size > 0) peg$memo${rule}.clear();`).join('\n  ')}
  const result = peg$starters[startRule]();
  if (result !== peg$FAILED && peg$currPos === peg$tokens.count) return { result, failedAt: -1 };
  if (result !== peg$FAILED && peg$currPos > peg$maxFailPos) peg$maxFailPos = peg$currPos;
  return { result: null, failedAt: peg$maxFailPos };
}
`;

const declarations = `// Generated by bin/build-grammar.mjs; do not edit.
export function parseTokens(startRule: ${startRules.map((rule) => `'${rule}'`).join(' | ')}): {
  readonly result: unknown;
  readonly failedAt: number;
};
`;

const folder = join(root, 'src/parser/generated');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'grammar.js'), output);
writeFileSync(join(folder, 'grammar.d.ts'), declarations);

const { jsonPathToken } = await loadTokenCodes('src/types/jsonpath/token-codes.ts');

/** Peggy pass: every literal becomes the character of its token. */
const jsonPathPlugin = {
  use(config) {
    const walk = peggy.compiler.visitor.build({
      literal(node) {
        node.value = jsonPathToken(node.value);
        if (node.value.length > 1) fail(`"${node.value}" is no token of jsonpath`);
      },
    });
    config.passes.transform.unshift((ast) => walk(ast));
  },
};

// Parentheses hold an expression or a predicate, and each is tried: with its memory the parser does not try both at every level.
const jsonPathParser = peggy.generate(readFileSync(join(root, 'grammar', 'jsonpath.peggy'), 'utf8'), {
  output: 'source',
  format: 'es',
  cache: true,
  grammarSource: 'grammar/jsonpath.peggy',
  plugins: [jsonPathPlugin],
});
const jsonPathFolder = join(root, 'src/types/jsonpath/generated');
mkdirSync(jsonPathFolder, { recursive: true });
writeFileSync(
  join(jsonPathFolder, 'parser.js'),
  `// Generated by bin/build-grammar.mjs from grammar/jsonpath.peggy; do not edit.
${jsonPathParser}
/** Parses the tokens; what they mean, or the index of the token that cannot follow as \`failedAt\`. */
export function parseTokens(codes, values) {
  try {
    return peg$parse(codes, { values });
  } catch (error) {
    if (error instanceof peg$SyntaxError) return { failedAt: error.location.start.offset };
    throw error;
  }
}
`,
);
writeFileSync(
  join(jsonPathFolder, 'parser.d.ts'),
  `// Generated by bin/build-grammar.mjs; do not edit.
import type { PathItem } from '../json-path.ts';

export function parseTokens(
  codes: string,
  values: readonly string[],
): { readonly strict: boolean; readonly root: PathItem } | { readonly failedAt: number };
`,
);
