/** Draws the JSON of EXPLAIN as a tree of nodes, each with what it reads, its conditions, and its share of the cost or time. */
function planTree(explained) {
  const [{ Plan: root, ...summary }] = explained;
  const analyzed = root['Actual Rows'] !== undefined;
  const total = root['Total Cost'] || 1;
  const facts = Object.entries(summary)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => h('span', {}, `${name} ${milliseconds(value)}`));
  return h(
    'div',
    { class: 'card plan', id: 'plan' },
    h('h2', {}, analyzed ? 'Plan, as it ran' : 'Plan'),
    facts.length > 0 && h('div', { class: 'figures' }, facts),
    h('ul', {}, planNode(root, total)),
  );
}

const planFigures = new Set([
  'Node Type', 'Plans', 'Startup Cost', 'Total Cost', 'Plan Rows', 'Plan Width', 'Actual Rows', 'Actual Loops',
  'Actual Startup Time', 'Actual Total Time', 'Parallel Aware', 'Async Capable', 'Parent Relationship', 'Relation Name',
  'Schema', 'Alias', 'Index Name', 'Subplan Name', 'Join Type', 'Strategy', 'Partial Mode', 'Operation', 'Function Name',
]);

function planNode(node, total) {
  const children = node.Plans ?? [];
  const own = node['Total Cost'] - children.reduce((sum, child) => sum + child['Total Cost'], 0);
  const share = Math.max(0, Math.min(1, own / total));
  const about = node['Relation Name'] ?? node['Function Name'] ?? node['Index Name'];
  const kind = [node['Join Type'] && node['Join Type'] !== 'Inner' ? node['Join Type'] : null, node['Node Type'], node.Operation];
  const details = Object.entries(node).filter(([name, value]) => !planFigures.has(name) && value !== false);
  const bar = h('i');
  bar.style.width = `${(share * 100).toFixed(1)}%`;
  return h(
    'li',
    {},
    node['Subplan Name'] && h('div', { class: 'relation' }, node['Subplan Name']),
    h(
      'div',
      { class: `node${share > 0.5 ? ' hot' : ''}` },
      h('div', {}, h('b', {}, kind.filter(Boolean).join(' ')), about && ' on ', about && h('span', { class: 'on' }, about),
        node.Alias && node.Alias !== about ? ` ${node.Alias}` : ''),
      details.length > 0 &&
        h('dl', {}, details.map(([name, value]) => [h('dt', {}, name), h('dd', {}, Array.isArray(value) ? value.join(', ') : String(value))])),
      h('div', { class: 'figures' }, rowFigures(node), h('span', {}, `cost ${shortNumber(node['Total Cost'])}`), h('span', {}, `${Math.round(share * 100)} % here`)),
      h('div', { class: 'share' }, bar),
    ),
    children.length > 0 && h('ul', {}, children.map((child) => planNode(child, total))),
  );
}

function rowFigures(node) {
  const expected = node['Plan Rows'];
  const actual = node['Actual Rows'];
  if (actual === undefined) return h('span', {}, `${shortNumber(expected)} rows expected`);
  const factor = Math.max(actual, 1) / Math.max(expected, 1);
  const off = factor >= 10 || factor <= 0.1;
  return h('span', { class: off ? 'off' : '' }, `${shortNumber(actual)} rows, ${shortNumber(expected)} expected`);
}
