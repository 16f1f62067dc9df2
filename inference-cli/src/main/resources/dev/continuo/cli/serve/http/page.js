// The page over /v1/completions and /v1/next_tokens. Its state is the text and which of it is the model's.
const at = id => document.getElementById(id);
const text = at('text');
const status = at('status');
const key = at('key');

/** The stretches of the text that the model wrote, as [start, end), in order. */
let written = [];
/** What the text was before each continuation. */
const past = [];
/** Chosen tokens that are the beginning of a character. */
let open = [];
let context = 0;
let running = null;
let asked = 0;

function paint() {
  const shade = at('shade');
  shade.replaceChildren();
  let done = 0;
  for (const [start, end] of written) {
    shade.append(text.value.slice(done, start));
    const mark = document.createElement('mark');
    mark.textContent = text.value.slice(start, end);
    shade.append(mark);
    done = end;
  }
  shade.append(text.value.slice(done) + '\n\u200b');
}

function append(piece) {
  const start = text.value.length;
  text.value += piece;
  const last = written.at(-1);
  if (last && last[1] === start) {
    last[1] = text.value.length;
  } else {
    written.push([start, text.value.length]);
  }
  paint();
}

function remember() {
  past.push({ value: text.value, written: written.map(stretch => [...stretch]) });
  at('undo').disabled = false;
}

/** Shading stays with text before and after what a person changes. */
function edited(before) {
  const now = text.value;
  let same = 0;
  while (same < now.length && same < before.length && now[same] === before[same]) same++;
  const moved = now.length - before.length;
  written = written.flatMap(([start, end]) => {
    if (end <= same) return [[start, end]];
    if (start >= same && start + moved >= same) return [[start + moved, end + moved]];
    return start < same ? [[start, same]] : [];
  });
  open = [];
  paint();
}

async function post(path, body, signal) {
  const headers = { 'Content-Type': 'application/json' };
  if (key.value) headers.Authorization = 'Bearer ' + key.value;
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (response.ok) return response;
  if (response.status === 401) {
    at('key-field').hidden = false;
    key.focus();
  }
  const answer = await response.json().catch(() => null);
  throw new Error(answer?.error?.message ?? 'the service answered ' + response.status);
}

/** The JSON events of a stream, those that came together in one list. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    const data = blocks.map(block => block.replace(/^data: /, ''));
    yield data.filter(item => item !== '[DONE]').map(item => JSON.parse(item));
    if (data.includes('[DONE]')) return;
    await new Promise(later => setTimeout(later)); // keys and clicks between
  }
}

function settings() {
  const chosen = at('seed').value;
  return {
    max_tokens: Number(at('tokens').value),
    temperature: Number(at('temperature').value),
    top_p: Number(at('top-p').value),
    seed: chosen === '' ? Math.floor(Math.random() * 1e6) : Number(chosen),
    truncate_prompt_tokens: context || undefined,
  };
}

async function proceed() {
  if (running) return;
  remember();
  open = [];
  const chosen = settings();
  const started = performance.now();
  let usage = null;
  let finish = null;
  running = new AbortController();
  at('continue').hidden = true;
  at('stop').hidden = false;
  text.readOnly = true;
  status.textContent = 'writing…';
  try {
    const response = await post('/v1/completions', {
      ...chosen, prompt: text.value, stream: true, stream_options: { include_usage: true },
    }, running.signal);
    for await (const together of events(response)) {
      let piece = '';
      for (const event of together) {
        if (event.error) throw new Error(event.error.message);
        usage = event.usage ?? usage;
        for (const choice of event.choices) {
          piece += choice.text;
          finish = choice.finish_reason ?? finish;
        }
      }
      if (piece) append(piece);
    }
    const tokens = usage?.completion_tokens ?? 0;
    const rate = tokens / (performance.now() - started) * 1000;
    status.textContent = `${tokens} tokens, ${rate.toFixed(0)} per second, seed ${chosen.seed}`
      + (finish === 'stop' ? '; the text ended' : '');
  } catch (problem) {
    status.textContent = problem.name === 'AbortError' ? `stopped, seed ${chosen.seed}` : problem.message;
  } finally {
    running = null;
    at('continue').hidden = false;
    at('stop').hidden = true;
    text.readOnly = false;
    look();
  }
}

function stop() {
  running?.abort();
}

/** A token's text with its white space visible. */
function shown(token) {
  const code = document.createElement('code');
  const signs = { ' ': '␣', '\n': '↵', '\t': '⇥' };
  const sign = what => {
    const span = document.createElement('span');
    span.className = 'sign';
    span.textContent = what;
    return span;
  };
  if (token.end) return code.append(sign('the end of the text')), code;
  if (token.text === '' || token.text.includes('\ufffd')) {
    return code.append(sign(`part of a character (token ${token.id})`)), code;
  }
  for (const character of token.text) code.append(signs[character] ? sign(signs[character]) : character);
  return code;
}

async function look() {
  if (at('next').hidden || running) return;
  const turn = ++asked;
  if (text.value === '' && open.length === 0) {
    at('candidates').replaceChildren();
    at('rest').textContent = 'Type the beginning of a text first.';
    return;
  }
  try {
    const answer = await (await post('/v1/next_tokens', { prompt: text.value, then: open, count: 12 })).json();
    if (turn !== asked) return;
    if (answer.completed) append(answer.completed);
    open = answer.open;
    list(answer.tokens);
  } catch (problem) {
    if (turn === asked) status.textContent = problem.message;
  }
}

function list(tokens) {
  at('candidates').replaceChildren(...tokens.map(token => {
    const button = document.createElement('button');
    button.className = 'candidate';
    button.disabled = token.end;
    button.style.setProperty('--share', token.probability);
    const percent = document.createElement('span');
    percent.textContent = (token.probability * 100).toFixed(2) + ' %';
    button.append(shown(token), percent);
    button.addEventListener('click', () => choose(token));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  const sum = tokens.reduce((total, token) => total + token.probability, 0);
  at('rest').textContent = `All other tokens together: ${(Math.max(0, 1 - sum) * 100).toFixed(2)} %`;
}

function choose(token) {
  if (running) return;
  remember();
  open = [...open, token.id];
  look();
}

function undo() {
  const before = past.pop();
  if (!before || running) return;
  text.value = before.value;
  written = before.written;
  open = [];
  at('undo').disabled = past.length === 0;
  paint();
  look();
}

function toggle() {
  const closed = !at('next').hidden;
  at('next').hidden = closed;
  at('toggle').setAttribute('aria-expanded', String(!closed));
  look();
}

async function describe() {
  const headers = key.value ? { Authorization: 'Bearer ' + key.value } : {};
  const response = await fetch('/v1/models', { headers });
  if (response.status === 401) {
    at('key-field').hidden = false;
    return;
  }
  const [model] = (await response.json()).data;
  context = model.max_model_len;
  const parameters = new Intl.NumberFormat('en', { notation: 'compact' }).format(model.parameters);
  at('model').textContent = `${model.id} · ${parameters} parameters · sees ${context} tokens`;
}

for (const range of document.querySelectorAll('input[type="range"]')) {
  const output = document.querySelector(`output[for="${range.id}"]`);
  const show = () => { output.value = range.value; };
  range.addEventListener('input', show);
  show();
}

let valueBefore = text.value;
let pause = 0;
text.addEventListener('beforeinput', () => { valueBefore = text.value; });
text.addEventListener('input', () => {
  edited(valueBefore);
  clearTimeout(pause);
  pause = setTimeout(look, 250);
});
at('continue').addEventListener('click', proceed);
at('stop').addEventListener('click', stop);
at('undo').addEventListener('click', undo);
at('toggle').addEventListener('click', toggle);
key.addEventListener('change', () => { describe(); look(); });
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) proceed();
  if (event.key === 'Escape') stop();
});
paint();
describe();
