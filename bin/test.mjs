#!/usr/bin/env node
/**
 * `npm test`: the layer check and the properties (uvu), then the corpus on all three surfaces. The last line has the totals of
 * everything that ran: each record on each surface, each test.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const totals = { passed: 0, failed: 0, skipped: 0 };

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return testFiles(path);
      return entry.name.endsWith('.test.ts') ? [path] : [];
    })
    .sort();
}

/** Runs a program and gives its exit code and output; the output is shown as it comes. */
function run(args, { quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    const take = (chunk) => {
      output += chunk;
      if (!quiet) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * All files as JavaScript with what they import in shared pieces: loading the sources one by one would be half of the time. Modules
 * find what lies beside them where it lies.
 */
async function bundled(files) {
  const outdir = join(root, '.props');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: join(root, 'props'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
    plugins: [
      {
        name: 'places',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replaceAll(
              'import.meta.url',
              JSON.stringify(pathToFileURL(path).href),
            ),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return new Map(files.map((file) => [file, join(outdir, `${file.slice(join(root, 'props').length, -3)}.js`)]));
}

/** Tests that import what they find by its name need the loader of sources for that. */
function loaderOf(file) {
  return /\bimport\((?!['"])/.test(readFileSync(file, 'utf8')) ? ['--import', 'tsx'] : [];
}

/** One process a file, two at a time: a test that hangs or crashes costs its own file only. */
async function properties(files) {
  const waiting = [...files];
  // A file that cannot be bundled is named by its own failure.
  const programs = await bundled(files).catch(() => new Map());
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const name = file.slice(root.length);
      const program = programs.get(file);
      const args =
        program === undefined ? ['--import', 'tsx', file] : [...loaderOf(file), '--enable-source-maps', program];
      const { code, output } = await run(args, { quiet: true });
      const count = (word) => Number(new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'm').exec(output)?.[1] ?? Number.NaN);
      const total = count('Total');
      const passed = count('Passed');
      const skipped = count('Skipped');
      if (Number.isNaN(total) || Number.isNaN(passed) || (code !== 0 && passed === total)) {
        totals.failed++;
        process.stdout.write(`\n${name}: no result (exit code ${code})\n${output}\n`);
        continue;
      }
      totals.passed += passed;
      totals.skipped += skipped || 0;
      totals.failed += total - passed - (skipped || 0);
      process.stdout.write(`${name}: ${passed} of ${total}\n`);
      if (passed + (skipped || 0) < total) process.stdout.write(`${output}\n`);
      for (const line of output.split('\n')) if (line.startsWith('skipped: ')) process.stdout.write(`  ${line}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
}

async function corpus() {
  const folder = mkdtempSync(join(tmpdir(), 'aiondb-test-'));
  const report = join(folder, 'report.json');
  try {
    await run(['dist/bin/slt.js', '--json', report, 'sqllogic']);
    const { passed, failed, skipped } = JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += passed;
    totals.failed += failed;
    totals.skipped += skipped;
  } catch (error) {
    totals.failed++;
    process.stdout.write(`the corpus gave no report: ${error.message}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const files = testFiles(join(root, 'props'));
if (files.length === 0) throw new Error('there are no tests in props/');
await properties(files);
await corpus();
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
