/** A reader of Prometheus' text format (version 0.0.4) that takes nothing which the format does not allow. */
export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: { readonly name: string; readonly labels: ReadonlyMap<string, string>; readonly value: number }[];
}

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

export function readMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  let current: Family | null = null;
  let currentName = '';
  let help: string | null = null;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const helpLine = /^# HELP (\S+) (.+)$/.exec(line);
    if (helpLine !== null) {
      currentName = helpLine[1]!;
      help = helpLine[2]!;
      if (families.has(currentName)) throw new Error(`${currentName} comes twice`);
      current = null;
      continue;
    }
    const typeLine = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (typeLine !== null) {
      if (typeLine[1] !== currentName || help === null || !namePattern.test(currentName)) {
        throw new Error(`TYPE without its HELP: ${line}`);
      }
      current = { type: typeLine[2]!, help, samples: [] };
      families.set(currentName, current);
      continue;
    }
    if (current === null) throw new Error(`a sample of no family: ${line}`);
    addSample(current, currentName, line);
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function addSample(family: Family, familyName: string, line: string): void {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) throw new Error(`not a sample: ${line}`);
  const [, name, labelText = '', valueText] = match;
  const suffix = name!.slice(familyName.length);
  const allowed = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!name!.startsWith(familyName) || !allowed.includes(suffix)) throw new Error(`${name} is not of ${familyName}`);
  const labels = new Map<string, string>();
  let rest = labelText;
  while (rest !== '') {
    const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest);
    if (label === null || labels.has(label[1]!)) throw new Error(`bad labels: ${line}`);
    labels.set(label[1]!, label[2]!);
    rest = rest.slice(label[0].length);
  }
  const value = valueText === '+Inf' ? Infinity : Number(valueText);
  if (Number.isNaN(value)) throw new Error(`bad value: ${line}`);
  const key = (labelled: ReadonlyMap<string, string>): string => JSON.stringify([...labelled].sort());
  if (family.samples.some((sample) => sample.name === name && key(sample.labels) === key(labels))) {
    throw new Error(`twice: ${line}`);
  }
  family.samples.push({ name: name!, labels, value });
}

/** Buckets grow with their bounds, and the last one is the count. */
function checkHistogram(name: string, { samples }: Family): void {
  const groups = new Map<string, { buckets: [number, number][]; count: number | null; sum: boolean }>();
  for (const sample of samples) {
    const key = JSON.stringify([...sample.labels].filter(([label]) => label !== 'le').sort());
    const group = groups.get(key) ?? { buckets: [], count: null, sum: false };
    groups.set(key, group);
    if (sample.name.endsWith('_bucket')) {
      const bound = sample.labels.get('le');
      if (bound === undefined) throw new Error(`${name} has a bucket without a bound`);
      group.buckets.push([bound === '+Inf' ? Infinity : Number(bound), sample.value]);
    } else if (sample.name.endsWith('_count')) group.count = sample.value;
    else group.sum = true;
  }
  for (const [key, { buckets, count, sum }] of groups) {
    for (let i = 1; i < buckets.length; i++) {
      if (buckets[i]![0] <= buckets[i - 1]![0] || buckets[i]![1] < buckets[i - 1]![1]) {
        throw new Error(`${name}${key}: buckets do not grow`);
      }
    }
    const [bound, last] = buckets.at(-1) ?? [0, 0];
    if (bound !== Infinity || last !== count || !sum)
      throw new Error(`${name}${key}: the last bucket is not the count`);
  }
}

/** The sum of a family's samples, or of a histogram's counts. */
export function total(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const family = families.get(name);
  if (family === undefined) throw new Error(`there is no ${name}`);
  const wanted = family.type === 'histogram' ? `${name}_count` : name;
  return family.samples
    .filter((sample) => sample.name === wanted)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels.get(label) === value))
    .reduce((sum, { value }) => sum + value, 0);
}
