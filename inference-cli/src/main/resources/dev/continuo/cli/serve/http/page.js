// The page: what its parts do together. Its state is a tree of texts with its history; this browser keeps it.
import * as branches from './branches.js';
import { changed } from './edit.js';
import { compare } from './compare.js';
import { FORMATS, download, exported, imported } from './files.js';
import { grow } from './grow.js';
import { History } from './history.js';
import { KEYS, TREE_KEYS, fill, pressed } from './keys.js';
import { Library } from './library.js';
import { Outline } from './outline.js';
import { Paper } from './paper.js';
import { Place } from './place.js';
import { Read, pieceAt, pieces } from './pieces.js';
import { Service } from './service.js';
import { Settings } from './settings.js';
import { Tip } from './tip.js';
import { ROOT, Tree } from './tree.js';

const at = id => document.getElementById(id);
const text = at('text');

const state = {
  tree: new Tree(),
  read: new Read(),
  pieces: [],
  /** The continuation that is being made, or null: { abort, ids }. */
  running: null,
  /** The last node of the branch that is marked, or null. */
  marked: null,
  context: 0,
  /** Where in the text the model begins to see it. */
  begins: 0,
  /** What the service has beside completions. */
  can: { trace: false, lens: false },
};
let history = new History(state.tree);

const service = new Service(at('key'), () => {
  at('settings').open = true;
  at('key-field').hidden = false;
  at('key').focus();
});
const settings = new Settings(() => {
  library.save();
  place.look();
  render();
});
const paper = new Paper(text, at('shade'));
const place = new Place({ state, service, settings, caret: () => text.selectionStart, choose, warn, drawn: render });
const outline = new Outline(at('tree'), { go, name, keep, mark, compare: compareWith, prune });
const library = new Library({ state, settings, opened, say: words => { at('kept').textContent = words; } });
new Tip(text, paper, at('tip'), place);

// What is shown

let waiting = false;

/** Draws everything before the next frame. */
function render() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

function draw() {
  const { tree, running } = state;
  const whole = tree.text();
  state.read.keep(whole);
  state.begins = Math.min(state.begins, whole.length);
  const sources = settings.shade === 'source' ? place.spans ?? [] : [];
  const cuts = new Set([state.begins, ...sources.flatMap(span => [span.start, span.end])]);
  state.pieces = pieces(tree, state.read, [...cuts].sort((a, b) => a - b));
  const caret = text.selectionStart;
  const chosen = caret < whole.length || running ? pieceAt(state.pieces, caret) : -1;
  outline.show(tree, running?.ids ?? [], state.marked);
  paper.show(whole, state.pieces, { shade: settings.shade, chosen, begins: state.begins, sources });
  const fork = branches.fork(tree, caret);
  at('fork').hidden = branches.show(at('fork-branches'), tree, fork, go) === 0;
  at('nodes').textContent = tree.size > 1 ? `${tree.size - 1} ${tree.size === 2 ? 'node' : 'nodes'}` : '';
  at('unseen').hidden = state.begins === 0;
  const busy = running !== null;
  text.readOnly = busy;
  at('continue').hidden = busy;
  at('stop').hidden = !busy;
  at('regenerate').disabled = busy;
  for (const [id, label] of [['undo', history.undoable], ['redo', history.redoable]]) {
    at(id).disabled = busy || label === null;
    at(id).title = label === null ? '' : `${id === 'undo' ? 'Undo' : 'Redo'}: ${label}`;
  }
  const none = tree.here === ROOT;
  for (const id of ['name', 'keep', 'mark', 'prune']) at(id).disabled = none || busy;
  at('gather').disabled = busy || tree.size < 3;
  at('compare-open').disabled = state.marked === null || state.marked === tree.here || busy;
  at('keep').setAttribute('aria-pressed', String(!none && tree.get(tree.here).kept));
}

function say(words) { at('status').textContent = words; }

function warn(warnings = []) { at('warnings').textContent = warnings.join(' '); }

// Changes

/** Makes a change of the tree, which can be undone, unless the model writes. */
function alter(label, make, typed = false) {
  if (state.running) return;
  const change = state.tree.change(label, make);
  history.add(change, typed);
  if (change) library.save(change);
  if (state.marked !== null && !state.tree.get(state.marked)) state.marked = null;
  render();
}

function opened(tree) {
  state.tree = tree;
  state.read = new Read();
  state.marked = null;
  state.begins = 0;
  history = new History(tree);
  warn();
  show(tree.text().length);
}

/** Shows the text of the tree with the caret at a place. */
function show(caret) {
  const whole = state.tree.text();
  if (text.value !== whole) text.value = whole;
  const there = Math.min(caret, whole.length);
  text.setSelectionRange(there, there);
  place.moved();
  render();
}

/** What was typed: the tree is changed where the field was. */
function typed(event) {
  const before = state.tree.text();
  const { start, end, length } = changed(before, text.value, selection, event.inputType);
  const put = text.value.slice(start, start + length);
  alter('typing', () => state.tree.write(start, end, put), true);
  warn();
  place.moved();
}

function go(id) {
  if (!state.tree.get(id)) return;
  const caret = text.selectionStart;
  const atEnd = caret >= text.value.length;
  state.tree.go(id);
  library.save();
  history.pause();
  show(atEnd ? Infinity : caret);
}

function travel(back) {
  if (state.running) return;
  const change = back ? history.undo() : history.redo();
  if (!change) return;
  if (state.marked !== null && !state.tree.get(state.marked)) state.marked = null;
  library.save({ before: change.after, after: back ? change.before : change.after });
  warn();
  const caret = text.selectionStart;
  show(caret >= text.value.length ? Infinity : caret);
  say(`${back ? 'Undone' : 'Redone'}: ${change.label}`);
}

// The model writes

/**
 * Grows branches after a node; what was begun before it is part of the same change, and is taken back where nothing
 * grows unless it says something itself. Afterwards the caret is at the end, or where it was.
 */
async function growFrom(from, { alone = false, stay = false } = {}) {
  const { tree } = state;
  const request = { ...settings.request(), truncate_prompt_tokens: state.context || undefined };
  const running = { abort: new AbortController(), ids: [] };
  state.running = running;
  let shown = false;
  say('writing…');
  render();
  try {
    const how = await grow({
      service, tree, from, count: settings.branches, request, signal: running.abort.signal, warn,
      grown: ids => {
        running.ids = ids.filter(id => id !== null);
        if (!shown && ids[0] !== null) {
          shown = true;
          tree.go(ids[0]);
        }
        render();
      },
    });
    const rate = how.tokens / how.millis * 1000;
    say(`${how.tokens} tokens, ${rate.toFixed(0)} per second, seed ${how.seed}` + (how.ended ? '; the text ended' : ''));
  } catch (problem) {
    say(problem.name === 'AbortError' ? `stopped, seed ${request.seed}` : problem.message);
  } finally {
    if (state.running === running) {
      state.running = null;
      const change = tree.finish();
      if (change && !alone && running.ids.length === 0) {
        tree.restore(change.before, change.from);
      } else if (change) {
        history.add(change);
        library.save(change);
      }
      show(stay ? text.selectionStart : Infinity);
      place.look();
    }
  }
}

function proceed() {
  if (state.running) return;
  state.tree.begin('continuation');
  growFrom(state.tree.here);
}

/** Continues from the caret; what follows it stays as another branch. */
function regenerate() {
  if (state.running) return;
  const caret = text.selectionStart;
  state.tree.begin('continuation from the cursor');
  const from = state.tree.cut(caret);
  growFrom(from);
}

/** Puts another token in place of the one at the caret, and goes on from it unless told not to. */
function choose(token, piece, alone) {
  if (state.running) return;
  const { tree } = state;
  const fields = { text: token.text, tokens: [token.standing] };
  if (piece === null) {
    alter('a chosen token', () => tree.go(tree.add(tree.here, fields)));
    show(Infinity);
    return;
  }
  tree.begin('another token');
  const from = tree.cut(piece.start);
  const there = tree.get(from).children.find(child => tree.get(child).tokens?.[0]?.id === token.id);
  let id;
  if (there !== undefined) {
    id = tree.end(there);
    tree.go(id);
  } else {
    id = tree.add(from, fields);
    tree.go(id);
  }
  if (alone || there !== undefined) {
    const change = tree.finish();
    history.add(change);
    if (change) library.save(change);
    show(piece.start);
    text.focus();
  } else {
    show(piece.start);
    growFrom(id, { alone: true, stay: true });
  }
}

function stop() { state.running?.abort.abort(); }

// Branches

/** The node that an act on a branch is about: that of the outline where the keys are in it. */
const branch = id => id ?? state.tree.here;

function name(id) {
  const node = state.tree.get(branch(id));
  if (node.id === ROOT || state.running) return;
  const dialog = at('naming');
  at('naming-name').value = node.name;
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue === 'name') {
      alter('naming', () => state.tree.put(node.id, { name: at('naming-name').value.trim() }));
    }
  };
  dialog.showModal();
}

function keep(id) {
  const node = state.tree.get(branch(id));
  if (node.id !== ROOT) alter(node.kept ? 'keeping no more' : 'keeping', () => state.tree.put(node.id, { kept: !node.kept }));
}

function mark(id) {
  state.marked = state.marked === branch(id) ? null : branch(id);
  say(state.marked === null ? 'No branch is marked.' : 'Marked. Go to another branch and compare.');
  render();
}

function compareWith(other) {
  const { tree } = state;
  const two = typeof other === 'number' ? other : state.marked;
  if (two === null || two === tree.here || state.running) {
    say('Mark a branch first, then go to another one and compare.');
    return;
  }
  compare(tree, tree.here, two, (from, merged) => {
    alter('merging', () => tree.go(tree.add(from, { text: merged, name: 'merged' })));
    show(Infinity);
  });
}

/** Prunes the branch that a node is part of, from its fork on. */
function prune(id) {
  const { tree } = state;
  const start = tree.stretchStart(branch(id));
  if (start === ROOT) return;
  alter('pruning', () => tree.remove(start));
  show(Infinity);
}

function gather() {
  alter('joining branches', () => state.tree.gather(ROOT));
  show(text.selectionStart);
}

function sibling(step) {
  const { tree } = state;
  const fork = branches.fork(tree, text.selectionStart);
  if (fork === null) return;
  const { children } = tree.get(fork);
  const now = children.indexOf(branches.taken(tree, fork));
  go(tree.end(children[(now + step + children.length) % children.length]));
}

function token(step) {
  const here = pieceAt(state.pieces, text.selectionStart);
  const next = here < 0 ? state.pieces.length + (step < 0 ? step : 0) : Math.max(0, here + step);
  const there = state.pieces[next]?.start ?? text.value.length;
  text.focus();
  text.setSelectionRange(there, there);
  place.moved();
  render();
}

// Files

function exporting() {
  const dialog = at('export-dialog');
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue !== 'export') return;
    const format = dialog.querySelector('input[name="format"]:checked').value;
    const { ending, type } = FORMATS[format];
    const { record } = library;
    const file = record.title.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'text';
    download(`${file}.${ending}`, exported(format, { ...record, settings: settings.chosen }, state.tree), type);
  };
  dialog.showModal();
}

async function importing(file) {
  if (!file || state.running) return;
  try {
    const found = imported(file.name, await file.text());
    await library.create(found);
    say(`Imported ${file.name}.`);
  } catch (problem) {
    say(problem.message);
  }
}

// The model

async function describe() {
  try {
    const [found] = (await service.get('/v1/models')).data ?? [];
    if (!found) throw new Error('The service does not say which model it has.');
    state.context = found.max_model_len;
    state.can = { trace: found.continuo?.trace === true, lens: found.continuo?.lens === true };
    at('shade-source').hidden = !state.can.trace;
    const parameters = new Intl.NumberFormat('en', { notation: 'compact' }).format(found.parameters);
    at('model').textContent = `${found.id} · ${parameters} parameters · sees ${state.context} tokens`;
    await library.open(found.id);
    place.moved();
  } catch (problem) {
    say(problem.message);
  }
}

// Keys and clicks

const PANES = [() => text.focus(), () => at('candidates').querySelector('.candidate')?.focus(),
  () => at('fork-branches').querySelector('[aria-current], button')?.focus(), () => outline.focus()];

function nextPane() {
  const inside = [text, at('panel'), at('fork'), at('outline')].findIndex(part => part.contains(document.activeElement));
  for (let step = 1; step <= PANES.length; step++) {
    const before = document.activeElement;
    PANES[(inside + step) % PANES.length]();
    if (document.activeElement !== before) return;
  }
}

const ACTS = {
  continue: proceed,
  regenerate,
  stop,
  tokenBefore: () => token(-1),
  tokenAfter: () => token(1),
  choose: ({ digit, shift }) => place.choose(digit - 1, shift),
  branchBefore: () => sibling(-1),
  branchAfter: () => sibling(1),
  name: () => name(),
  keep: () => keep(),
  mark: () => mark(),
  compare: () => compareWith(),
  prune: () => prune(),
  gather,
  undo: () => travel(true),
  redo: () => travel(false),
  nextPane,
  export: exporting,
  import: () => at('file').click(),
  keys: () => at('keys').showModal(),
};

addEventListener('keydown', event => {
  if (document.querySelector('dialog[open]')) return;
  const key = pressed(event);
  const field = event.target.closest?.('input, select, textarea');
  if (!key || (field && field !== text && ['undo', 'redo'].includes(key.act))) return;
  if (key.act !== 'stop') event.preventDefault();
  ACTS[key.act](key);
});

let inTree = false;
addEventListener('focusin', event => {
  if (!event.target.closest('dialog')) inTree = at('tree').contains(event.target);
});
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('close', () => { if (inTree) outline.again(); }); // its row may be drawn anew meanwhile
}

at('sheet').addEventListener('click', () => {
  const open = document.body.classList.toggle('sheet-open');
  at('sheet').setAttribute('aria-expanded', String(open));
});

let selection = null;
text.addEventListener('beforeinput', event => {
  if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
    event.preventDefault();
    travel(event.inputType === 'historyUndo');
    return;
  }
  selection = [text.selectionStart, text.selectionEnd];
});
text.addEventListener('input', event => {
  typed(event);
  selection = null; // not every change says beforehand what it replaces
});
document.addEventListener('selectionchange', () => {
  if (document.activeElement === text && place.moved()) render();
});
for (const [id, act] of [['continue', proceed], ['stop', stop], ['regenerate', regenerate], ['undo', () => travel(true)],
  ['redo', () => travel(false)], ['name', () => name()], ['keep', () => keep()], ['mark', () => mark()],
  ['compare-open', () => compareWith()], ['gather', gather], ['prune', () => prune()], ['export', exporting],
  ['import', () => at('file').click()], ['keys-open', () => at('keys').showModal()], ['texts-open', () => library.choose()]]) {
  at(id).addEventListener('click', act);
}
at('file').addEventListener('change', () => {
  importing(at('file').files[0]);
  at('file').value = '';
});
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  event.preventDefault();
  importing(event.dataTransfer.files[0]);
});
at('title').addEventListener('change', () => library.rename(at('title').value));
at('key').addEventListener('change', describe);
addEventListener('pagehide', () => {
  if (state.running) {
    stop();
    state.running = null;
    library.save(state.tree.finish());
  }
  library.flush();
});
fill(at('keys-list'), KEYS.filter(key => key.keys).map(key => [key.keys, key.what]));
fill(at('tree-keys-list'), TREE_KEYS);
render();
describe();
