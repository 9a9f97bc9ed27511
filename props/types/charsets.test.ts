/**
 * ASSUME the character sets that are converted to and from UTF-8, and what PostgreSQL 15 makes of all their characters and of all of
 * Unicode's that they could have (charsets/record.ts), as digests.
 * DO convert each of them both ways, and measure byte sequences that are characters, parts of them or none.
 * ASSERT all of it is as PostgreSQL has it: what is a character, which, and what has no counterpart.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { convertBytes } from '../../src/functions/scalar/text/conversion.ts';
import { characterRules, charsetNamed, convertibleSets, countCharacters } from '../../src/types/charsets/index.ts';
import { candidateBytes, candidateCharacters, candidateSequences, directPairs } from './charsets/candidates.ts';
import { type Digest, DigestOf, type Recorded } from './charsets/digest.ts';

const recorded = JSON.parse(readFileSync(new URL('charsets/recorded.json', import.meta.url), 'utf8')) as Recorded;

// Most of what is tried is an error, and where it was raised is of no interest.
const { stackTraceLimit } = Error;
test.before(() => {
  Error.stackTraceLimit = 0;
});
test.after(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

function digest(
  candidates: Iterable<string>,
  convert: (given: string) => string,
  otherwise: (error: SqlError) => string | null,
): Digest {
  const all = new DigestOf();
  for (const given of candidates) {
    let result: string | null;
    try {
      result = convert(given);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      result = otherwise(error);
    }
    all.add(given, result);
  }
  return all.end();
}

/** Any other error is none of a conversion. */
function noCounterpart(error: SqlError): null {
  if (error.code !== '22021' && error.code !== '22P05') throw error;
  return null;
}

for (const set of convertibleSets) {
  test(`${set}: bytes, characters and lengths are PostgreSQL's`, () => {
    const charset = charsetNamed(set)!;
    const decoded = digest(
      candidateBytes(set),
      (given) => Buffer.from(charset.decode(Buffer.from(given, 'hex'))).toString('hex'),
      noCounterpart,
    );
    const encoded = digest(candidateCharacters(set), (given) => charset.encode(given).toString('hex'), noCounterpart);
    const measured = digest(
      candidateSequences(set),
      (given) => String(countCharacters(set, characterRules(set), Buffer.from(given, 'hex'))),
      (error) => error.message,
    );
    assert.equal({ decoded, encoded, measured }, recorded.sets[set]);
  });
}

test("conversions between two other sets are PostgreSQL's", () => {
  for (const [from, to] of directPairs) {
    const direct = digest(
      candidateBytes(from),
      (given) => Buffer.from(convertBytes(Buffer.from(given, 'hex'), from, to)).toString('hex'),
      noCounterpart,
    );
    assert.equal(direct, recorded.pairs[`${from}>${to}`], `${from} to ${to}`);
  }
});

test('long texts, and texts of every length, come back', () => {
  const text = 'aé漢😀'.repeat(5000);
  const charset = charsetNamed('GB18030')!;
  const bytes = charset.encode(text);
  assert.is(charset.decode(bytes), text);
  for (let length = 0; length < 40; length++) {
    const part = [...text].slice(0, length).join('');
    assert.is(charset.decode(charset.encode(part)), part);
  }
});

test.run();
