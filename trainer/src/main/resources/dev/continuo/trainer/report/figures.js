'use strict';
// What the pages of runs and of studies draw with.
const $ = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const short = new Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3});
const SVG = 'http://www.w3.org/2000/svg';

function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}
function shape(name, attributes, text) {
  const e = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  if (text !== undefined) e.textContent = text;
  return e;
}
function number(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–';
  const size = Math.abs(x);
  if (size !== 0 && size < 0.001) return x.toExponential(2);
  return size >= 1000 ? whole.format(x) : String(+x.toFixed(size < 0.1 ? 5 : size < 10 ? 4 : 1));
}
function duration(seconds) {
  const s = Math.round(seconds), h = Math.floor(s / 3600), m = Math.floor(s % 3600 / 60);
  const two = n => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
function put(list, pairs) {
  list.replaceChildren(...pairs.filter(p => p && p[1] !== null && p[1] !== undefined)
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, String(value)))));
}

function ticksOf(low, high, log, count, asTime) {
  if (log && high / low > 12) {
    const from = Math.floor(Math.log10(low)), to = Math.ceil(Math.log10(high));
    for (const digits of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      const ticks = [];
      for (let e = from; e <= to; e++) for (const d of digits) {
        const t = d * 10 ** e;
        if (t >= low * 0.999 && t <= high * 1.001) ticks.push(t);
      }
      if (ticks.length >= Math.min(3, count)) return ticks.length > 2 * count ? ticks.filter((t, i) => i % 2 === 0) : ticks;
    }
  }
  const rough = (high - low || 1) / count;
  const sizes = asTime ? [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000, 86400] : null;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = sizes ? sizes.find(s => s >= rough) || rough : [1, 2, 2.5, 5, 10].map(f => f * power).find(s => s >= rough);
  const ticks = [];
  for (let t = Math.ceil(low / size - 1e-9) * size; t <= high + size * 1e-9; t += size) ticks.push(+t.toPrecision(12));
  return ticks;
}
