// What is said of the token under the pointer.
import { percent, shown } from './tokens.js';

const MOST = 5;

export class Tip {
  #box;
  #piece = null;

  constructor(field, paper, box, place) {
    this.#box = box;
    let waiting = false;
    field.addEventListener('pointermove', event => {
      if (waiting || event.pointerType === 'touch') return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        this.#show(paper.under(event.clientX, event.clientY), event, place);
      });
    });
    for (const leaving of ['pointerleave', 'pointerdown', 'keydown']) field.addEventListener(leaving, () => this.#show(null));
    addEventListener('scroll', () => this.#show(null), { passive: true });
  }

  #show(piece, event, place) {
    this.#box.hidden = !piece?.token?.top;
    if (this.#box.hidden) {
      this.#piece = null;
      if (piece) place.hovered(piece);
      return;
    }
    if (piece !== this.#piece) this.#fill(piece, place);
    this.#piece = piece;
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    this.#box.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, event.clientX - 30))}px`;
    const above = event.clientY - height - 18;
    this.#box.style.top = `${above > 8 ? above : event.clientY + 24}px`;
  }

  #fill({ token, start, end }, place) {
    const line = (what, className) => {
      const made = document.createElement('p');
      made.className = className;
      made.append(...what);
      return made;
    };
    const others = token.top.slice(0, MOST).map(other => {
      const made = document.createElement('li');
      const share = document.createElement('span');
      share.textContent = percent(Math.exp(other.logprob));
      made.style.setProperty('--share', Math.exp(other.logprob));
      if (other.id === token.id) made.className = 'standing';
      made.append(shown(other), share);
      return made;
    });
    const list = document.createElement('ul');
    list.append(...others);
    const source = place.sourceOf(start, end);
    this.#box.replaceChildren(
      line([shown(token), ` ${percent(Math.exp(token.logprob))}`], 'figures'),
      ...token.entropy === undefined ? [] : [line([`entropy ${token.entropy.toFixed(2)} nats`], 'quiet')],
      list,
      ...source ? [line([source], 'quiet')] : []);
  }
}
