#!/usr/bin/env -S node --import tsx
/** Writes the generated part of docs/compatibility.md: `npm run docs:compatibility`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { postgresRoutines, routineReport, withReport } from '../props/docs/routines.ts';

const page = new URL('../docs/compatibility.md', import.meta.url);
const { markdown, present, absent } = routineReport(postgresRoutines());
writeFileSync(page, withReport(readFileSync(page, 'utf8'), markdown));
process.stdout.write(`${present} functions present, ${absent} absent\n`);
