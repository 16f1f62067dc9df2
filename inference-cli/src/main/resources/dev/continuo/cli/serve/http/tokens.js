// The tokens of an answer with their texts. The service says where each begins, in Unicode characters.

export class Tokens {
  text = '';
  #tokens = [];
  #points = 0;
  #units = 0;

  /** Takes the next piece of the text and the tokens that begin in it. */
  add(piece, begun) {
    this.text += piece;
    for (const { start, ...token } of begun) {
      while (this.#points < start && this.#units < this.text.length) {
        this.#units += this.text.codePointAt(this.#units) > 0xffff ? 2 : 1;
        this.#points++;
      }
      this.#tokens.push({ token, at: this.#tokens.length === 0 ? 0 : this.#units });
    }
  }

  /** The tokens so far; those after the text's end, such as one that ends it, are left out. */
  list() {
    const within = this.#tokens.filter(({ at }) => at < this.text.length);
    return within.map(({ token, at }, index) =>
      ({ ...token, text: this.text.slice(at, within[index + 1]?.at ?? this.text.length) }));
  }

  get length() { return this.#tokens.length; }
}

/** A token's text with its white space visible. */
export function shown(token) {
  const code = document.createElement('code');
  const signs = { ' ': '␣', '\n': '↵', '\t': '⇥' };
  const sign = what => {
    const span = document.createElement('span');
    span.className = 'sign';
    span.textContent = what;
    return span;
  };
  if (token.end) return code.append(sign('end of text')), code;
  if (token.text === '' || token.text.includes('\ufffd')) {
    return code.append(sign(`part of a character (token ${token.id})`)), code;
  }
  for (const character of token.text) code.append(signs[character] ? sign(signs[character]) : character);
  return code;
}

/** A share in percent, with as many digits as tell something. */
export function percent(share) {
  return (share * 100).toFixed(share >= 0.1 ? 1 : 2) + ' %';
}
