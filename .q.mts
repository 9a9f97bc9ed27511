import fs from 'node:fs';
import pg from 'pg';
import * as api from './src/embedded/index.ts';
const sqls = fs.readFileSync(process.argv[2]!, 'utf8').split(/;\s*\n/).map((s) => s.trim()).filter(Boolean);
const admin = new pg.Client('postgres://postgres@127.0.0.1:5599/postgres');
await admin.connect();
await admin.query('DROP DATABASE IF EXISTS review_r1');
await admin.query('CREATE DATABASE review_r1');
await admin.end();
const c = new pg.Client('postgres://postgres@127.0.0.1:5599/review_r1');
c.on('error', () => {});
pg.types.setTypeParser(23, (x) => x);
await c.connect();
const db = api.Database.inMemory().connect();
const show = (e: any) => `ERR ${e.code} ${e.message}${e.detail ? ' | ' + e.detail : ''}${e.hint ? ' | ' + e.hint : ''} @${e.position ?? ''}`;
for (const s of sqls) {
  let a: string; let b: string;
  try { const r = await c.query({ text: s, rowMode: 'array', types: { getTypeParser: () => (x: any) => x } as any }); a = JSON.stringify((r as any).rows ?? []); } catch (e) { a = show(e); }
  const t = Date.now();
  try { const r: any = await db.query(s); b = JSON.stringify((r.rows ?? r).map((x: any) => Array.isArray(x) ? x : Object.values(x)), (_k, v) => typeof v === 'bigint' ? String(v) : v); } catch (e) { b = show(e) + (((e as any).code) ? '' : (e as any).stack); }
  const ms = Date.now() - t;
  console.log((a === b ? '= ' : '! ') + s.replace(/\s+/g, ' ').slice(0, 140)); 
  console.log('    pg  ' + a.slice(0, 400)); if (a !== b) console.log('    us  ' + b.slice(0, 400)); if (ms > 300) console.log('    ms', ms);
}
await c.end(); process.exit(0);
