// Undo and redo: the changes of a tree, in order.

/** Keys that are pressed within this time are one change. */
const TOGETHER_MILLIS = 1200;
const MOST = 1000;

export class History {
  #tree;
  #done = [];
  #undone = [];
  #typedAt = -Infinity;

  constructor(tree) { this.#tree = tree; }

  get undoable() { return this.#done.at(-1)?.label ?? null; }

  get redoable() { return this.#undone.at(-1)?.label ?? null; }

  /** Takes note of a change; typing goes on in the last one where it was typed just before. */
  add(change, typed = false) {
    if (!change) return;
    const now = performance.now();
    const last = this.#done.at(-1);
    if (typed && last?.typed && now - this.#typedAt < TOGETHER_MILLIS) {
      for (const [id, was] of change.before) if (!last.before.has(id)) last.before.set(id, was);
      for (const [id, is] of change.after) last.after.set(id, is);
      last.to = change.to;
    } else {
      this.#done.push({ ...change, typed });
      if (this.#done.length > MOST) this.#done.shift();
    }
    this.#typedAt = typed ? now : -Infinity;
    this.#undone = [];
  }

  /** Ends what is being typed: the next key begins a new change. */
  pause() { this.#typedAt = -Infinity; }

  /** Takes the last change back; the change, or null. */
  undo() { return this.#move(this.#done, this.#undone, change => this.#tree.restore(change.before, change.from)); }

  redo() { return this.#move(this.#undone, this.#done, change => this.#tree.restore(change.after, change.to)); }

  #move(from, to, make) {
    const change = from.pop();
    if (!change) return null;
    make(change);
    to.push(change);
    this.#typedAt = -Infinity;
    return change;
  }
}
