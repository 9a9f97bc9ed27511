import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sample } from '../lib/measure.mjs';
import { Absent } from '../lib/peers.mjs';

/** The literal differs from call to call, so that no cache of texts can answer. */
const text = (i) => `SELECT abalance FROM pgbench_accounts WHERE aid = ${10_000 + (i % 80_000)}`;
const texts = Array.from({ length: 80_000 }, (_, i) => text(i));
const options = { count: 20_000, repeats: 9, warm: 40_000 };

/** The parser alone is no entry of the package: it is bundled here, from the source, with esbuild of the main project. */
async function ownParser() {
  const { build } = await import('esbuild');
  const folder = await mkdtemp(join(tmpdir(), 'aiondb-bench-'));
  try {
    const outfile = join(folder, 'parser.mjs');
    await build({
      entryPoints: [new URL('../../src/parser/index.ts', import.meta.url).pathname],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
    return (await import(pathToFileURL(outfile).href)).parse;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let at = 0;
const run = (parse) =>
  sample((n) => {
    for (let i = 0; i < n; i++) parse(texts[at++ % texts.length]);
  }, options);

export default {
  title: 'parse of a point select, hot',
  unit: 'µs',
  scale: 1,
  rounds: 5,
  floors: [{ peer: 'libpg-query', times: 1 }],
  parties: {
    aiondb: async () => run(await ownParser()),
    async 'libpg-query'() {
      let library;
      try {
        library = await import('libpg-query');
      } catch (error) {
        throw new Absent(error.message);
      }
      await library.loadModule();
      return run(library.parseSync);
    },
  },
};
