// The sheet: a text field, and under its letters the same text with the tokens marked. Only the tokens in view are
// elements; the rest lies there as plain text.

/** The most tokens that are drawn at a time. */
export const MOST_DRAWN = 800;
/** How far beyond the window tokens are drawn. */
const BEYOND = 250;
const LEVELS = 6;
/** An entropy of so many nats, or a probability of e to the minus that, has the deepest shade. */
const DEEPEST = 6;

export class Paper {
  #field;
  #under;
  #pieces = [];
  #look = {};
  #text = '';
  #drawn = [0, 0];
  /** Where in the text the drawn pieces begin and end. */
  #letters = [0, 0];
  #waiting = false;
  #marks = [];
  #before = new Text('');
  #after = new Text('');

  constructor(field, under) {
    this.#field = field;
    this.#under = under;
    under.append(this.#before, this.#after);
    addEventListener('scroll', () => this.#later(), { passive: true });
    addEventListener('resize', () => this.#later(), { passive: true });
  }

  /**
   * Shows a text in pieces. The look says by what they are shaded, which piece is chosen, where the model begins to see
   * the text, and which parts of it stand in the corpus.
   */
  show(text, pieces, look) {
    const field = this.#field;
    if (field.value !== text) {
      const { selectionStart, selectionEnd } = field;
      field.value = text;
      field.setSelectionRange(Math.min(selectionStart, text.length), Math.min(selectionEnd, text.length));
    }
    const before = this.#text;
    this.#text = field.value; // as a text area has it: with LF where the text has CR
    this.#pieces = pieces;
    this.#look = look;
    this.#draw(this.#near(before));
    this.#later();
  }

  /** Draws what came into view, after the next frame, whose layout is then there to measure. */
  #later() {
    if (this.#waiting || this.#pieces.length <= MOST_DRAWN) return;
    this.#waiting = true;
    requestAnimationFrame(() => setTimeout(() => {
      this.#waiting = false;
      if (!this.#covers()) this.#draw(this.#inView(BEYOND));
    }));
  }

  /** Whether all of the window has its pieces drawn. */
  #covers() {
    const [from, to] = this.#drawn;
    if (this.#marks.length === 0) return false;
    const box = mark => mark.element.getBoundingClientRect();
    return (from === 0 || box(this.#marks[0]).bottom <= 0)
      && (to === this.#pieces.length || box(this.#marks.at(-1)).top >= innerHeight);
  }

  /**
   * The pieces to draw: where some were drawn before, since measuring a text that has just changed lays it out once more.
   * After the next frame it is seen whether they cover the window.
   */
  #near(before) {
    const all = this.#pieces.length;
    if (all <= MOST_DRAWN) return [0, all];
    const text = this.#text;
    const shorter = Math.min(before.length, text.length);
    let same = 0;
    while (same < shorter && before[same] === text[same]) same++;
    const now = place => place <= same ? place : Math.max(same, place + text.length - before.length);
    const [start, end] = this.#letters.map(now);
    const from = this.#search(piece => piece.end > start);
    return [from, Math.min(this.#search(piece => piece.start >= end), from + MOST_DRAWN)];
  }

  #inView(beyond) {
    const first = this.#search(piece => this.#top(piece.end - 1) >= -beyond);
    const last = this.#search(piece => this.#top(piece.start) > innerHeight + beyond);
    return [first, Math.min(last, first + MOST_DRAWN)];
  }

  /** The first piece of which something holds, which then holds of all that follow. */
  #search(holds) {
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#pieces[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where in the window a place of the text is. */
  #top(place) {
    const box = this.box(place, place + 1);
    return box ? box.top : this.#under.getBoundingClientRect().top;
  }

  /** The box of a part of the text in the window, or null. */
  box(start, end) {
    const range = document.createRange();
    const [from, to] = [this.#spot(start), this.#spot(end)];
    if (!from || !to) return null;
    range.setStart(...from);
    range.setEnd(...to);
    const boxes = range.getClientRects();
    return boxes[0] ?? null;
  }

  #spot(place) {
    let rest = place;
    for (const child of this.#under.childNodes) {
      const text = child.nodeType === Node.TEXT_NODE ? child : child.firstChild;
      if (!text) continue;
      if (rest <= text.length) return [text, rest];
      rest -= text.length;
    }
    return null;
  }

  /** The piece under the pointer, or null. */
  under(x, y) {
    const found = document.elementsFromPoint(x, y).find(element => element.dataset?.piece && this.#under.contains(element));
    return found ? this.#pieces[Number(found.dataset.piece)] ?? null : null;
  }

  /** Draws some pieces as elements; of those that were drawn before only what changed. */
  #draw([from, to]) {
    this.#drawn = [from, to];
    const pieces = this.#pieces;
    const text = this.#text;
    const first = pieces[from]?.start ?? 0;
    const last = Math.max(first, pieces[to - 1]?.end ?? 0);
    this.#letters = [first, last];
    const marks = [];
    for (let i = from; i < to; i++) {
      if (pieces[i].start === this.#look.begins && pieces[i].start > 0) marks.push({ sign: 'i' });
      marks.push(this.#mark(pieces, i, text));
    }
    const before = this.#marks;
    let same = 0;
    while (same < before.length && same < marks.length && before[same].sign === marks[same].sign) same++;
    let tail = 0;
    const most = Math.min(before.length, marks.length) - same;
    while (tail < most && before[before.length - 1 - tail].sign === marks[marks.length - 1 - tail].sign) tail++;
    for (const gone of before.slice(same, before.length - tail)) gone.element.remove();
    const next = before[before.length - tail]?.element ?? this.#after;
    marks.forEach((mark, i) => {
      const kept = i < same ? before[i] : i >= marks.length - tail ? before[before.length - marks.length + i] : null;
      mark.element = kept?.element ?? element(mark);
      if (mark.piece !== undefined && kept?.piece !== mark.piece) mark.element.dataset.piece = mark.piece;
      if (!kept) this.#under.insertBefore(mark.element, next);
    });
    this.#marks = marks;
    put(this.#before, text.slice(0, first));
    put(this.#after, text.slice(last) + '\n\u200b');
  }

  /** What a piece looks like. Two that look the same have the same sign. */
  #mark(pieces, i, text) {
    const { start, end, token, index, node } = pieces[i];
    const { shade, chosen, begins, sources } = this.#look;
    const model = index >= 0;
    const words = text.slice(start, end);
    const classes = [];
    let level = '';
    if (shade === 'author') {
      if (model) classes.push('written');
    } else if (token?.logprob !== undefined && (shade === 'entropy' || shade === 'probability')) {
      const value = shade === 'entropy' ? token.entropy : -token.logprob;
      level = String(Math.min(LEVELS, Math.round(value / DEEPEST * LEVELS)));
    } else if (shade === 'source' && sources?.some(span => span.start < end && start < span.end)) {
      classes.push('source');
    }
    const alike = other => other && other.index >= 0 === model && (other.node === node || shade === 'author');
    if (!alike(pieces[i - 1])) classes.push('first');
    if (!alike(pieces[i + 1])) classes.push('last');
    if (end <= begins) classes.push('before');
    if (i === chosen) classes.push('chosen');
    const name = model ? 'mark' : 'span';
    return { sign: `${name} ${classes.join(' ')} ${level} ${words}`, name, classes, level, words, piece: i };
  }
}

function element({ name = 'i', classes = [], level, words }) {
  const made = document.createElement(name);
  made.className = classes.join(' ');
  if (level) made.dataset.level = level;
  if (words !== undefined) made.textContent = words;
  return made;
}

/** Changes a text, unless it is the same. */
function put(node, text) {
  if (node.data !== text) node.data = text;
}
