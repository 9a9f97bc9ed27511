/**
 * ASSUME a server with its console, and Chromium (`chromium-headless-shell` of Debian, or what AIONDB_CHROMIUM names).
 * DO use the page as a person would: log in, run statements with the keyboard, look at plans, sessions and locks, cancel and end.
 * ASSERT what the page shows, in a wide window and in one of 360 pixels; that markup in data stays text; that nothing is fetched
 * from elsewhere and no error is left in the browser's console.
 */
import { existsSync } from 'node:fs';
import pg from 'pg';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ObservedServer, observedServer } from '../observability/observed-server.ts';

const places = [
  process.env['AIONDB_CHROMIUM'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = places.find((path) => path !== undefined && existsSync(path));
const inBrowser = executablePath === undefined ? test.skip : test;
if (executablePath === undefined) process.stdout.write('skipped: Chromium is not installed\n');

let browser: Browser;
test.before(async () => {
  if (executablePath === undefined) return;
  browser = await puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
});
test.after(async () => {
  await browser?.close();
});

/** What the functions that run in the page use of it. */
declare const document: {
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  querySelector(selector: string): { readonly textContent: string | null } | null;
};

interface Visit {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: string[];
  readonly hosts: Set<string>;
}

async function visit(server: ObservedServer, width = 1200): Promise<Visit> {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 800 });
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:') hosts.add(host);
  });
  await page.goto(server.observability.url!);
  return { page, complaints, hosts };
}

async function done({ page, complaints, hosts }: Visit, server: ObservedServer): Promise<void> {
  assert.equal(complaints, []);
  assert.equal([...hosts], [new URL(server.observability.url!).host]);
  await page.close();
}

async function write(page: Page, sql: string): Promise<void> {
  await page.waitForSelector('#sql', { visible: true });
  await page.$eval(
    '#sql',
    (area, text) => {
      area.value = text;
      area.focus();
    },
    sql,
  );
}

async function press(page: Page, ...keys: ('Control' | 'Shift' | 'Enter')[]): Promise<void> {
  for (const key of keys) await page.keyboard.down(key);
  for (const key of keys.reverse()) await page.keyboard.up(key);
}

/** Without moving there first: the row may be drawn anew meanwhile. */
function clickIn(page: Page, selector: string): Promise<void> {
  return page.$eval(selector, (element) => (element as unknown as { click(): void }).click());
}

function texts(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (elements) => elements.map((element) => element.textContent ?? ''));
}

async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

async function client(server: ObservedServer): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: server.url, application_name: 'shop' });
  made.on('error', () => {});
  await made.connect();
  return made;
}

inBrowser('statements: rows, plans, errors, and writes only when allowed', async () => {
  const server = await observedServer();
  try {
    const shown = await visit(server);
    const { page } = shown;
    await write(page, "SELECT 1 AS one, NULL AS none, '<img src=x onerror=alert(1)>' AS markup");
    await press(page, 'Control', 'Enter');
    await page.waitForSelector('.results td');
    assert.equal(await texts(page, '.results td'), ['1', 'NULL', '<img src=x onerror=alert(1)>']);
    assert.equal(await texts(page, '.results th small'), ['int4', 'text', 'text']);

    await write(page, 'SELECT a\nFROM nowhere');
    await press(page, 'Control', 'Enter');
    await page.waitForSelector('#result .error pre');
    assert.equal(await texts(page, '#result .error'), ['42P01: relation "nowhere" does not existFROM nowhere\n     ^']);

    await write(page, 'CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 30) i');
    await page.click('#run');
    await page.waitForFunction(() => document.querySelector('#result .error')?.textContent?.includes('read-only'));
    await page.click('#writable');
    await page.click('#run');
    await page.waitForFunction(() => document.querySelector('#result .tag')?.textContent === 'SELECT 30');

    await page.click('#analyze');
    await write(page, 'SELECT count(*) FROM t x JOIN t y ON x.a = y.a WHERE x.a > 10');
    await press(page, 'Control', 'Shift', 'Enter');
    await page.waitForSelector('#plan .node');
    const nodes = await texts(page, '#plan .node b');
    assert.ok(
      nodes.includes('Seq Scan') && nodes.some((node) => node.includes('Join') || node.includes('Loop')),
      nodes.join(),
    );
    assert.ok((await texts(page, '#plan .figures')).some((text) => /rows, .* expected/.test(text)));
    await done(shown, server);
  } finally {
    await server.close();
  }
});

inBrowser('sessions and locks: who waits for whom, cancelled and ended', async () => {
  const server = await observedServer();
  try {
    const a = await client(server);
    const b = await client(server);
    await a.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    await a.query('BEGIN; UPDATE t SET a = 2');
    const waiting = b.query('UPDATE t SET a = 3').catch(({ code }: { code: string }) => code);
    const shown = await visit(server);
    const { page } = shown;
    page.on('dialog', (dialog) => void dialog.accept());
    await page.waitForFunction(() => document.querySelector('#count-locks')?.textContent === '1');
    await page.click('#tab-locks');
    const wait = (await texts(page, '#panel-locks .wait')).join();
    assert.match(wait, /UPDATE t SET a = 3.*waits for ShareLock.*UPDATE t SET a = 2/s);
    await page.click('#tab-sessions');
    const tags = await texts(page, '#panel-sessions .tag');
    assert.equal(tags.sort(), ['idle in transaction', 'waits for transactionid']);
    await clickIn(page, '#panel-sessions button:not(:disabled):not(.danger)');
    assert.is(await waiting, '57014');
    const ended = new Promise<void>((resolve) => a.once('end', () => resolve()));
    await clickIn(page, '#panel-sessions tr:first-child button.danger');
    await ended;
    await page.waitForFunction(() => document.querySelector('#count-sessions')?.textContent === '1');
    await page.click('#tab-statements');
    assert.ok((await texts(page, '#panel-statements .sql')).includes('UPDATE t SET a = $1'));
    await page.click('#tab-tables');
    assert.ok((await texts(page, '#panel-tables td')).includes('t'));
    await page.click('#tab-overview');
    await page.waitForSelector('.chart path');
    assert.is((await page.$$('.chart svg')).length, 4);
    await done(shown, server);
    await b.end();
  } finally {
    await server.close();
  }
});

inBrowser('logging in and out, at 360 pixels', async () => {
  const server = await observedServer({ authentication: 'password' });
  try {
    const { runQuery } = await import('../../src/server/observability/console-query.ts');
    const text = "CREATE ROLE ann LOGIN PASSWORD 'Correct-Horse-1'";
    assert.is((await runQuery(server.core, { user: 'postgres', text, readOnly: false })).error, null);
    const shown = await visit(server, 360);
    const { page, complaints } = shown;
    await page.waitForSelector('#login', { visible: true });
    assert.not.ok(await page.$eval('#tabs', (tabs) => tabs.checkVisibility()));
    await page.type('#login-user', 'ann');
    await page.type('#login-password', 'wrong');
    await press(page, 'Enter');
    await page.waitForSelector('#login-error', { visible: true });
    assert.equal(await texts(page, '#login-error'), ['the user or the password is wrong']);
    // The browser tells of the 401 itself.
    assert.match(complaints.splice(0).join(), /401/);
    await page.type('#login-password', 'Correct-Horse-1');
    await press(page, 'Enter');
    await write(page, 'SELECT current_user');
    await page.click('#run');
    await page.waitForSelector('.results td');
    assert.equal(await texts(page, '.results td'), ['ann']);
    for (const name of ['query', 'overview', 'sessions', 'locks', 'statements', 'tables']) {
      await page.$eval(`#tab-${name}`, (tab) => tab.click());
      assert.not.ok(await overflows(page), name);
    }
    await page.click('#logout');
    await page.waitForSelector('#login', { visible: true });
    complaints.splice(0);
    await done(shown, server);
  } finally {
    await server.close();
  }
});

test.run();
