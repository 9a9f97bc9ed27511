/** Builds an element: attributes, `on…` listeners, and children that are elements or texts. Texts never become markup. */
function h(tag, attributes = {}, ...children) {
  const svg = ['svg', 'path', 'line', 'text', 'g', 'rect'].includes(tag);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

const byId = (id) => document.getElementById(id);

function shortNumber(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(1)} G`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  if (size >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : 2);
}
function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = Number(value);
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
function milliseconds(value) {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return `${(value / 1000).toFixed(value >= 10_000 ? 1 : 2)} s`;
  return value >= 1 ? `${value.toFixed(value >= 100 ? 0 : 1)} ms` : `${Math.round(value * 1000)} µs`;
}
function seconds(value) {
  if (value === null || value === undefined) return '–';
  const total = Math.max(0, Number(value));
  if (total < 60) return `${total.toFixed(total < 10 ? 1 : 0)} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${Math.floor(total % 60)} s`;
  return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

const chartPoints = 120;
/** Room for the numbers of the axis, and beside the newest point. */
const chartLeft = 52;
const chartRight = 6;

/**
 * A line chart over time. `series` have a name and a value for each point; null where nothing is known. The newest point is at the
 * right edge, so that a young chart fills from there.
 */
class LineChart {
  /** `least`: how far the axis goes at least. */
  constructor(title, names, format, least) {
    this.least = least;
    this.title = title;
    this.format = format;
    this.points = [];
    this.names = names;
    this.legend = h('span', { class: 'legend' });
    this.width = 400;
    this.svg = h('svg', { role: 'img', 'aria-label': title });
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === 0 || contentRect.width === this.width) return;
      this.width = contentRect.width;
      this.draw();
    }).observe(this.svg);
    this.hovered = null;
    this.svg.addEventListener('pointermove', (event) => {
      const box = this.svg.getBoundingClientRect();
      const part = (event.clientX - box.left - chartLeft) / (this.width - chartLeft - chartRight);
      this.hovered = Math.round(part * (chartPoints - 1)) - (chartPoints - this.points.length);
      this.draw();
    });
    this.svg.addEventListener('pointerleave', () => {
      this.hovered = null;
      this.draw();
    });
    this.element = h('div', { class: 'card chart' }, h('h2', {}, title, this.legend), this.svg);
  }

  add(values) {
    this.points.push(values);
    if (this.points.length > chartPoints) this.points.shift();
    this.draw();
  }

  draw() {
    const known = this.points.flat().filter((value) => value !== null);
    const top = niceTop(Math.max(this.least, ...known));
    const right = this.width - chartRight;
    const x = (i) => chartLeft + ((right - chartLeft) * (i + chartPoints - this.points.length)) / (chartPoints - 1);
    const y = (value) => 150 - (140 * value) / top;
    const children = [];
    for (const part of [0, 0.5, 1]) {
      children.push(h('line', { class: 'grid', x1: chartLeft, x2: right, y1: y(top * part), y2: y(top * part) }));
      children.push(h('text', { x: chartLeft - 6, y: y(top * part) + 3, 'text-anchor': 'end' }, this.format(top * part)));
    }
    this.names.forEach((_, s) => {
      const line = pathOf(this.points.map((values, i) => (values[s] === null ? null : [x(i), y(values[s])])));
      if (line !== '' && s === 0 && this.names.length === 1) {
        const first = this.points.findIndex((values) => values[0] !== null);
        children.push(h('path', { class: 'fill', d: `${line}L${x(this.points.length - 1)} 150L${x(first)} 150Z` }));
      }
      children.push(h('path', { class: `s${s}`, d: line }));
    });
    const at = this.hovered !== null && this.points[this.hovered] ? this.hovered : this.points.length - 1;
    if (at === this.hovered) children.push(h('line', { class: 'hover', x1: x(at), x2: x(at), y1: 10, y2: 150 }));
    children.push(h('text', { x: chartLeft, y: 166 }, '4 min ago'), h('text', { x: right, y: 166, 'text-anchor': 'end' }, 'now'));
    this.svg.replaceChildren(...children);
    const values = this.points[at] ?? [];
    this.legend.replaceChildren(
      ...this.names.flatMap((name, s) => [
        this.names.length > 1 ? h('i', { class: `s${s}` }) : '',
        `${this.names.length > 1 ? `${name} ` : ''}${values[s] == null ? '–' : this.format(values[s])}`,
      ]),
    );
  }
}

function pathOf(points) {
  let path = '';
  let drawn = false;
  for (const point of points) {
    if (point === null) drawn = false;
    else {
      path += `${drawn ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
      drawn = true;
    }
  }
  return path;
}

function niceTop(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value);
}
