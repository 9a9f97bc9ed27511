#!/usr/bin/env -S node --import tsx
/** Writes docs/configuration.md: `npm run docs:configuration`. */
import { writeFileSync } from 'node:fs';
import { configurationPage } from '../props/docs/configuration.ts';

writeFileSync(new URL('../docs/configuration.md', import.meta.url), configurationPage());
