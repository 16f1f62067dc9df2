// The panel of a place in the text: what stands there and how likely it was, what could stand there instead, where it
// comes from, and what each layer of the net would have said.
import { MOST_BIAS } from './settings.js';
import { percent, shown } from './tokens.js';

const at = id => document.getElementById(id);

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

/** The title and the figures of a token that stands in the text. */
export function describe(token) {
  at('panel').scrollTop = 0;
  const rank = token.top.findIndex(other => other.id === token.id) + 1;
  at('panel-title').replaceChildren(shown(token));
  at('panel-note').textContent = `${percent(Math.exp(token.logprob))}, `
    + (rank > 0 ? `number ${rank} of what could stand here` : `not among the ${token.top.length} likeliest`)
    + (token.entropy === undefined ? '' : `; entropy ${token.entropy.toFixed(2)} nats`);
}

/** The title over something that has no figures. */
export function say(title, note) {
  at('panel').scrollTop = 0;
  at('panel-title').textContent = title;
  at('panel-note').textContent = note;
}

/**
 * The tokens for a place as a list of buttons, { id, text, probability, end, drawn }: drawn is how likely the settings
 * make it. One may stand there already.
 */
export function list(tokens, { standing, settings, choose, nudge }) {
  const focused = [...at('candidates').querySelectorAll('button')].indexOf(document.activeElement);
  at('candidates').replaceChildren(...tokens.map((token, place) => {
    const item = element('li');
    const button = element('button', undefined, 'candidate');
    button.disabled = token.end === true;
    button.style.setProperty('--share', token.probability);
    if (token.id === standing) button.setAttribute('aria-current', 'true');
    const share = element('span', percent(token.probability));
    button.append(element('span', place < 9 ? place + 1 : '', 'digit'));
    button.append(shown(token), share);
    if (token.drawn !== undefined) {
      const drawn = element('span', token.drawn > 0 ? percent(token.drawn) : 'out', 'drawn');
      drawn.title = 'How likely it is drawn with the settings as they are';
      button.append(drawn);
      button.classList.toggle('out', token.drawn === 0);
    }
    button.addEventListener('click', event => choose(token, event.shiftKey));
    const bias = settings.bias(token.id);
    const step = (sign, by, what) => {
      const small = element('button', sign, 'nudge');
      small.setAttribute('aria-label', `${what} ${JSON.stringify(token.text)} ${by > 0 ? 'likelier' : 'less likely'} (bias ${bias})`);
      small.title = `Logit bias ${bias > 0 ? '+' : ''}${bias}; with Shift ${by > 0 ? 'force it' : 'forbid it'}`;
      small.addEventListener('click', event => nudge(token, event.shiftKey ? by * MOST_BIAS * 2 : by));
      return small;
    };
    item.append(button, step('−', -1, 'Make'), step('+', 1, 'Make'));
    item.classList.toggle('biased', bias !== 0);
    return item;
  }));
  const sum = tokens.reduce((total, token) => total + token.probability, 0);
  at('rest').textContent = tokens.length > 0 ? `All other tokens together: ${percent(Math.max(0, 1 - sum))}` : '';
  if (focused >= 0) at('candidates').querySelectorAll('button')[focused]?.focus();
}

/** Where a token's words stand in the corpus: { spans, nearest } as the service says, or null where it is not asked. */
export function sources(trace) {
  at('sources').hidden = trace === null;
  if (trace === null) return;
  const parts = trace.spans.flatMap(span => [
    element('p', `“${span.text}” stands ${span.count === 1 ? 'once' : `${span.count} times`} in the training text:`, 'quiet'),
    ...span.places.map(place => {
      const quote = element('blockquote');
      quote.append(place.before, element('mark', place.text, 'source'), place.after);
      quote.append(element('footer', place.document));
      return quote;
    }),
  ]);
  if (parts.length === 0) {
    parts.push(element('p', 'No long part of the text about here stands in the training text.', 'quiet'));
    for (const near of trace.nearest ?? []) {
      const quote = element('blockquote', near.text);
      quote.append(element('footer', `near: ${near.document}`));
      parts.push(quote);
    }
  }
  at('source-list').replaceChildren(...parts);
}

/** What each layer would have said. */
export function lens(answer) {
  const row = (name, tokens) => {
    const line = element('tr');
    const head = element('th', name);
    head.scope = 'row';
    line.append(head, ...tokens.slice(0, 3).map(token => {
      const cell = element('td');
      cell.style.setProperty('--share', token.probability);
      cell.append(shown({ ...token, text: token.token }), element('span', percent(token.probability)));
      return cell;
    }));
    return line;
  };
  const last = answer.layers.length - 1;
  at('lens-layers').replaceChildren(...answer.layers.map(({ layer, tokens }, place) =>
    row(place === 0 ? 'embedding' : place === last ? `layer ${layer}, the answer` : `layer ${layer}`, tokens)));
  at('lens-checkpoints').replaceChildren(...(answer.checkpoints ?? []).map(({ step, tokens }) => row(`step ${step}`, tokens)));
  at('lens-learned').hidden = (answer.checkpoints ?? []).length === 0;
}
