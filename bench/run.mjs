#!/usr/bin/env node
/**
 * Runs the workloads and prints how we stand to each peer.
 *   node run.mjs [--only NAME[,NAME]] [--json FILE] [--markdown FILE] [--quick]
 * Each party of a workload is measured in a fresh process, the parties in turn, for several rounds; the figure is the median of
 * all samples. --quick makes one round. See README.md.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { median } from './lib/measure.mjs';
import { Absent, postgres, schema } from './lib/peers.mjs';

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const here = new URL('.', import.meta.url);

/** In the order of the requirements; whatever else is in the folder follows. */
const order = [
  'startup',
  'further-database',
  'fork',
  'parse',
  'prepared-select',
  'insert',
  'update',
  'text-select',
  'group-by',
  'count-where',
  'top-10',
  'join-group',
  'fetch',
  'pgbench',
  'pgbench-select',
  'connect',
  'copy',
  'idle-connections',
  'memory',
  'durable-commit',
  'durable-pgbench',
  'durable-open',
  'durable-replay',
  'durable-checkpoint',
  'durable-load',
  'durable-cache',
];
function workloadNames() {
  const found = readdirSync(new URL('workloads/', here)).map((file) => file.replace(/\.mjs$/, ''));
  const names = [...order, ...found.filter((name) => !order.includes(name))];
  if (options.only === undefined) return names;
  const wanted = options.only.split(',');
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}; there are: ${names.join(' ')}`);
  return wanted;
}

async function measureOnce(name, variant, party) {
  const args = ['--expose-gc', new URL('lib/child.mjs', here).pathname, name, String(variant), party];
  try {
    const { stdout } = await run(process.execPath, args, { cwd: here.pathname, maxBuffer: 1 << 26 });
    return JSON.parse(stdout);
  } catch (error) {
    return { failed: error.stderr || error.message };
  }
}

async function workloadsOf(name) {
  const { default: exported } = await import(new URL(`workloads/${name}.mjs`, here).href);
  return [exported].flat();
}

async function measure(name, variant, workload) {
  const { title, unit, scale, floors } = workload;
  const rounds = options.quick ? 1 : workload.rounds;
  const parties = {};
  for (let round = 0; round < rounds; round++) {
    for (const party of Object.keys(workload.parties)) {
      const result = (parties[party] ??= { samples: [], first: [], notes: [] });
      if (result.absent !== undefined || result.failed !== undefined) continue;
      const answer = await measureOnce(name, variant, party);
      if (answer.samples === undefined) Object.assign(result, answer);
      else {
        result.samples.push(...answer.samples.map((value) => value / scale));
        if (answer.first !== undefined) result.first.push(answer.first / scale);
        if (answer.note !== undefined) result.notes.push(answer.note);
      }
    }
  }
  for (const result of Object.values(parties)) {
    if (result.samples.length === 0) continue;
    result.median = median(result.samples);
    result.min = Math.min(...result.samples);
    if (result.first.length > 0) result.firstMedian = median(result.first);
    if (result.notes.length > 0) {
      result.note = Object.fromEntries(
        Object.keys(result.notes[0]).map((key) => [key, median(result.notes.map((note) => note[key]))]),
      );
    }
  }
  return { name, title, unit, parties, floors: floors.map((floor) => judge(floor, parties, unit)) };
}

/** `times`: so many times less than the peer; `atMost`: an absolute bound. */
function judge(floor, parties, unit) {
  const own = parties.aiondb;
  if (own.median === undefined) return { ...floor, verdict: 'not measured' };
  if (floor.atMost !== undefined) {
    return {
      ...floor,
      required: `≤ ${floor.atMost} ${unit}`,
      reached: `${short(own.median)} ${unit}`,
      verdict: own.median <= floor.atMost ? 'met' : 'NOT MET',
    };
  }
  const peer = parties[floor.peer];
  const required = `${floor.times}× ${floor.peer}${floor.note === undefined ? '' : ` (${floor.note})`}`;
  if (peer?.median === undefined)
    return { ...floor, required, verdict: peer?.absent === undefined ? 'peer failed' : 'peer absent' };
  const ratio = floor.note === undefined ? peer.median / own.median : peer.note[floor.note] / own.note[floor.note];
  const ratioOfMinima =
    floor.note === undefined ? peer.min / own.min : smallest(peer, floor.note) / smallest(own, floor.note);
  return {
    ...floor,
    required,
    ratio,
    ratioOfMinima,
    reached: `${short(ratio)}× (of minima ${short(ratioOfMinima)}×)`,
    verdict: ratio >= floor.times ? 'met' : 'NOT MET',
  };
}

const smallest = ({ notes }, name) => Math.min(...notes.map((note) => note[name]));

function short(value) {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}

function figure(result, unit) {
  if (result.absent !== undefined) return 'absent';
  if (result.failed !== undefined) return 'failed';
  const notes = Object.entries(result.note ?? {}).map(([key, value]) => `, ${key} ${short(value)}`);
  return `${short(result.median)} ${unit} (min ${short(result.min)}${notes.join('')})`;
}

function row({ title, unit, parties, floors }) {
  const others = Object.entries(parties).filter(([party]) => party !== 'aiondb');
  return [
    title,
    figure(parties.aiondb, unit),
    others.map(([party, result]) => `${party} ${figure(result, unit)}`).join('; ') || '–',
    floors.map((floor) => floor.required ?? '').join('; '),
    floors.map((floor) => floor.reached ?? '').join('; '),
    floors.map((floor) => floor.verdict).join('; '),
  ];
}

async function versions() {
  const own = JSON.parse(readFileSync(new URL('../package.json', here), 'utf8')).version;
  const peers = JSON.parse(readFileSync(new URL('package.json', here), 'utf8')).dependencies;
  const all = { aiondb: own, node: process.version, ...peers };
  try {
    const { client } = await postgres();
    all.PostgreSQL = (await client.query('SHOW server_version')).rows[0].server_version;
    await client.end();
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    all.PostgreSQL = 'absent';
  }
  return all;
}
async function dropTables() {
  try {
    const { client } = await postgres();
    await client.query('SET client_min_messages = warning');
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.end();
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
  }
}

const started = new Date();
const report = {
  date: started.toISOString(),
  cpu: `${cpus().length} × ${cpus()[0].model}`,
  versions: await versions(),
  workloads: [],
};
const loads = [loadavg()[0]];
const jobs = [];
for (const name of workloadNames()) {
  for (const [variant, workload] of (await workloadsOf(name)).entries()) jobs.push({ name, variant, workload });
}
for (const { name, variant, workload } of jobs) {
  const result = await measure(name, variant, workload);
  report.workloads.push(result);
  loads.push(loadavg()[0]);
  const [title, own, others, required, reached, verdict] = row(result);
  console.log(`${title}\n  aiondb ${own}; ${others}\n  required ${required}: ${reached} ${verdict}`);
  for (const [party, { failed }] of Object.entries(result.parties)) {
    if (failed !== undefined) console.log(`  ${party} failed: ${failed}`);
  }
}
await dropTables();
report.load = { min: Math.min(...loads), max: Math.max(...loads) };
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
if (options.markdown !== undefined) {
  const head = ['work', 'AionDB', 'peers', 'required', 'reached', ''];
  const lines = [head, head.map(() => '---'), ...report.workloads.map(row)].map((cells) => `| ${cells.join(' | ')} |`);
  const about = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  writeFileSync(
    options.markdown,
    `${report.date}, ${report.cpu}, load ${short(report.load.min)}–${short(report.load.max)}. ${about.join(', ')}.\n\n${lines.join('\n')}\n`,
  );
}
