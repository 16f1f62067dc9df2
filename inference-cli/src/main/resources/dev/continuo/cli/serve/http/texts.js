// The texts that this browser keeps, in IndexedDB: one record for a text, and one for each of its nodes, so that a
// change of a large tree writes what it changed.

const promised = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const done = transaction => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onabort = transaction.onerror = () => reject(transaction.error);
});

export class Texts {
  #database;

  static async open() {
    const request = indexedDB.open('continuo', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('texts', { keyPath: 'id' });
      request.result.createObjectStore('nodes', { keyPath: ['text', 'id'] });
    };
    const texts = new Texts();
    texts.#database = await promised(request);
    return texts;
  }

  /** All texts without their nodes, the one changed last first. */
  async list() {
    const all = await promised(this.#database.transaction('texts').objectStore('texts').getAll());
    return all.sort((a, b) => b.changed - a.changed);
  }

  /** The nodes of a text. */
  nodes(id) {
    return promised(this.#database.transaction('nodes').objectStore('nodes').getAll(ofText(id)));
  }

  /** Stores a text's record and the nodes that changed, by id; undefined stands for one that is gone. */
  save(record, nodes) {
    const transaction = this.#database.transaction(['texts', 'nodes'], 'readwrite');
    transaction.objectStore('texts').put(record);
    const store = transaction.objectStore('nodes');
    for (const [id, node] of nodes) {
      if (node) store.put({ ...node, text: record.id, words: node.text });
      else store.delete([record.id, id]);
    }
    return done(transaction);
  }

  remove(id) {
    const transaction = this.#database.transaction(['texts', 'nodes'], 'readwrite');
    transaction.objectStore('texts').delete(id);
    transaction.objectStore('nodes').delete(ofText(id));
    return done(transaction);
  }
}

const ofText = id => IDBKeyRange.bound([id, -Infinity], [id, Infinity]);

/** A node as the tree has it, from its record. */
export const restored = ({ words, ...node }) => ({ ...node, text: words });

/** What the page of before kept of a text for a model, as nodes; or null. */
export function older(model) {
  try {
    const { value, written } = JSON.parse(localStorage.getItem('continuo ' + model));
    const places = [...new Set([0, value.length, ...written.flat()])].sort((a, b) => a - b);
    const nodes = places.slice(1).map((end, i) => ({ id: i + 1, parent: i, children: [i + 2], text: value.slice(places[i], end) }));
    if (nodes.length === 0) return null;
    nodes.at(-1).children = [];
    return [{ id: 0, parent: null, children: [1] }, ...nodes];
  } catch {
    return null; // nothing, or not what that page wrote
  }
}
