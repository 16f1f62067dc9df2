{
const study = JSON.parse($('data').textContent);
const found = study.findings;

/** A chart of series with points of their own: lines, dots, or dots with the bounds of an interval. */
function plot(title, note, {series, logX, logY, xName, yName, xText = short.format, yText = y => String(+y.toPrecision(4))}) {
  const all = series.flatMap(s => s.points).filter(p => Number.isFinite(p[0]) && Number.isFinite(p[1]));
  if (all.length === 0) return;
  const width = 1040, height = 380, left = 58, right = 14, top = 10, bottom = 46;
  const xs = all.map(p => p[0]), ys = all.flatMap(p => [p[1], ...(p[2] ? [p[2], p[3]] : [])]);
  const pad = (low, high, log) => log ? [low / (high / low) ** 0.05, high * (high / low) ** 0.05] : [low - (high - low || 1) * 0.05, high + (high - low || 1) * 0.05];
  const [lowX, highX] = pad(Math.min(...xs), Math.max(...xs), logX), [lowY, highY] = pad(Math.min(...ys), Math.max(...ys), logY);
  const scale = (v, low, high, log) => log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
  const px = x => left + scale(x, lowX, highX, logX) * (width - left - right);
  const py = y => height - bottom - scale(y, lowY, highY, logY) * (height - top - bottom);
  const svg = shape('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}: ${yName} over ${xName}`});
  for (const t of ticksOf(lowY, highY, logY, 6)) {
    svg.append(shape('line', {class: 'grid-line', x1: left, x2: width - right, y1: py(t), y2: py(t)}));
    svg.append(shape('text', {x: left - 8, y: py(t) + 4, 'text-anchor': 'end'}, yText(t)));
  }
  for (const t of ticksOf(lowX, highX, logX, 7)) {
    svg.append(shape('line', {class: 'grid-line', x1: px(t), x2: px(t), y1: top, y2: height - bottom}));
    svg.append(shape('text', {x: px(t), y: height - bottom + 18, 'text-anchor': 'middle'}, xText(t)));
  }
  svg.append(shape('text', {x: (left + width) / 2, y: height - 6, 'text-anchor': 'middle'}, `${xName}; up: ${yName}`));
  for (const s of series) {
    if (s.line) svg.append(shape('path', {class: `curve s${s.color} ${s.dashed ? 'dashed' : ''}`, d: s.points.map((p, i) => (i ? 'L' : 'M') + px(p[0]).toFixed(1) + ' ' + py(p[1]).toFixed(1)).join('')}));
    if (s.dots) for (const p of s.points) {
      if (p[2]) svg.append(shape('line', {class: `bar s${s.color}`, x1: px(p[0]), x2: px(p[0]), y1: py(p[2]), y2: py(p[3])}));
      const dot = shape('circle', {class: `point s${s.color} ${s.ring ? 'ring' : ''}`, cx: px(p[0]), cy: py(p[1]), r: s.ring ? 8 : 5});
      dot.append(shape('title', {}, `${s.name}: ${xText(p[0])}, ${number(p[1])}`));
      svg.append(dot);
    }
  }
  const legend = element('div', {class: 'legend'});
  for (const s of series) if (s.name && !s.hidden) legend.append(element('span', {class: `key s${s.color}`}, element('i'), s.name));
  const figure = element('figure', {class: 'chart'}, svg, legend);
  $('figures').append(element('section', {}, element('h2', {}, title), element('p', {class: 'muted'}, note), figure));
}

function rows(table, head, body) {
  table.replaceChildren(
    element('thead', {}, element('tr', {}, ...head.map(h => element('th', {scope: 'col'}, h)))),
    element('tbody', {}, ...body.map(row => element('tr', {}, ...row.map(cell => element('td', {}, String(cell)))))));
}

const say = (...lines) => $('answer').append(...lines.map(line => element('p', {}, line)));
const steps = (low, high, count, log) => Array.from({length: count + 1}, (unused, i) => log ? low * (high / low) ** (i / count) : low + (high - low) * i / count);

function scaling() {
  const law = found.law, prediction = found.prediction, check = found.check;
  const loss = (n, d) => law.floor + law.size_factor / n ** law.size_exponent + law.data_factor / d ** law.data_exponent;
  if (law) say(`L(N, D) = ${number(law.floor)} + ${number(law.size_factor)} / N^${law.size_exponent.toFixed(3)} + ${number(law.data_factor)} / D^${law.data_exponent.toFixed(3)}`);
  if (prediction) say(`Predicted for ${whole.format(prediction.parameters)} parameters before they were trained: ${number(prediction.loss.value)} nats per token, 90 % prediction interval ${number(prediction.loss.low)} to ${number(prediction.loss.high)}.`);
  if (check) say(`Measured: ${number(check.measured)}. The prediction was off by ${(check.error * 100).toFixed(2)} %, ${check.in_interval ? 'inside' : 'outside'} the interval.`);
  const sizes = [...new Set(study.runs.map(r => r.multiplied))].sort((a, b) => a - b);
  const series = [];
  sizes.forEach((n, i) => {
    const runs = study.runs.filter(r => r.multiplied === n), points = runs.map(r => [r.effective_tokens, r.outcome.val_loss]);
    const isPredicted = prediction && Math.abs(n - prediction.parameters) < 1;
    if (law && points.length) {
      const ds = points.map(p => p[0]);
      series.push({name: '', hidden: true, color: i % 6, line: true, dashed: isPredicted, points: steps(Math.min(...ds) / (points.length > 1 ? 1 : 4), Math.max(...ds), 40, true).map(d => [d, loss(n, d)])});
    }
    series.push({name: `${short.format(n)} parameters`, color: i % 6, dots: true, points});
  });
  if (prediction) series.push({name: 'predicted, with its interval', color: (sizes.length + 5) % 6, dots: true, ring: true, points: [[prediction.effective_tokens, prediction.loss.value, prediction.loss.low, prediction.loss.high]]});
  plot('Loss over the amount of text', 'Dots are runs, lines the law. Text that was seen again counts less (Muennighoff et al., arXiv 2305.16264).', {series, logX: true, logY: true, xName: 'effective tokens D', yName: 'held-out loss, nats per token'});
  if (!law) return;
  const largest = Math.max(...study.runs.map(r => r.multiplied * r.outcome.tokens * 6));
  const budgets = [0.01, 0.1, 1, 10].map(f => f * largest);
  plot('Isoflop curves by the law', 'Loss over the size of the net for a fixed compute budget each; a ring marks the best size.', {
    series: budgets.flatMap((c, i) => {
      const points = steps(sizes[0] / 4, sizes[sizes.length - 1] * 8, 60, true).map(n => [n, loss(n, c / 6 / n)]).filter(p => p[1] < 12);
      const best = points.reduce((a, b) => b[1] < a[1] ? b : a, points[0]);
      return [{name: `${c.toExponential(1)} operations`, color: i, line: true, points}, {name: '', hidden: true, color: i, dots: true, ring: true, points: best ? [best] : []}];
    }),
    logX: true, logY: true, xName: 'parameters N', yName: 'held-out loss, nats per token'});
}

function sizes() {
  const result = found.result;
  const plain = study.runs.filter(r => r.name.startsWith('depth-')), narrow = study.runs.filter(r => !r.name.startsWith('depth-'));
  if (result) {
    say(result.enough ? `${result.enough} is enough: a doubling of the size beyond it brings less than 1 %.` : 'More size still helps: each doubling brings 1 % or more.');
    if (result.too_small.length) say(`Too small, even with ten times the steps: ${result.too_small.join(', ')}.`);
    for (const row of result.rows) if (row.saved !== null) say(`${row.name} ${row.saved < 0 ? 'costs' : 'saves'} ${Math.abs(row.saved * 100).toFixed(0)} % of the weights at equal loss.`);
  }
  const point = r => [r.parameters, r.outcome.val_loss];
  const series = [{name: 'plain shape', color: 0, line: true, dots: true, points: plain.map(point)}, ...narrow.map((r, i) => ({name: r.name, color: 1 + i % 5, dots: true, points: [point(r)]}))];
  if (result) series.push({name: 'in ten times the steps, by its own curve', color: 4, dots: true, ring: true, points: result.rows.map(r => [r.parameters, r.attainable])});
  plot('Loss over size, equal tokens', 'Each dot is a run.', {series, logX: true, xName: 'parameters', yName: 'held-out loss, nats per token'});
}

function seeds() {
  const result = found.result, first = study.runs.filter(r => r.name.startsWith('seed-')), other = study.runs.filter(r => r.name.startsWith('other-'));
  if (result) {
    say(`${number(result.losses.mean)} ± ${number(result.losses.deviation)} nats per token over ${result.losses.count} seeds.`);
    const c = result.comparison;
    if (c) say(`The other recipe differs by ${number(c.difference.mean)} (${number(c.difference.low)} to ${number(c.difference.high)}), p = ${number(c.p)}: ${c.p < 0.05 ? 'significant' : `may be chance; as many pairs find ${number(c.detectable)} or more, a difference like this one needs ${c.pairs_needed}`}.`);
    const a = result.agreement;
    say(`On held-out text two of the nets have the same likeliest token at ${(a.held_out.agreeing * 100).toFixed(0)} % of the positions; two greedy texts part after ${a.parts_after.toFixed(1)} tokens.`);
  }
  const points = runs => runs.map(r => [Number(r.settings.seed), r.outcome.val_loss]);
  plot('Loss by seed', 'The same run, another seed.', {series: [{name: 'recipe', color: 0, dots: true, points: points(first)}, ...(other.length ? [{name: study.settings.against, color: 1, dots: true, points: points(other)}] : [])], xName: 'seed', yName: 'held-out loss, nats per token', xText: x => Number.isInteger(x) ? String(x) : ''});
  if (result) {
    const stretches = result.agreement.by_stretch;
    plot('Where equivalent nets part', 'Agreement of the likeliest token on text that one net writes on its own, by distance from the held-out beginning; the dashed line is held-out text.', {
      series: [{name: 'on text of its own', color: 0, line: true, dots: true, points: stretches.map((s, i) => [8 * i + 4, s.agreeing * 100])},
        {name: 'on held-out text', color: 1, line: true, dashed: true, points: [[4, result.agreement.held_out.agreeing * 100], [8 * stretches.length - 4, result.agreement.held_out.agreeing * 100]]}],
      xName: 'tokens written', yName: '% of positions', xText: x => String(x)});
  }
}

$('title').textContent = study.title;
document.title = `${study.title}: ${study.kind} study`;
$('kind').textContent = study.kind;
({scaling, sizes, seeds})[study.kind]();
if (!$('answer').childElementCount) say('Not finished: the same command goes on.');
put($('numbers'), [
  ['runs', study.runs.length],
  ['training text', short.format(study.training_tokens) + ' tokens'],
  ['minutes of training', number(study.runs.reduce((sum, r) => sum + r.outcome.seconds, 0) / 60)],
]);
rows($('runs'), ['run', 'parameters', 'tokens', 'epochs', 'loss', 'bits per byte', 'time', 'verdict'], study.runs.map(r => [r.name, whole.format(r.parameters), whole.format(r.outcome.tokens), number(r.epochs), number(r.outcome.val_loss), number(r.outcome.val_bits_per_byte), duration(r.outcome.seconds), r.outcome.verdict.split(/[:;(]/)[0]]));
rows($('settings'), ['setting', 'value'], Object.entries(study.settings));
}
