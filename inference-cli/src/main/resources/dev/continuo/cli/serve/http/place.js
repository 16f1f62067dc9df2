// The place where the caret is: which token stands there or comes next, what the service says of it, and the panel.
import { prompt } from './grow.js';
import * as panel from './panel.js';
import { pieceAt } from './pieces.js';

const at = id => document.getElementById(id);
const PAUSE_MILLIS = 160;
const CANDIDATES = 12;
/** The most tokens that /v1/next_tokens takes after a text. */
const MOST_THEN = 64;
/** How much of a long text is looked for in the corpus, about the caret. */
const TRACED = 12_000;

export class Place {
  #how;
  #waiting = 0;
  #asked = 0;
  #key = '';
  #tokens = [];
  #piece = null;
  #hovered = false;
  #fresh = false;
  #wanted = null;
  #traced = null;

  constructor(how) {
    this.#how = how;
    at('lens').addEventListener('toggle', () => this.look());
  }

  /** Takes note that the caret or the text moved; whether it is at another place. */
  moved() {
    const { state, caret } = this.#how;
    const place = caret();
    const piece = state.pieces[pieceAt(state.pieces, place)];
    const key = `${state.tree.here} ${piece ? piece.start : 'end'} ${state.tree.text().length}`;
    if (key === this.#key) return false;
    this.#key = key;
    this.#fresh = false;
    this.#wanted = null;
    this.look();
    return true;
  }

  /** Takes note that the pointer is over a person's words that were not read yet. */
  hovered(piece) {
    if (piece.index >= 0 || piece.token || this.#hovered) return;
    this.#hovered = true;
    this.look();
  }

  /** Says anew what is at the place, after a pause. */
  look() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#update(), PAUSE_MILLIS);
  }

  /** The parts of the text that stand in the corpus, where they are known. */
  get spans() { return this.#traced?.text === this.#how.state.tree.text() ? this.#traced.spans : null; }

  /** Where a part of the text stands in the corpus, in a few words; null where that is not known. */
  sourceOf(start, end) {
    const span = this.spans?.find(each => each.start < end && start < each.end);
    const [first] = span?.places ?? [];
    return span ? `in a passage that stands ${span.count === 1 ? 'once' : `${span.count} times`} in ${first ? first.source : 'the corpus'}` : null;
  }

  /** Chooses one of the tokens in the panel, as soon as it shows those of this place. */
  choose(place, alone) {
    if (!this.#fresh) {
      this.#wanted = { place, alone };
      return;
    }
    const token = this.#tokens[place];
    if (token && !token.end) this.#choose(token, alone);
  }

  async #choose(token, alone) {
    const { state, service, choose } = this.#how;
    if (state.running) return;
    const piece = this.#piece;
    if (token.text === '' || token.text.includes('\ufffd')) { // a part of a character: its text is what it completes
      const asked = this.#before(piece);
      const answer = await service.post('/v1/next_tokens', { ...asked.body, then: [...asked.body.then, token.id], count: 0 });
      token = { ...token, text: answer.completed.slice(asked.written.length) };
    }
    const logprob = Math.log(token.probability);
    const standing = { id: token.id, text: token.text, logprob, entropy: token.entropy, top: token.top };
    choose({ ...token, standing }, piece, alone);
  }

  /** What the service is asked for the tokens at a piece, or at the end: the text before, and the text of its last tokens. */
  #before(piece) {
    const { tree } = this.#how.state;
    const { prompt: text, continuo_then: then } = prompt(tree, tree.here, MOST_THEN, piece ? piece.start : Infinity);
    const whole = tree.text().slice(0, piece ? piece.start : Infinity);
    return { body: { prompt: text, then }, written: whole.slice(text.length) };
  }

  async #update() {
    const { state, caret, warn, drawn } = this.#how;
    if (state.running) return;
    const turn = ++this.#asked;
    const current = () => turn === this.#asked && !state.running;
    const whole = state.tree.text();
    const piece = caret() < whole.length ? state.pieces[pieceAt(state.pieces, caret())] ?? null : null;
    this.#piece = piece;
    try {
      if (this.#unread(whole, piece)) {
        this.#hovered = false;
        await state.read.ask(this.#how.service, whole, state.context);
        drawn();
        if (current()) this.look();
        return;
      }
      if (piece?.token?.top) this.#stands(piece.token);
      else if (piece) this.#unknown();
      else await this.#comes(whole, current);
      if (current()) await this.#source(whole, piece, current);
      if (current()) await this.#lens(whole, piece, current);
    } catch (problem) {
      if (current()) warn([problem.message]);
    }
  }

  /** Whether there are words of a person that have to be read first. */
  #unread(whole, piece) {
    const { state, settings } = this.#how;
    const all = this.#hovered || ['entropy', 'probability'].includes(settings.shade);
    const unread = each => each.index < 0 && !each.token && !state.read.knows(whole, each.end);
    return all ? state.pieces.some(unread) : piece !== null && unread(piece);
  }

  #show(tokens, standing) {
    this.#tokens = tokens;
    panel.list(tokens, {
      standing,
      settings: this.#how.settings,
      choose: (token, alone) => this.#choose(token, alone),
      nudge: (token, step) => this.#how.settings.nudge(token, step),
    });
    this.#fresh = true;
    if (this.#wanted) this.choose(this.#wanted.place, this.#wanted.alone);
    this.#wanted = null;
  }

  #stands(token) {
    panel.describe(token);
    const others = token.top.some(other => other.id === token.id) ? token.top : [...token.top, token];
    this.#show(others.map(({ id, text, logprob }) =>
      ({ id, text, probability: Math.exp(logprob), entropy: token.entropy, top: token.top })), token.id);
  }

  #unknown() {
    panel.say('Before all', 'Nothing stands before these words, or the model no longer sees them.');
    this.#show([]);
  }

  async #comes(whole, current) {
    const { state, service, settings, warn, drawn } = this.#how;
    if (whole === '') {
      panel.say('What comes next', 'Type the beginning of a text first.');
      this.#show([]);
      return;
    }
    const answer = await service.post('/v1/next_tokens', { ...this.#before(null).body, ...settings.drawing(), count: CANDIDATES });
    if (!current()) return;
    warn(answer.warnings);
    if (state.begins !== answer.begins) {
      state.begins = answer.begins;
      drawn();
    }
    const top = answer.tokens.map(({ id, text, probability }) => ({ id, text, logprob: Math.log(probability) }));
    panel.say('What comes next', `Entropy ${answer.entropy.toFixed(2)} nats. In colour: how likely each is drawn, with the settings.`);
    this.#show(answer.tokens.map(token => ({ ...token, entropy: answer.entropy, top })));
  }

  async #source(whole, piece, current) {
    const { state, service, settings, drawn } = this.#how;
    if (!state.can.trace || whole === '' || (!piece && settings.shade !== 'source')) {
      panel.sources(null);
      return;
    }
    if (this.#traced?.text !== whole) {
      const from = Math.max(0, Math.min((piece?.start ?? whole.length) - TRACED / 2, whole.length - TRACED));
      const answer = await service.post('/v1/trace', { text: whole.slice(from, from + TRACED) });
      if (!current()) return;
      const spans = answer.spans.map(span => ({ ...span, start: span.start + from, end: span.end + from }));
      this.#traced = { text: whole, spans, nearest: answer.nearest };
      drawn();
    }
    const { spans, nearest } = this.#traced;
    panel.sources(piece ? { spans: spans.filter(span => span.start < piece.end && piece.start < span.end), nearest } : null);
  }

  async #lens(whole, piece, current) {
    const { state, service } = this.#how;
    const before = piece ? whole.slice(0, piece.start) : whole;
    at('lens').hidden = !state.can.lens || before === '';
    if (at('lens').hidden || !at('lens').open) return;
    const answer = await service.post('/v1/lens', { prompt: before, top: 3 });
    if (current()) panel.lens(answer);
  }
}
