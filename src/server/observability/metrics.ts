/** /metrics: the table's rows in a registry of prom-client, which writes them in Prometheus' text format. */
import type { Metric, Registry } from 'prom-client';
import { type HistogramMetric, type Labels, type MetricDef, type MetricSources, metricTable } from './metric-table.ts';

interface RegistryValue {
  readonly value: number;
  readonly labels: Labels;
  readonly metricName?: string;
}

export class Metrics {
  private readonly registry: Registry;
  readonly contentType: string;

  private constructor(registry: Registry, sources: () => MetricSources) {
    this.registry = registry;
    this.contentType = registry.contentType;
    for (const def of metricTable) {
      // The registry asks each metric for its values by `get` alone, and these have no others.
      registry.registerMetric({ name: def.name, get: () => values(def, sources()) } as unknown as Metric);
    }
  }

  /** The library is loaded when there is a server that has something to show. */
  static async load(sources: () => MetricSources): Promise<Metrics> {
    const { Registry } = await import('prom-client');
    return new Metrics(new Registry(), sources);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}

async function values(def: MetricDef, sources: MetricSources): Promise<object> {
  const { name, help, type } = def;
  const samples =
    def.type === 'histogram'
      ? [...histogramValues(def, sources)]
      : Array.from(def.read(sources), ([value, labels = {}]): RegistryValue => ({ value, labels }));
  return { name, help, type, values: samples, aggregator: 'sum' };
}

function* histogramValues(def: HistogramMetric, sources: MetricSources): Generator<RegistryValue> {
  for (const [{ bounds, counts, sum, count }, labels = {}] of def.read(sources)) {
    let cumulated = 0;
    for (const [i, bound] of bounds.entries()) {
      cumulated += counts[i]!;
      yield { metricName: `${def.name}_bucket`, value: cumulated, labels: { ...labels, le: String(bound) } };
    }
    yield { metricName: `${def.name}_bucket`, value: count, labels: { ...labels, le: '+Inf' } };
    yield { metricName: `${def.name}_sum`, value: sum, labels };
    yield { metricName: `${def.name}_count`, value: count, labels };
  }
}
