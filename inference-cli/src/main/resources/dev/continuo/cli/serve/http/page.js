// The page over /v1/completions and /v1/next_tokens. Its state is the text and which of it is the model's; this
// browser keeps both, for each model by its name.
import { known, keep } from './kept.js';
import { replaced, changed } from './edit.js';

const at = id => document.getElementById(id);
const text = at('text');
const status = at('status');
const key = at('key');

/** The stretches of the text that the model wrote, as [start, end), in order. */
let written = [];
/** The text as it was last shown. */
let seen = '';
/** What the text was before each continuation, and before a person went on from one. */
const past = [];
/** Whether the last change was a person's. */
let typed = false;
/** Where in the text the model begins to see it. */
let begins = 0;
/** Chosen tokens that are the beginning of a character. */
let open = [];
/** More tokens than any tokenizer puts before a text. */
const MOST_BEGINNING = 16;
let context = 0;
let model = null;
let running = null;
let asked = 0;

/** Shades what the model wrote, and what it does not see. */
function paint() {
  seen = text.value;
  const places = [...new Set([0, begins, seen.length, ...written.flat()])].sort((a, b) => a - b);
  const parts = places.slice(1).flatMap((end, index) => {
    const start = places[index];
    const part = document.createElement(written.some(([from, to]) => from <= start && end <= to) ? 'mark' : 'span');
    part.textContent = seen.slice(start, end);
    part.classList.toggle('before', end <= begins);
    return start > 0 && start === begins ? [document.createElement('i'), part] : [part];
  });
  at('shade').replaceChildren(...parts, '\n\u200b');
  at('clear').disabled = seen === '' || running !== null;
  at('undo').disabled = past.length === 0 || running !== null;
  save();
}

function save() {
  if (model && !running && !keep(model, { value: text.value, written, settings: chosen() })) {
    at('kept').textContent = 'This browser does not let the page keep the text.';
  }
}

function append(piece) {
  const start = text.value.length;
  text.value += piece;
  typed = false;
  const last = written.at(-1);
  if (last && last[1] === start) {
    last[1] = text.value.length;
  } else {
    written.push([start, text.value.length]);
  }
  paint();
}

function remember() {
  past.push({ value: seen, written: written.map(stretch => [...stretch]) });
}

/** Shows another text, with the ranges that the model wrote. */
function show(value, stretches) {
  text.value = value;
  written = stretches;
  open = [];
  begins = 0;
  warn([]);
  paint();
}

/** What the model wrote stays shaded; what a person put in its place is not. */
function edited(event) {
  if (!typed && written.length > 0) remember();
  typed = true;
  written = replaced(written, changed(seen, text.value, selection, event.inputType));
  open = [];
  begins = Math.min(begins, text.value.length);
  warn([]);
  paint();
}

/** Shows what the service says about the text. */
function warn(warnings = []) {
  at('warnings').textContent = warnings.join(' ');
}

async function post(path, body, signal) {
  const headers = { 'Content-Type': 'application/json' };
  if (key.value) headers.Authorization = 'Bearer ' + key.value;
  return answered(await ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal }));
}

/** Asks the service; the browser's own error for a service that does not answer says little. */
async function ask(path, request) {
  try {
    return await fetch(path, request);
  } catch (problem) {
    throw problem.name === 'AbortError' ? problem : new Error('The service does not answer. Is it still running?');
  }
}

async function answered(response) {
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

const SETTINGS = ['tokens', 'temperature', 'top-p', 'seed'];

/** The settings as the person chose them. */
function chosen() {
  return Object.fromEntries(SETTINGS.map(name => [name, at(name).value]));
}

function settings() {
  const seed = at('seed').value;
  return {
    max_tokens: Number(at('tokens').value),
    temperature: Number(at('temperature').value),
    top_p: Number(at('top-p').value),
    seed: seed === '' ? Math.floor(Math.random() * 1e6) : Number(seed),
    truncate_prompt_tokens: context || undefined,
  };
}

async function proceed() {
  if (running) return;
  remember();
  open = [];
  const how = settings();
  const started = performance.now();
  let usage = null;
  let finish = null;
  running = new AbortController();
  at('continue').hidden = true;
  at('stop').hidden = false;
  text.readOnly = true;
  paint();
  status.textContent = 'writing…';
  try {
    const response = await post('/v1/completions', {
      ...how, prompt: text.value, stream: true, stream_options: { include_usage: true },
    }, running.signal);
    for await (const together of events(response)) {
      let piece = '';
      for (const event of together) {
        if (event.error) throw new Error(event.error.message);
        if (event.warnings) warn(event.warnings);
        usage = event.usage ?? usage;
        for (const choice of event.choices) {
          piece += choice.text;
          finish = choice.finish_reason ?? finish;
        }
      }
      if (piece) append(piece);
    }
    if (finish === null) throw new Error('The service ended the answer early.');
    const tokens = usage?.completion_tokens ?? 0;
    const rate = tokens / (performance.now() - started) * 1000;
    status.textContent = `${tokens} tokens, ${rate.toFixed(0)} per second, seed ${how.seed}`
      + (finish === 'stop' ? '; the text ended' : '');
  } catch (problem) {
    status.textContent = problem.name === 'AbortError' ? `stopped, seed ${how.seed}` : problem.message;
  } finally {
    running = null;
    at('continue').hidden = false;
    at('stop').hidden = true;
    text.readOnly = false;
    paint();
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

function sees(from) {
  begins = Math.min(from, text.value.length);
  at('unseen').hidden = begins === 0;
  paint();
}

/** Shows the likeliest next tokens where they are wanted, and where the model begins to see the text. */
async function look() {
  if (running) return;
  const turn = ++asked;
  const wanted = !at('next').hidden;
  if (text.value === '' && open.length === 0) {
    at('candidates').replaceChildren();
    at('rest').textContent = 'Type the beginning of a text first.';
    return;
  }
  try {
    if (!wanted && new TextEncoder().encode(text.value).length < context - MOST_BEGINNING) {
      sees(0); // a token is at least one byte
      return;
    }
    const count = wanted ? 12 : 0;
    const answer = await (await post('/v1/next_tokens', { prompt: text.value, then: open, count })).json();
    if (turn !== asked || running) return;
    if (answer.completed) append(answer.completed);
    open = answer.open;
    sees(answer.begins);
    warn(answer.warnings);
    if (wanted) list(answer.tokens);
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
  if (running || past.length === 0) return;
  const before = past.pop();
  typed = false;
  show(before.value, before.written);
  look();
}

function clear() {
  if (running) return;
  remember();
  typed = false;
  show('', []);
  text.focus();
  look();
}

function toggle() {
  const closed = !at('next').hidden;
  at('next').hidden = closed;
  at('toggle').setAttribute('aria-expanded', String(!closed));
  look();
}

async function describe() {
  try {
    const headers = key.value ? { Authorization: 'Bearer ' + key.value } : {};
    const response = await ask('/v1/models', { headers });
    if (response.status === 401) {
      at('key-field').hidden = false;
      return;
    }
    const [found] = (await (await answered(response)).json()).data ?? [];
    if (!found) throw new Error('The service does not say which model it has.');
    context = found.max_model_len;
    const parameters = new Intl.NumberFormat('en', { notation: 'compact' }).format(found.parameters);
    at('model').textContent = `${found.id} · ${parameters} parameters · sees ${context} tokens`;
    take(found.id);
  } catch (problem) {
    status.textContent = problem.message;
  }
}

/** Restores what this browser stored for a model, unless something is typed already. */
function take(id) {
  if (id === model) return;
  model = id;
  const kept = known(id);
  if (!kept) return;
  if (text.value !== '') {
    past.unshift({ value: kept.value, written: kept.written });
    paint();
    return;
  }
  for (const name of SETTINGS) {
    at(name).value = kept.settings[name] ?? at(name).value;
    at(name).dispatchEvent(new Event('input'));
  }
  show(kept.value, kept.written);
  look();
}

for (const range of document.querySelectorAll('input[type="range"]')) {
  const output = document.querySelector(`output[for="${range.id}"]`);
  const show = () => { output.value = range.value; };
  range.addEventListener('input', show);
  show();
}

let selection = null;
let pause = 0;
text.addEventListener('beforeinput', () => { selection = [text.selectionStart, text.selectionEnd]; });
text.addEventListener('input', event => {
  edited(event);
  selection = null; // not every change says beforehand what it replaces
  clearTimeout(pause);
  pause = setTimeout(look, 250);
});
for (const name of SETTINGS) at(name).addEventListener('change', save);
at('continue').addEventListener('click', proceed);
at('stop').addEventListener('click', stop);
at('undo').addEventListener('click', undo);
at('clear').addEventListener('click', clear);
at('toggle').addEventListener('click', toggle);
key.addEventListener('change', () => { describe(); look(); });
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) proceed();
  if (event.key === 'Escape') stop();
});
addEventListener('pagehide', () => { running?.abort(); running = null; save(); });
paint();
describe();
