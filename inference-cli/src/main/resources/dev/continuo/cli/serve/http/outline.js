// The outline of the tree: a row for each stretch of text between forks. Only the rows in view are elements.

const ROW = 46; // pixels, as in page.css
const BEYOND = 6;
const DEEPEST = 12;
const LETTERS = 90;

export class Outline {
  #box;
  #tree;
  #act;
  #rows = [];
  #places = new Map();
  #closed = new Set();
  #folds = 0;
  #state = '';
  #here = null;
  #focus = null;
  #marked = null;
  #growing = new Set();
  /** Where the box is scrolled to, and its height: asking it would lay out the page in the middle of a change. */
  #top = 0;
  #height = 0;

  /** A box for the rows, and what is done: go, name, keep, prune, compare, each with a node. */
  constructor(box, act) {
    this.#box = box;
    this.#act = act;
    box.addEventListener('scroll', () => {
      this.#top = box.scrollTop;
      this.#draw();
    }, { passive: true });
    box.addEventListener('keydown', event => this.#key(event));
    box.addEventListener('click', event => this.#click(event));
    new ResizeObserver(() => {
      this.#height = box.clientHeight;
      this.#top = box.scrollTop;
      this.#draw();
    }).observe(box);
  }

  /** Shows a tree, with the branches that grow and the one that is marked. */
  show(tree, growing = [], marked = null) {
    this.#growing = new Set(growing);
    this.#marked = marked;
    const state = `${tree.shape} ${tree.here} ${this.#folds}`;
    const went = this.#here !== tree.here;
    this.#here = tree.here;
    if (this.#tree !== tree || this.#state !== state) {
      this.#tree = tree;
      this.#state = state;
      this.#rows = this.#list();
      this.#places = new Map(this.#rows.map((row, place) => [row.start, place]));
    }
    if (went || !this.#places.has(this.#focus)) {
      if (!this.#box.contains(document.activeElement) || !this.#places.has(this.#focus)) this.#focus = this.#current();
      this.#draw();
      this.#reveal();
    }
    this.#draw();
  }

  /** The branch of the tree where the keys are, by its last node. */
  get focused() { return this.#rows[this.#places.get(this.#focus)]?.end ?? null; }

  /** Puts the keys on the branch that the text shown ends with. */
  focus() {
    this.#focus = this.#current();
    this.#reveal();
    this.again();
  }

  /** Puts the keys back on the branch where they were. */
  again() {
    this.#draw();
    this.#box.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #current() {
    const start = this.#tree.stretchStart(this.#tree.here);
    return this.#places.has(start) ? start : this.#rows[0]?.start ?? null;
  }

  #list() {
    const tree = this.#tree;
    const on = new Set(tree.path().map(node => node.id));
    const rows = [];
    const waiting = [];
    const push = (ids, level) => {
      for (let i = ids.length - 1; i >= 0; i--) waiting.push([ids[i], level, i + 1, ids.length]);
    };
    push(tree.get(0).children, 1);
    while (waiting.length > 0) {
      const [start, level, place, of] = waiting.pop();
      const end = tree.stretchEnd(start);
      const { children } = tree.get(end);
      rows.push({ start, end, level, place, of, children: children.length, on: on.has(start) });
      if (children.length > 0 && !this.#closed.has(start)) push(children, level + 1);
    }
    return rows;
  }

  #draw() {
    if (!this.#tree) return;
    const box = this.#box;
    const first = Math.max(0, Math.floor(this.#top / ROW) - BEYOND);
    const last = Math.min(this.#rows.length, Math.ceil((this.#top + this.#height) / ROW) + BEYOND);
    const shown = this.#rows.slice(first, last);
    const focused = this.#places.get(this.#focus);
    if (focused !== undefined && (focused < first || focused >= last)) shown.push(this.#rows[focused]);
    const had = box.contains(document.activeElement);
    const rows = document.createElement('div');
    rows.className = 'rows';
    rows.setAttribute('role', 'presentation');
    rows.style.height = `${this.#rows.length * ROW}px`;
    rows.append(...shown.map(row => this.#row(row)));
    box.replaceChildren(rows);
    if (had) box.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** What a row says of its stretch. */
  #words({ start, end }) {
    const stretch = [];
    for (let at = end; ; at = this.#tree.get(at).parent) {
      stretch.unshift(this.#tree.get(at));
      if (at === start) break;
    }
    let words = '';
    for (const node of stretch) if (words.length < LETTERS) words += node.text;
    const named = stretch.findLast(node => node.name);
    return {
      words: words.slice(0, LETTERS).replace(/\s+/g, ' ').trim(),
      name: named?.name ?? '',
      kept: stretch.some(node => node.kept),
      written: stretch.some(node => node.tokens),
      likely: likelihood(stretch),
    };
  }

  #row(row) {
    const { words, name, kept, written, likely } = this.#words(row);
    const place = this.#places.get(row.start);
    const item = document.createElement('div');
    item.setAttribute('role', 'treeitem');
    item.dataset.node = row.start;
    item.className = 'row';
    item.style.top = `${place * ROW}px`;
    item.style.setProperty('--depth', Math.min(DEEPEST, row.level - 1));
    item.classList.toggle('on', row.on);
    item.classList.toggle('written', written);
    item.setAttribute('aria-level', row.level);
    item.setAttribute('aria-posinset', row.place);
    item.setAttribute('aria-setsize', row.of);
    item.setAttribute('aria-selected', String(row.on && this.#current() === row.start));
    if (row.children > 0) item.setAttribute('aria-expanded', String(!this.#closed.has(row.start)));
    item.tabIndex = row.start === this.#focus ? 0 : -1;
    const twig = span('twig', row.children > 0 ? this.#closed.has(row.start) ? '▸' : '▾' : '');
    twig.setAttribute('aria-hidden', 'true');
    const lines = span('lines');
    const first = span('words');
    if (kept) first.append(span('star', '★'));
    if (name) first.append(span('name', name), ' ');
    first.append(words || '…');
    const facts = [
      row.children > 0 ? `${row.children} branches` : '',
      likely === null ? '' : `mean probability ${(likely * 100).toFixed(0)} %`,
      this.#growing.has(row.end) ? 'growing…' : this.#tree.get(row.end).ended ? 'the end' : '',
      this.#marked !== null && this.#marked === row.end ? 'marked' : '',
    ].filter(fact => fact);
    lines.append(first, span('facts', facts.join(' · ') || (written ? 'the model’s' : 'yours')));
    item.append(twig, lines);
    return item;
  }

  #click(event) {
    const item = event.target.closest('[data-node]');
    if (!item) return;
    const row = this.#rows[this.#places.get(Number(item.dataset.node))];
    this.#focus = row.start;
    if (event.target.closest('.twig') && row.children > 0) this.#toggle(row);
    else this.#act.go(row.end);
  }

  #toggle(row) {
    if (!this.#closed.delete(row.start)) this.#closed.add(row.start);
    this.#folds++;
    this.show(this.#tree, this.#growing, this.#marked);
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const place = this.#places.get(this.#focus);
    const row = this.#rows[place];
    if (!row) return;
    const open = row.children > 0 && !this.#closed.has(row.start);
    const parent = () => this.#rows.slice(0, place).findLastIndex(other => other.level < row.level);
    const moves = {
      ArrowDown: () => this.#move(place + 1),
      ArrowUp: () => this.#move(place - 1),
      Home: () => this.#move(0),
      End: () => this.#move(this.#rows.length - 1),
      PageDown: () => this.#move(place + 8),
      PageUp: () => this.#move(place - 8),
      ArrowRight: () => { if (open) this.#move(place + 1); else if (row.children > 0) this.#toggle(row); },
      ArrowLeft: () => { if (open) this.#toggle(row); else this.#move(parent()); },
      Enter: () => this.#act.go(row.end),
      ' ': () => this.#act.go(row.end),
      n: () => this.#act.name(row.end),
      k: () => this.#act.keep(row.end),
      m: () => this.#act.mark(row.end),
      c: () => this.#act.compare(row.end),
      Delete: () => this.#act.prune(row.start),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  #move(place) {
    const row = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, place))];
    if (!row) return;
    this.#focus = row.start;
    this.#reveal();
    this.#draw();
    this.#box.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #reveal() {
    const top = (this.#places.get(this.#focus) ?? 0) * ROW;
    if (top >= this.#top && top + ROW <= this.#top + this.#height) return;
    this.#box.scrollTop = top < this.#top ? top : top + ROW - this.#height;
    this.#top = this.#box.scrollTop;
  }
}

const span = (className, text) => {
  const made = document.createElement('span');
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

/** The geometric mean of the probabilities of a stretch's tokens, or null where the model wrote none. */
export function likelihood(nodes) {
  let [sum, count] = [0, 0];
  for (const { tokens } of nodes) {
    for (const { logprob } of tokens ?? []) {
      if (logprob === undefined) continue;
      sum += logprob;
      count++;
    }
  }
  return count === 0 ? null : Math.exp(sum / count);
}
