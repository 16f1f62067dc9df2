// The text that is open and those that this browser keeps: opened, named, stored as they change, and removed.
import { Texts, older, restored } from './texts.js';
import { Tree } from './tree.js';

const at = id => document.getElementById(id);
const PAUSE_MILLIS = 200;
const TITLE = 40;
/** How long a text is waited for that another window holds. */
const LOCK_MILLIS = 1500;

export class Library {
  #how;
  #texts = null;
  #model = null;
  #dirty = new Set();
  #waiting = 0;
  #writing = Promise.resolve();
  #release = () => {};
  record = blank(null);

  constructor(how) { this.#how = how; }

  /** Opens the text that was changed last with a model; what is typed already is a new text of it. */
  async open(model) {
    if (model === this.#model) return;
    this.#model = model;
    try {
      this.#texts = await Texts.open();
      this.record = { ...this.record, model };
      const records = (await this.#texts.list()).filter(record => record.model === model);
      if (this.#how.state.tree.size > 1) {
        await this.#hold(this.record.id);
        this.save();
      } else if (records.length > 0) {
        await this.#show(records[0]);
      } else {
        const nodes = older(model);
        if (nodes) await this.create({ tree: Tree.of(nodes) });
        else this.#title();
      }
    } catch (problem) {
      this.#texts = null;
      this.#how.say(`This browser does not let the page keep the text: ${problem.message}`);
    }
  }

  /** Makes another text the one that is open. */
  async create({ title, settings, tree = new Tree() }) {
    await this.flush();
    this.record = blank(this.#model, title);
    await this.#hold(this.record.id);
    this.#how.settings.take(settings);
    this.#how.opened(tree);
    for (const node of tree.all()) this.#dirty.add(node.id);
    this.#title();
    if (tree.size > 1) this.save();
  }

  /** Opens a text; where another window has it open, a copy, so that neither writes over the other. */
  async #show(record) {
    await this.flush();
    const nodes = (await this.#texts.nodes(record.id)).map(restored);
    const tree = Tree.of(nodes, record.here, record.followed);
    const { settings } = record;
    if (!await this.#hold(record.id)) {
      await this.create({ title: `${record.title} (copy)`, settings, tree });
      return;
    }
    this.record = record;
    this.#dirty.clear();
    this.#how.settings.take(settings);
    this.#how.opened(tree);
    this.#title();
  }

  /** Holds a text for this window, until it opens another; whether it could. Over plain HTTP no browser has locks. */
  async #hold(id) {
    if (!navigator.locks) return true;
    return await this.#lock(id, { ifAvailable: true }) // a window that is being closed may hold it still
      || this.#lock(id, { signal: AbortSignal.timeout(LOCK_MILLIS) });
  }

  #lock(id, options) {
    return new Promise(held => {
      navigator.locks.request(`continuo ${id}`, options, lock => {
        held(lock !== null);
        if (lock === null) return null;
        this.#release();
        return new Promise(release => { this.#release = release; });
      }).catch(() => held(false));
    });
  }

  /** Stores a change of the tree soon, or only what the record holds. */
  save(change = null) {
    for (const id of change?.before.keys() ?? []) this.#dirty.add(id);
    const { tree } = this.#how.state;
    if (tree.size === 1 && !this.record.stored) return;
    this.#title();
    if (!this.#texts) return;
    this.#how.say('…');
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.flush(), PAUSE_MILLIS);
  }

  /** Stores now what is to be stored. */
  flush() {
    clearTimeout(this.#waiting);
    const { state: { tree }, settings, say } = this.#how;
    if (!this.#texts || (tree.size === 1 && !this.record.stored)) return this.#writing;
    if (!this.record.stored) for (const node of tree.all()) this.#dirty.add(node.id);
    const nodes = [...this.#dirty].map(id => [id, tree.get(id)]);
    this.#dirty.clear();
    Object.assign(this.record, { stored: true, here: tree.here, followed: [...tree.followed], settings: settings.chosen, changed: Date.now() });
    this.#writing = this.#texts.save({ ...this.record }, nodes).then(
      () => say('Kept in this browser.'),
      problem => say(`This browser does not let the page keep the text: ${problem.message}`));
    return this.#writing;
  }

  rename(title) {
    this.record.title = title.trim() || 'Text';
    this.record.titled = title.trim() !== '';
    this.save();
    this.#title();
  }

  /** A text that a person has not named is called by its first words. */
  #title() {
    if (!this.record.titled) {
      const words = this.#how.state.tree.text().slice(0, 4 * TITLE).trim().split('\n')[0];
      this.record.title = words.length > TITLE ? words.slice(0, TITLE).replace(/\s+\S*$/, '') + '…' : words || 'New text';
    }
    if (document.activeElement !== at('title')) at('title').value = this.record.title;
    document.title = `${this.record.title} · Continuo`;
  }

  /** Shows the texts to open or remove. */
  async choose() {
    if (this.#how.state.running || !this.#texts) return;
    const dialog = at('texts');
    await this.flush();
    await this.#list();
    dialog.returnValue = '';
    dialog.onclose = () => { if (dialog.returnValue === 'new') this.create({ settings: this.#how.settings.chosen }); };
    dialog.showModal();
  }

  async #list() {
    const records = await this.#texts.list();
    at('texts-list').replaceChildren(...records.map(record => {
      const button = (words, label, act) => {
        const made = document.createElement('button');
        made.textContent = words;
        made.setAttribute('aria-label', label);
        made.addEventListener('click', act);
        return made;
      };
      const open = button(record.title, `Open ${record.title}`, async () => {
        at('texts').close();
        if (record.id !== this.record.id) await this.#show(record);
      });
      open.className = 'open';
      if (record.id === this.record.id) open.setAttribute('aria-current', 'true');
      const when = document.createElement('span');
      when.className = 'quiet';
      when.textContent = `${record.model ?? ''} · ${new Date(record.changed).toLocaleString()}`;
      const remove = button('Delete', `Delete ${record.title}`, async () => {
        if (remove.textContent === 'Delete') {
          remove.textContent = 'Delete for good?';
          return;
        }
        await this.#texts.remove(record.id);
        if (record.id === this.record.id) {
          this.#dirty.clear();
          this.record = blank(this.#model);
          this.#how.opened(new Tree());
          await this.create({ settings: this.#how.settings.chosen });
        }
        await this.#list();
      });
      const item = document.createElement('li');
      item.append(open, when, remove);
      return item;
    }));
  }
}

/** An id that no other text has; crypto.randomUUID is not there over plain HTTP. */
const unique = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), part => part.toString(36)).join('');

const blank = (model, title) => ({ id: unique(), model, title: title ?? 'New text', titled: title !== undefined, created: Date.now() });
