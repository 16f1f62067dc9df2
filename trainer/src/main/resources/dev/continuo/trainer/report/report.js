'use strict';
{
let data = JSON.parse($('data').textContent);
const live = data.live;

// ---- charts ----

/** A line chart in a figure; each series has a name, a class, ys beside the shared xs, and dots where it is sparse. */
function chart(figure, {xs, series, xName, xText, yText, logX, logY, fromZero, marks = [], best, label}) {
  const narrow = figure.clientWidth < 420;
  const width = Math.max(figure.clientWidth, 220), height = figure.classList.contains('tall') ? (narrow ? 280 : 380) : 190;
  const left = 52, right = 12, top = 8, bottom = 30;
  const usable = (x, y) => y !== null && Number.isFinite(y) && (!logX || x > 0) && (!logY || y > 0);
  let lowX = Infinity, highX = -Infinity, lowY = fromZero ? 0 : Infinity, highY = -Infinity;
  for (const s of series) s.ys.forEach((y, i) => {
    if (!usable(xs[i], y)) return;
    lowX = Math.min(lowX, xs[i]); highX = Math.max(highX, xs[i]);
    lowY = Math.min(lowY, y); highY = Math.max(highY, y);
  });
  figure.replaceChildren();
  if (!(highX >= lowX)) { figure.append(element('p', {class: 'muted'}, 'Nothing logged yet.')); return; }
  if (!logX) lowX = Math.min(0, lowX);
  if (lowX === highX) highX = lowX + 1;
  const room = logY ? Math.max((highY / lowY) ** 0.04, 1.01) : (highY - lowY) * 0.04 || Math.abs(highY) * 0.1 || 1;
  highY = logY ? highY * room : highY + room;
  if (!fromZero) lowY = logY ? lowY / room : lowY - room;
  const scale = (v, low, high, log) => log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
  const px = x => left + scale(x, lowX, highX, logX) * (width - left - right);
  const py = y => height - bottom - scale(y, lowY, highY, logY) * (height - top - bottom);
  const svg = shape('svg', {height, viewBox: `0 0 ${width} ${height}`, role: 'img', tabindex: 0, 'aria-label': label});
  for (const t of ticksOf(lowY, highY, logY, height > 200 ? 7 : 4)) {
    svg.append(shape('line', {class: 'grid-line', x1: left, x2: width - right, y1: py(t), y2: py(t)}));
    svg.append(shape('text', {x: left - 8, y: py(t) + 4, 'text-anchor': 'end'}, yText(t)));
  }
  for (const t of ticksOf(lowX, highX, logX, Math.max(2, Math.floor(width / 130)), xName === 'seconds')) {
    svg.append(shape('line', {class: 'grid-line', x1: px(t), x2: px(t), y1: top, y2: height - bottom}));
    svg.append(shape('text', {x: px(t), y: height - bottom + 19, 'text-anchor': 'middle'}, xText(t)));
  }
  svg.append(shape('line', {class: 'axis', x1: left, x2: width - right, y1: height - bottom, y2: height - bottom}));
  for (const mark of marks) if (mark.x >= lowX && mark.x <= highX) {
    const line = shape('line', {class: 'mark', x1: px(mark.x), x2: px(mark.x), y1: top, y2: height - bottom});
    line.append(shape('title', {}, mark.text));
    svg.append(line);
  }
  for (const s of series) {
    let path = '', dots = [];
    s.ys.forEach((y, i) => {
      if (!usable(xs[i], y)) return;
      const x = px(xs[i]).toFixed(1), v = py(y).toFixed(1);
      path += (path ? 'L' : 'M') + x + ' ' + v;
      if (s.dots) dots.push([x, v]);
    });
    svg.append(shape('path', {class: 'line ' + s.kind, d: path, 'data-series': s.name}));
    for (const [x, v] of dots) svg.append(shape('circle', {class: 'dot ' + s.kind, cx: x, cy: v, r: dots.length > 60 ? 2.5 : 4}));
  }
  if (best && usable(best.x, best.y)) svg.append(shape('circle', {class: 'best', cx: px(best.x), cy: py(best.y), r: 8}));
  const cross = shape('line', {class: 'cross', y1: top, y2: height - bottom, visibility: 'hidden'});
  svg.append(cross);
  let at = -1;
  const show = (index, touch) => {
    at = Math.max(0, Math.min(xs.length - 1, index));
    const x = px(xs[at]);
    cross.setAttribute('x1', x); cross.setAttribute('x2', x); cross.setAttribute('visibility', 'visible');
    const lines = [`${xName === 'seconds' ? 'time' : xName} ${xName === 'seconds' ? duration(xs[at]) : whole.format(xs[at])}`];
    for (const s of series) if (s.ys[at] !== null && Number.isFinite(s.ys[at])) lines.push(`${s.name}  ${number(s.ys[at])}`);
    const tip = $('tip'), box = svg.getBoundingClientRect();
    tip.textContent = lines.join('\n'); tip.hidden = false;
    const edge = box.left + x * box.width / width, side = edge + 14 + tip.offsetWidth < innerWidth ? edge + 14 : edge - 14 - tip.offsetWidth;
    tip.style.left = Math.max(4, side) + 'px';
    tip.style.top = Math.max(4, touch ? touch - tip.offsetHeight - 12 : box.top + 12) + 'px';
  };
  const hide = () => { cross.setAttribute('visibility', 'hidden'); $('tip').hidden = true; };
  svg.addEventListener('pointermove', event => {
    const box = svg.getBoundingClientRect(), wanted = (event.clientX - box.left) * width / box.width;
    let low = 0, high = xs.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (px(xs[middle]) < wanted || (logX && xs[middle] <= 0)) low = middle + 1; else high = middle; }
    if (low > 0 && wanted - px(xs[low - 1]) < px(xs[low]) - wanted) low--;
    show(low, event.clientY);
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', event => {
    const step = {ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -1e9, End: 1e9}[event.key];
    if (step) { event.preventDefault(); show((at < 0 ? xs.length - 1 : at) + step); }
    if (event.key === 'Escape') hide();
  });
  figure.append(svg);
}

/** The mean of a noisy series around each of its points: a fiftieth of it to either side, less where it begins and ends. */
function smoothed(ys) {
  const most = Math.max(1, Math.round(ys.length / 50));
  return ys.map((y, i) => {
    const reach = Math.min(most, i, ys.length - 1 - i);
    const near = ys.slice(i - reach, i + reach + 1).filter(v => v !== null && Number.isFinite(v));
    return near.length ? near.reduce((a, b) => a + b) / near.length : null;
  });
}

/** The mean of the last fiftieth of a noisy series. */
function lastOf(ys) {
  const end = ys.filter(y => y !== null && Number.isFinite(y)).slice(-Math.max(1, Math.round(ys.length / 50)));
  return end.length ? end.reduce((a, b) => a + b) / end.length : null;
}

function drawCharts() {
  const p = data.points, xName = $('over').value, xs = p[xName], logX = $('logX').checked, logY = $('logY').checked;
  const xText = xName === 'seconds' ? duration : x => short.format(x);
  const bits = $('unit').value === 'bits';
  // bits per byte of training batches by the ratio that the last evaluation found
  const last = p.val.map((v, i) => [v, p.bits[i]]).filter(([v, b]) => v !== null && b !== null).pop();
  const ratio = bits && last ? last[1] / last[0] : 1;
  const train = p.train.map(y => y === null ? null : y * ratio), held = bits ? p.bits : p.val;
  let best = null;
  held.forEach((y, i) => { if (y !== null && (best === null || y < best.y)) best = {x: xs[i], y}; });
  const place = step => xs[Math.max(0, p.step.findIndex(s => s >= step))];
  const marks = data.events.map(e => ({x: place(e.step), text: e.message}));
  const unit = bits ? 'bits per byte' : 'nats per token';
  chart($('loss'), {
    xs, xName, xText, yText: y => String(+y.toPrecision(3)), logX, logY, marks, best,
    series: [{name: 'training', kind: 'train', ys: train}, {name: 'smoothed', kind: 'smooth', ys: smoothed(train)}, {name: 'held-out', kind: 'held', ys: held, dots: true}],
    label: `Learning curve in ${unit}: held-out loss ${best ? `at best ${number(best.y)}` : 'not yet known'}, training loss at last ${number(lastOf(train))}. Arrow keys show values.`,
  });
  const legend = element('div', {class: 'legend'});
  for (const [kind, text] of [['train', 'training batches'], ['smooth', 'training, smoothed'], ['held', 'held-out (ring: best, the weights that were kept)']])
    legend.append(element('span', {class: kind}, element('i'), text));
  $('loss').append(legend);
  const small = (id, name, ys, yText, extra = {}) => chart($(id), {
    xs, xName, xText, yText, logX, logY: false, ...extra, series: extra.series || [{name, kind: 'other', ys}],
    label: `${name}, at last ${number(ys[ys.length - 1])}. Arrow keys show values.`,
  });
  small('rate', 'learning rate', p.rate, y => String(+y.toPrecision(2)), {fromZero: true});
  small('norm', 'gradient norm', p.norm, y => String(+y.toPrecision(2)), {logY: p.norm.every(y => y === null || y > 0),
    series: [{name: 'gradient norm', kind: 'train', ys: p.norm}, {name: 'smoothed', kind: 'other', ys: smoothed(p.norm)}]});
  small('speed', 'tokens per second', p.speed, y => short.format(y), {fromZero: true});
}

// ---- the rest of the page ----

function flat(object, prefix = '') {
  return Object.entries(object || {}).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? flat(value, prefix + key + ' ') : [[(prefix + key).replaceAll('_', ' '), value]]);
}
function table(caption, rows) {
  const body = element('tbody');
  for (const [key, value] of rows) if (value !== null) {
    const text = typeof value === 'number' ? number(value) : Array.isArray(value) ? value.join(', ') : /^[A-Z_]+$/.test(value) ? value.toLowerCase() : String(value);
    body.append(element('tr', {}, element('th', {scope: 'row'}, key), element('td', {}, text)));
  }
  return element('table', {}, element('caption', {}, caption), body);
}

function drawText() {
  const p = data.points, end = p.step.length - 1, run = data.run || {}, config = data.config || {}, outcome = run.outcome;
  document.title = `${data.title} · Continuo`;
  $('title').textContent = data.title;
  $('state').textContent = data.state === 'running' && !live ? 'running at ' + data.updated.slice(11, 16) + ' UTC' : data.state;
  $('state').className = 'badge ' + data.state;
  $('summary').textContent = [
    run.parameters && `${short.format(run.parameters)} parameters`,
    config.num_hidden_layers && `${config.num_hidden_layers} layer${config.num_hidden_layers === 1 ? '' : 's'} of ${config.hidden_size} channels`,
    config.vocab_size && `vocabulary of ${whole.format(config.vocab_size)}`,
    run.training && `batches of ${run.training.batch.size} × ${run.training.batch.context} tokens`,
    run.training && run.training.precision.toLowerCase(),
    `updated ${data.updated.replace('T', ' ').replace(/:\d\dZ$/, ' UTC')}`].filter(Boolean).join(' · ');
  const [head, ...rest] = data.verdict.text.split(/(?=[:;(])/);
  $('verdict').className = data.verdict.kind;
  $('verdict').replaceChildren(element('b', {}, head[0].toUpperCase() + head.slice(1)), rest.join(''));
  if (data.state === 'running') $('verdict').append(element('small', {}, 'so far; judged again at every evaluation'));
  const heldIndex = p.val.reduce((found, v, i) => v !== null && (found < 0 || v < p.val[found]) ? i : found, -1);
  put($('numbers'), [
    ['held-out loss, best', outcome ? number(outcome.val_loss) : heldIndex < 0 ? null : number(p.val[heldIndex])],
    ['bits per byte', outcome ? number(outcome.val_bits_per_byte) : heldIndex < 0 ? null : number(p.bits[heldIndex])],
    ['training loss', end < 0 ? null : number(lastOf(p.train))],
    ['steps', end < 0 ? null : whole.format(outcome ? outcome.steps : p.step[end])],
    ['tokens', end < 0 ? null : short.format(outcome ? outcome.tokens : p.tokens[end])],
    ['time', end < 0 ? null : duration(outcome ? outcome.seconds : p.seconds[end])],
    ['tokens per second', end < 0 ? null : whole.format(p.speed[end])],
  ]);
  $('events').hidden = data.events.length === 0;
  $('eventList').replaceChildren(...data.events.map(e => element('li', {}, `step ${whole.format(e.step)}: ${e.message}`)));
  $('samples').hidden = data.samples.length === 0;
  $('sampleList').replaceChildren(...data.samples.toReversed().map(s => element('li', {},
    element('span', {}, `step ${whole.format(s.step)}`), element('p', {}, element('mark', {}, s.prompt), s.continuation))));
  drawRecall();
  drawCorpus();
  const settings = flat(run.training);
  $('configuration').replaceChildren(table('Training', settings), table('Net', flat(config)), table('Run', [
    ['first weights from', run.from || 'random'], ...flat(run.versions), ['text, fingerprint', run.corpus && run.corpus.training_fingerprint]]));
  const names = {step: 'step', tokens: 'tokens', seconds: 'seconds', train: 'training loss', val: 'held-out loss', bits: 'bits per byte', rate: 'learning rate', norm: 'gradient norm', speed: 'tokens/s'};
  const body = element('tbody');
  p.step.forEach((s, i) => body.append(element('tr', {}, ...Object.keys(names).map(key => element('td', {}, p[key][i] === null ? '' : number(p[key][i]))))));
  $('table').replaceChildren(element('thead', {}, element('tr', {}, ...Object.values(names).map(n => element('th', {scope: 'col'}, n)))), body);
}

function drawRecall() {
  const {held_out: heldOut, samples} = data.recall;
  $('recall').hidden = !heldOut || samples.length === 0;
  if ($('recall').hidden) return;
  const row = (name, found) => element('tr', {}, element('th', {scope: 'row'}, name),
    ...[found.of8, found.of16, found.of32].map(tokens => element('td', {}, found.tokens ? Math.round(100 * tokens / found.tokens) + ' %' : '–')),
    element('td', {}, whole.format(found.tokens)));
  $('recallTable').replaceChildren(
    element('thead', {}, element('tr', {}, ...['', '8 tokens', '16 tokens', '32 tokens', 'of'].map(name => element('th', {scope: 'col'}, name)))),
    element('tbody', {}, row('held-out text', heldOut), ...samples.toReversed().map(s => row('step ' + whole.format(s.step), s))));
}

function drawCorpus() {
  const c = data.corpus;
  $('corpus').hidden = !c;
  if (!c) return;
  put($('corpusNumbers'), [
    ['documents read', c.documents_in && whole.format(c.documents_in)],
    ['documents kept', c.documents_kept && whole.format(c.documents_kept)],
    ['read', c.bytes_in && short.format(c.bytes_in).replace(/(\D?)$/, ' $1B')],
    ['training tokens', c.training && whole.format(c.training.tokens)],
    ['held-out tokens', c.validation && whole.format(c.validation.tokens)],
    ['kinds of tokens', c.vocabulary_size && whole.format(c.vocabulary_size)],
  ]);
  const reasons = Object.entries(c.dropped || {}).sort((a, b) => b[1] - a[1]);
  const bars = element('div', {class: 'bars'});
  for (const [reason, count] of reasons) {
    const bar = element('i');
    bar.style.width = 100 * count / reasons[0][1] + '%';
    bars.append(element('span', {}, reason.replaceAll('_', ' ')), bar, element('b', {}, whole.format(count)));
  }
  $('dropped').replaceChildren(...(reasons.length ? [element('p', {class: 'muted'}, 'Documents that were dropped, and why:'), bars] : [element('p', {class: 'muted'}, 'No document was dropped.')]));
}

function draw() { drawText(); drawCharts(); }

for (const id of ['over', 'logX', 'logY', 'unit']) $(id).addEventListener('change', drawCharts);
let resized;
new ResizeObserver(() => { cancelAnimationFrame(resized); resized = requestAnimationFrame(drawCharts); }).observe($('loss'));
draw();

// ---- the live page: asks the run that serves it, until that is over ----

if (live) {
  let version = null;
  const ask = async () => {
    try {
      const answer = await fetch('data.json', version ? {headers: {'If-None-Match': version}} : {});
      if (answer.status === 200) { version = answer.headers.get('ETag'); data = await answer.json(); draw(); }
      if (data.state !== 'running') return;
    } catch (gone) {
      $('state').textContent = 'no longer served'; $('state').className = 'badge';
      return;
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 2000);
}
}
