// The text as a tree. A node holds a stretch of it, a person's or the model's; a text is the path from the root to a
// node. Nodes never change: a change puts others in their place and remembers both, so it can be taken back.

/** The node before every text; it has none itself. */
export const ROOT = 0;

/**
 * node: { id, parent, children, text, tokens, name, kept, ended }. The tokens are the model's, whose texts together are
 * the node's text; a person's node has none (null). Children are the ids of the branches that go on from it.
 */
const node = fields => Object.freeze({ children: [], text: '', tokens: null, name: '', kept: false, ended: false, ...fields });

const textOf = tokens => tokens.map(token => token.text).join('');

export class Tree {
  #nodes = new Map([[ROOT, node({ id: ROOT, parent: null })]]);
  #next = 1;
  #open = null;
  #here = ROOT;
  #path = null;
  #text = null;
  /** Counts the changes of what hangs where. */
  shape = 0;
  /** Of a node with several branches, the one that was looked at last. */
  followed = new Map();

  /** A tree of these nodes, as they were exported or stored; throws where they are none. */
  static of(nodes, here = null, followed = []) {
    const tree = new Tree();
    for (const { id, ...rest } of nodes) {
      if (!Number.isSafeInteger(id) || id < 0) throw new Error(`node: expected an id, found ${id}`);
      tree.#nodes.set(id, node({ id, ...rest }));
      tree.#next = Math.max(tree.#next, id + 1);
    }
    const reached = new Set(tree.below(ROOT));
    for (const found of tree.#nodes.values()) {
      if (!reached.has(found.id)) throw new Error(`node ${found.id}: expected a place in the tree, found none`);
      if (typeof found.text !== 'string') throw new Error(`node ${found.id}: expected a text, found ${found.text}`);
      if (found.tokens && textOf(found.tokens) !== found.text) {
        throw new Error(`node ${found.id}: expected the text of its tokens, found another`);
      }
    }
    tree.followed = new Map(followed.filter(([from, to]) => tree.#nodes.get(to)?.parent === from));
    tree.here = tree.#nodes.has(here) ? here : tree.end(ROOT);
    tree.shape++;
    return tree;
  }

  /** The node that the text shown ends with. */
  get here() { return this.#here; }

  set here(id) {
    this.#here = id;
    this.#path = null;
  }

  get(id) { return this.#nodes.get(id); }

  #set(id, node) {
    const before = this.#nodes.get(id);
    if (node) this.#nodes.set(id, node);
    else this.#nodes.delete(id);
    if (before?.parent !== node?.parent || before?.children !== node?.children) this.shape++;
    this.#path = null;
  }

  get size() { return this.#nodes.size; }

  all() { return [...this.#nodes.values()]; }

  /** The nodes from the first one after the root to a node. */
  path(id = this.here) {
    if (id === this.here && this.#path) return this.#path;
    const path = [];
    for (let at = this.get(id); at && at.id !== ROOT; at = this.get(at.parent)) path.push(at);
    path.reverse();
    if (id === this.here) {
      this.#path = path;
      this.#text = null;
    }
    return path;
  }

  text(id = this.here) {
    if (id !== this.here) return this.path(id).map(each => each.text).join('');
    const path = this.path();
    this.#text ??= path.map(each => each.text).join('');
    return this.#text;
  }

  /** A node and all that go on from it, parents first. */
  below(id) {
    const found = [id];
    for (let i = 0; i < found.length; i++) {
      for (const child of this.get(found[i]).children) {
        if (this.get(child)?.parent !== found[i]) throw new Error(`node ${child}: expected node ${found[i]} before it`);
        found.push(child);
      }
    }
    return found;
  }

  /** Where a text through a node ends: along the branches that were looked at last. */
  end(id) {
    let at = this.get(id);
    while (at.children.length > 0) {
      const last = this.followed.get(at.id);
      at = this.get(at.children.includes(last) ? last : at.children[0]);
    }
    return at.id;
  }

  /** The node up to which a text goes on from a node without a branch. */
  stretchEnd(id) {
    let at = this.get(id);
    while (at.children.length === 1) at = this.get(at.children[0]);
    return at.id;
  }

  /** The node with which the stretch that a node is part of begins: a branch, or the beginning. */
  stretchStart(id) {
    let at = this.get(id);
    while (at.id !== ROOT && at.parent !== ROOT && this.get(at.parent).children.length === 1) at = this.get(at.parent);
    return at.id;
  }

  /** Shows the text that ends with a node. */
  go(id) {
    this.here = id;
    for (let at = this.get(id); at.id !== ROOT; at = this.get(at.parent)) this.followed.set(at.parent, at.id);
  }

  /** Begins a change; what is put until its end belongs to it. */
  begin(label) {
    if (this.#open) throw new Error(`expected the end of "${this.#open.label}" before "${label}"`);
    this.#open = { label, before: new Map(), after: new Map(), from: this.here, to: this.here };
  }

  /** Ends a change, and gives it; null where nothing changed. */
  finish() {
    const change = this.#open;
    this.#open = null;
    for (const id of change.before.keys()) change.after.set(id, this.get(id));
    change.to = this.here;
    return change.before.size > 0 ? change : null;
  }

  /** One change, made by a function. */
  change(label, make) {
    this.begin(label);
    try {
      make();
    } finally {
      this.last = this.finish();
    }
    return this.last;
  }

  /** Takes a change back, or makes it again. */
  restore(nodes, here) {
    for (const [id, was] of nodes) {
      this.#set(id, was);
    }
    this.go(here);
  }

  #remember(id) {
    if (!this.#open) throw new Error('expected a change to be begun');
    if (!this.#open.before.has(id)) this.#open.before.set(id, this.get(id));
  }

  /** Puts other fields into a node. */
  put(id, fields) {
    this.#remember(id);
    this.#set(id, node({ ...this.get(id), ...fields }));
  }

  /** Adds a branch after a node; its id. */
  add(parent, fields) {
    const id = this.#next++;
    this.#remember(id);
    this.#set(id, node({ ...fields, id, parent }));
    this.put(parent, { children: [...this.get(parent).children, id] });
    return id;
  }

  /** Puts a new node between a node and the one before it; its id. */
  #insert(below, fields) {
    const id = this.#next++;
    const { parent } = this.get(below);
    this.#remember(id);
    this.#set(id, node({ ...fields, id, parent, children: [below] }));
    this.put(parent, { children: this.get(parent).children.map(child => child === below ? id : child) });
    this.put(below, { parent: id });
    if (this.followed.get(parent) === below) this.followed.set(parent, id);
    return id;
  }

  /** Removes a node with all that goes on from it; the text shown is then another branch of the same place. */
  remove(id) {
    const { parent } = this.get(id);
    const others = this.get(parent).children;
    const inside = this.path().some(each => each.id === id);
    const place = others.indexOf(id);
    const next = others[place + 1] ?? others[place - 1];
    for (const gone of this.below(id)) {
      this.#remember(gone);
      this.#set(gone, undefined);
    }
    this.put(parent, { children: others.filter(child => child !== id) });
    if (inside) this.go(next === undefined ? parent : this.end(next));
  }

  /** Takes a node out of its path: what goes on from it goes on from the one before. */
  #skip(id) {
    const { parent, children } = this.get(id);
    const others = this.get(parent).children;
    this.#remember(id);
    for (const child of children) this.put(child, { parent });
    this.#set(id, undefined);
    this.put(parent, { children: others.flatMap(child => child === id ? children : [child]) });
    if (this.here === id) this.go(parent);
  }

  /** Cuts the path so that a node ends at a place of the text; the node before the place. Of a token the whole is cut off. */
  cut(place) {
    let start = 0;
    for (const { id, parent, text, tokens } of this.path()) {
      if (place <= start) return parent;
      const end = start + text.length;
      if (place < end) {
        if (!tokens) {
          const head = this.#insert(id, { text: text.slice(0, place - start) });
          this.put(id, { text: text.slice(place - start) });
          return head;
        }
        const count = wholeTokens(tokens, place - start);
        if (count === 0) return parent;
        const head = this.#insert(id, { tokens: tokens.slice(0, count), text: textOf(tokens.slice(0, count)) });
        this.put(id, { tokens: tokens.slice(count), text: textOf(tokens.slice(count)) });
        return head;
      }
      start = end;
    }
    return this.here;
  }

  /** Replaces [start, end) of the text shown by what a person wrote. The model's tokens that are left whole stay its own. */
  write(start, end, put) {
    let left = put;
    let from = 0;
    for (const { id, text, tokens } of this.path()) {
      const to = from + text.length;
      const touched = start === end ? from < start && start < to : from < end && start < to;
      if (touched) {
        this.#rewrite(id, text, tokens, Math.max(0, start - from), Math.min(text.length, end - from), left);
        left = '';
      }
      from = to;
    }
    if (left !== '') this.#writeBetween(start, left);
  }

  #rewrite(id, text, tokens, start, end, put) {
    if (!tokens) {
      const now = text.slice(0, start) + put + text.slice(end);
      if (now === '') this.#skip(id);
      else this.put(id, { text: now });
      return;
    }
    const before = wholeTokens(tokens, start);
    let after = tokens.length;
    for (let length = text.length; after > before && length - tokens[after - 1].text.length >= end; after--) {
      length -= tokens[after - 1].text.length;
    }
    const head = tokens.slice(0, before);
    const rest = tokens.slice(after);
    const middle = text.slice(textOf(head).length, start) + put + text.slice(end, text.length - textOf(rest).length);
    if (rest.length > 0) {
      this.put(id, { tokens: rest, text: textOf(rest) });
      if (head.length > 0) this.#insert(id, { tokens: head, text: textOf(head) });
      if (middle !== '') this.#insert(id, { text: middle });
    } else if (middle !== '') {
      if (head.length > 0) this.#insert(id, { tokens: head, text: textOf(head) });
      this.put(id, { tokens: null, text: middle, ended: false });
    } else if (head.length > 0) {
      this.put(id, { tokens: head, text: textOf(head), ended: false });
    } else {
      this.#skip(id);
    }
  }

  /** Writes at the end of a node: into it where it is a person's and no other branch shares it, else after it. */
  #writeBetween(place, put) {
    let start = 0;
    let before = ROOT;
    for (const { id, text, tokens } of this.path()) {
      if (start === place) {
        const shared = before === ROOT || this.get(before).children.length > 1 || this.get(before).tokens;
        if (!shared) this.put(before, { text: this.get(before).text + put });
        else if (!tokens) this.put(id, { text: put + text });
        else this.#insert(id, { text: put });
        return;
      }
      start += text.length;
      before = id;
    }
    const last = this.get(before);
    if (before !== ROOT && !last.tokens && last.children.length === 0) this.put(before, { text: last.text + put });
    else this.go(this.add(before, { text: put }));
  }

  /** Branches of one place that begin alike become one up to where they differ. */
  gather(id) {
    const groups = new Map();
    for (const child of this.get(id).children) {
      const { tokens, text } = this.get(child);
      const first = tokens ? `${tokens[0]?.id}` : text.slice(0, 1);
      groups.set(first, [...groups.get(first) ?? [], child]);
    }
    for (const alike of groups.values()) {
      const [kept, ...others] = alike;
      for (const other of others) this.#gatherInto(kept, other);
    }
    for (const child of this.get(id).children) if (this.get(child).children.length > 1) this.gather(child);
  }

  #gatherInto(kept, other) {
    const [one, two] = [this.get(kept), this.get(other)];
    if (!one.tokens !== !two.tokens) return;
    const parts = each => each.tokens ?? [...each.text];
    const same = (a, b) => (a.id ?? a) === (b.id ?? b) && (a.text ?? a) === (b.text ?? b);
    const [these, those] = [parts(one), parts(two)];
    let count = 0;
    while (count < these.length && count < those.length && same(these[count], those[count])) count++;
    if (count === 0) return;
    const fields = (each, list) => each.tokens ? { tokens: list, text: textOf(list) } : { text: list.join('') };
    if (count < these.length) { // the kept node becomes the common beginning, its rest a branch after it
      const rest = this.#next++;
      this.#remember(rest);
      this.#set(rest, node({ ...one, ...fields(one, these.slice(count)), id: rest, parent: kept }));
      for (const child of one.children) this.put(child, { parent: rest });
      this.put(kept, { ...fields(one, these.slice(0, count)), children: [rest], name: '', kept: false, ended: false });
      if (this.here === kept) this.here = rest;
    }
    const { parent } = two;
    this.put(parent, { children: this.get(parent).children.filter(child => child !== other) });
    if (count < those.length) {
      this.put(other, { ...fields(two, those.slice(count)), parent: kept });
      this.put(kept, { children: [...this.get(kept).children, other] });
    } else {
      for (const child of two.children) this.put(child, { parent: kept });
      this.put(kept, { children: [...this.get(kept).children, ...two.children],
        name: this.get(kept).name || two.name, kept: this.get(kept).kept || two.kept });
      this.#remember(other);
      this.#set(other, undefined);
      if (this.here === other) this.here = kept;
    }
    this.go(this.here);
  }
}

/** How many tokens end at or before a place of their text; those without text of their own belong to the next. */
export function wholeTokens(tokens, place) {
  let length = 0;
  let count = 0;
  for (let i = 0; i < tokens.length; i++) {
    length += tokens[i].text.length;
    if (length > place) break;
    if (tokens[i].text !== '') count = i + 1;
  }
  return count;
}
