#!/usr/bin/env node
/** The server's executable. */
import { readFileSync } from 'node:fs';
import { main } from '../src/cli/aiondb/index.ts';

// From bin/ and from dist/bin/ alike, the package's own file is the nearest one above that has a version.
function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'aiondb' && version !== undefined) return version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}

process.exitCode = await main(process.argv.slice(2), process.env, version());
