// The text shown in pieces: the model's tokens, and a person's text as tokens where the service has read it.
import { OTHERS } from './grow.js';

/**
 * Pieces { start, end, node, index, token }: of a person's text index is -1, and token null where it was not read; there
 * a piece begins at each of some places, in order.
 */
export function pieces(tree, read, cuts = []) {
  const pieces = [];
  let start = 0;
  for (const node of tree.path()) {
    const end = start + node.text.length;
    if (node.tokens) {
      let from = start;
      let open = null; // the first of some tokens that are one character together
      node.tokens.forEach((token, index) => {
        open ??= { token, index };
        if (token.text === '') return;
        pieces.push({ start: from, end: from + token.text.length, node: node.id, index: open.index, token: open.token });
        from += token.text.length;
        open = null;
      });
    } else {
      for (const part of read.within(start, end)) {
        const within = part.token ? [] : cuts.filter(cut => part.start < cut && cut < part.end);
        const ends = [part.start, ...within, part.end];
        for (let i = 1; i < ends.length; i++) {
          pieces.push({ ...part, start: ends[i - 1], end: ends[i], node: node.id, index: -1 });
        }
      }
    }
    start = end;
  }
  return pieces;
}

/** The place in ordered pieces of the first that ends after a place of the text. */
function firstAfter(pieces, place) {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle].end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place in ordered pieces of the one that holds a place of the text, or -1. */
export function pieceAt(pieces, place) {
  const found = firstAfter(pieces, place);
  return pieces[found]?.start <= place ? found : -1;
}

/** What the service says about a text that a person wrote: its tokens, from the beginning up to the first change since. */
export class Read {
  #tokens = [];
  #text = '';
  #begins = 0;

  /** Asks for a text's tokens. */
  async ask(service, text, context, signal) {
    const answer = await service.post('/v1/completions', {
      prompt: text, echo: true, max_tokens: 0, continuo_tokens: OTHERS, truncate_prompt_tokens: context || undefined,
    }, signal);
    const { text: echoed, continuo_tokens: tokens } = answer.choices[0];
    this.#text = text; // known even where nothing can be said of it
    this.#tokens = [];
    if (!text.endsWith(echoed)) return;
    this.#begins = text.length - echoed.length;
    let units = 0;
    let points = 0;
    const places = tokens.map(({ start }) => {
      for (; points < start; points++) units += echoed.codePointAt(units) > 0xffff ? 2 : 1;
      return this.#begins + units;
    });
    this.#tokens = tokens.map((token, i) => {
      const [start, end] = [places[i], places[i + 1] ?? text.length];
      return { start, end, token: { ...token, text: text.slice(start, end) } };
    }).filter(({ start, end }) => start < end);
  }

  /** Whether a text was read as far as a place. */
  knows(text, place) { return this.#text.length >= place && this.#text.slice(0, place) === text.slice(0, place); }

  /** Forgets what a change made uncertain. */
  keep(text) {
    let same = 0;
    const most = Math.min(text.length, this.#text.length);
    while (same < most && text[same] === this.#text[same]) same++;
    if (same === this.#text.length) return;
    this.#tokens = this.#tokens.filter(({ end }) => end < same);
    this.#text = this.#text.slice(0, this.#tokens.at(-1)?.end ?? 0);
  }

  /** The tokens in a part of the text, and what lies between them as it is. */
  within(start, end) {
    const parts = [];
    let from = start;
    let first = firstAfter(this.#tokens, start);
    for (; first < this.#tokens.length && this.#tokens[first].start < end; first++) {
      const { start: begins, end: ends, token } = this.#tokens[first];
      if (begins < start || ends > end) continue; // half the model's
      if (begins > from) parts.push({ start: from, end: begins, token: null });
      parts.push({ start: begins, end: ends, token });
      from = ends;
    }
    if (from < end) parts.push({ start: from, end, token: null });
    return parts;
  }
}
