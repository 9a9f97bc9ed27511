#!/usr/bin/env node
/** The corpus runner's executable; it is also what the runner starts for its child processes. */
import { fileURLToPath } from 'node:url';
import { main, serveJobs, workerFlag } from '../src/cli/slt/index.ts';

if (process.argv[2] === workerFlag) serveJobs();
else process.exitCode = await main(process.argv.slice(2), fileURLToPath(import.meta.url));
