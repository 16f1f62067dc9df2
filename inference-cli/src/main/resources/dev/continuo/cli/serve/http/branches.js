// The branches of one fork, side by side: the fork that the caret is at or after, else the first one that follows.
import { likelihood } from './outline.js';
import { ROOT } from './tree.js';

const MOST = 24;
const LETTERS = 220;

/** The node after which the text has several branches, about a place of the text; null where it has none. */
export function fork(tree, place) {
  let found = null;
  let end = 0;
  const path = [tree.get(ROOT), ...tree.path()];
  for (const node of path) {
    end += node.text.length;
    if (node.children.length > 1 && (end <= place || found === null)) found = node.id;
  }
  return found;
}

/** The branch of a fork that the text shown takes, or null. */
export const taken = (tree, id) => tree.path().find(node => node.parent === id)?.id ?? null;

/** Shows the branches as buttons in a list. */
export function show(list, tree, id, go) {
  const children = id === null ? [] : tree.get(id).children;
  const now = id === null ? null : taken(tree, id);
  const from = Math.max(0, Math.min(children.indexOf(now) - MOST / 2, children.length - MOST));
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.node : null;
  list.replaceChildren(...children.slice(from, from + MOST).map((child, index) => {
    const button = document.createElement('button');
    button.className = 'branch';
    button.dataset.node = child;
    if (child === now) button.setAttribute('aria-current', 'true');
    const stretch = [];
    const end = tree.stretchEnd(child);
    for (let at = end; ; at = tree.get(at).parent) {
      stretch.unshift(tree.get(at));
      if (at === child) break;
    }
    const words = stretch.map(node => node.text).join('');
    const likely = likelihood(stretch);
    const facts = document.createElement('span');
    facts.className = 'facts';
    const name = stretch.findLast(node => node.name)?.name;
    facts.textContent = [`${from + index + 1}${name ? ` ${name}` : ''}`,
      likely === null ? '' : `mean ${(likely * 100).toFixed(0)} %`,
      tree.get(end).ended ? 'the end' : '', stretch.some(node => node.kept) ? '★' : ''].filter(fact => fact).join(' · ');
    const text = document.createElement('span');
    text.textContent = words.length > LETTERS ? words.slice(0, LETTERS) + '…' : words || '…';
    button.append(text, facts);
    button.addEventListener('click', () => go(tree.end(child)));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  if (focused) list.querySelector(`[data-node="${focused}"]`)?.focus();
  return children.length;
}
