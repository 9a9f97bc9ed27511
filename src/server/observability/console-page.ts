/**
 * The console's page: its source is the files in console/, which are put together into one when it is first asked for. Nothing of
 * it comes from elsewhere, and the browser runs and styles only what has the hashes told here.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer } from './http-request.ts';

const scripts = ['charts.js', 'plan-tree.js', 'tables.js', 'console.js'];

let page: Answer | null = null;

export function consolePage(): Answer {
  page ??= makePage();
  return page;
}

function makePage(): Answer {
  // Beside this file, and beside the bundle in the package.
  const folder = fileURLToPath(new URL('./console/', import.meta.url));
  const read = (name: string): string => readFileSync(folder + name, 'utf8');
  const style = read('console.css');
  // One scope for all, and none for others.
  const script = `'use strict';\n{\n${scripts.map(read).join('\n')}\n}\n`;
  const body = read('index.html').replace('<!-- style -->', () => `<style>${style}</style>`);
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: body.replace('<!-- script -->', () => `<script>${script}</script>`),
    headers: {
      'content-security-policy': [
        "default-src 'none'",
        `script-src '${hashOf(script)}'`,
        `style-src '${hashOf(style)}'`,
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
