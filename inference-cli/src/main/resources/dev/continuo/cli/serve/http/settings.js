// How texts are continued: the fields of the page, and what they ask of the service.

const at = id => document.getElementById(id);

const NAMES = ['branches', 'tokens', 'temperature', 'top-k', 'top-p', 'min-p', 'typical-p', 'repetition', 'frequency',
  'presence', 'seed', 'stop-at', 'shade-by'];

export const MOST_BIAS = 100;

export class Settings {
  /** Biases of tokens, by id: { id, text, bias }. */
  #biases = new Map();
  #changed;

  /** Calls a function when a person changes something. */
  constructor(changed) {
    this.#changed = changed;
    for (const range of document.querySelectorAll('input[type="range"]')) {
      range.addEventListener('input', () => {
        this.#say(range);
        changed();
      });
      this.#say(range);
    }
    for (const name of NAMES) at(name).addEventListener('change', changed);
  }

  #say(range) {
    document.querySelector(`output[for="${range.id}"]`).value = range.value;
  }

  /** How tokens are drawn. */
  drawing() {
    const number = name => Number(at(name).value);
    return {
      temperature: number('temperature'),
      top_k: number('top-k'),
      top_p: number('top-p'),
      min_p: number('min-p'),
      typical_p: number('typical-p'),
      repetition_penalty: number('repetition'),
      frequency_penalty: number('frequency'),
      presence_penalty: number('presence'),
      logit_bias: Object.fromEntries([...this.#biases.values()].map(({ id, bias }) => [id, bias])),
    };
  }

  /** What the service is asked for; the seed is drawn where none is chosen. */
  request() {
    const seed = at('seed').value;
    const stops = at('stop-at').value.split('\n').map(line => line.replaceAll('\\n', '\n')).filter(line => line !== '');
    return {
      ...this.drawing(),
      max_tokens: Number(at('tokens').value),
      stop: stops.length > 0 ? stops : undefined,
      seed: seed === '' ? Math.floor(Math.random() * 1e6) : Number(seed),
    };
  }

  get branches() { return Math.max(1, Math.min(Number(at('branches').max), Number(at('branches').value) || 1)); }

  get shade() { return at('shade-by').value; }

  bias(id) { return this.#biases.get(id)?.bias ?? 0; }

  /** Makes a token likelier or less likely by a step; MOST_BIAS forbids or forces it. */
  nudge(token, step) {
    const bias = Math.max(-MOST_BIAS, Math.min(MOST_BIAS, this.bias(token.id) + step));
    if (bias === 0) this.#biases.delete(token.id);
    else this.#biases.set(token.id, { id: token.id, text: token.text, bias });
    this.#list();
    this.#changed();
  }

  /** The settings as a person chose them. */
  get chosen() {
    return { ...Object.fromEntries(NAMES.map(name => [name, at(name).value])), biases: [...this.#biases.values()] };
  }

  take(chosen = {}) {
    for (const name of NAMES) {
      if (typeof chosen[name] === 'string') at(name).value = chosen[name];
      if (at(name).type === 'range') this.#say(at(name));
    }
    const sound = entry => Number.isSafeInteger(entry.id) && Math.abs(entry.bias) <= MOST_BIAS;
    this.#biases = new Map((chosen.biases ?? []).filter(sound).map(entry => [entry.id, entry]));
    this.#list();
  }

  #list() {
    at('biases').replaceChildren(...[...this.#biases.values()].map(entry => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      const code = document.createElement('code');
      const sign = entry.bias > 0 ? '+' : '';
      code.textContent = JSON.stringify(entry.text);
      button.append(code, ` ${sign}${entry.bias} `, '×');
      button.setAttribute('aria-label', `Remove the bias ${sign}${entry.bias} of ${JSON.stringify(entry.text)}`);
      button.addEventListener('click', () => this.nudge(entry, -entry.bias));
      item.append(button);
      return item;
    }));
    at('no-biases').hidden = this.#biases.size > 0;
  }
}
