/**
 * Measuring inside a child process. A measurement is a list of samples, each in microseconds of CPU time for one operation:
 * user and system time of all threads of the process, so garbage collection and V8's compiler threads count.
 * `first` is what the first, unwarmed, call cost.
 */
import { readFileSync } from 'node:fs';

export function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** `work(count)` does `count` operations. `warm` operations come before the samples. */
export function sample(work, { count = 1, repeats = 7, warm = count } = {}) {
  let before = cpuMicros();
  work(1);
  const first = cpuMicros() - before;
  if (warm > 1) work(warm);
  const samples = [];
  for (let i = 0; i < repeats; i++) {
    before = cpuMicros();
    work(count);
    samples.push((cpuMicros() - before) / count);
  }
  return { samples, first };
}

export async function sampleAsync(work, { count = 1, repeats = 7, warm = count } = {}) {
  let before = cpuMicros();
  await work(1);
  const first = cpuMicros() - before;
  if (warm > 1) await work(warm);
  const samples = [];
  for (let i = 0; i < repeats; i++) {
    before = cpuMicros();
    await work(count);
    samples.push((cpuMicros() - before) / count);
  }
  return { samples, first };
}

/** The same with the CPU time of another process that has one thread: a PostgreSQL backend. */
export async function sampleProcess(pid, work, { count = 1, repeats = 7, warm = count } = {}) {
  await work(warm);
  const samples = [];
  for (let i = 0; i < repeats; i++) {
    const before = threadMicros(pid);
    await work(count);
    samples.push((threadMicros(pid) - before) / count);
  }
  return { samples };
}

/** CPU time of a process's first thread: to the nanosecond where the kernel says so, else in ticks of 10 ms. */
export function threadMicros(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1000;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return processMicros(pid);
  }
}

/** CPU time of all threads of a process, in ticks of 10 ms. */
export function processMicros(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
