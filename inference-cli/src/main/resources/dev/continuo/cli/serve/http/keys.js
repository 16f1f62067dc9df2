// The keys of the page, and the list of them that it shows.

/** Where ctrl is the command key on a Mac. */
export const KEYS = [
  { keys: 'Ctrl+Enter', code: 'Enter', ctrl: true, act: 'continue', what: 'Continue the text: new branches at its end' },
  { keys: 'Ctrl+Shift+Enter', code: 'Enter', ctrl: true, shift: true, act: 'regenerate', what: 'Continue from the cursor: the rest stays as another branch' },
  { keys: 'Esc', code: 'Escape', act: 'stop', what: 'Stop the model' },
  { keys: 'Alt+← →', code: 'ArrowLeft', alt: true, act: 'tokenBefore', what: 'The token before, the token after' },
  { code: 'ArrowRight', alt: true, act: 'tokenAfter' },
  { keys: 'Alt+1 … 9', digit: true, alt: true, act: 'choose', what: 'Another token in its place: a new branch, which goes on; with Shift it does not go on' },
  { keys: 'Alt+↑ ↓', code: 'ArrowUp', alt: true, act: 'branchBefore', what: 'The branch before, the branch after, at the fork of the cursor' },
  { code: 'ArrowDown', alt: true, act: 'branchAfter' },
  { keys: 'F2', code: 'F2', act: 'name', what: 'Name this branch' },
  { keys: 'Alt+K', code: 'KeyK', alt: true, act: 'keep', what: 'Keep this branch (★), or not any more' },
  { keys: 'Alt+M', code: 'KeyM', alt: true, act: 'mark', what: 'Mark this branch to compare it' },
  { keys: 'Alt+C', code: 'KeyC', alt: true, act: 'compare', what: 'Compare with the marked branch, and merge' },
  { keys: 'Alt+Delete', code: 'Delete', alt: true, act: 'prune', what: 'Prune this branch' },
  { keys: 'Alt+J', code: 'KeyJ', alt: true, act: 'gather', what: 'Join the branches that begin alike' },
  { keys: 'Ctrl+Z', code: 'KeyZ', ctrl: true, act: 'undo', what: 'Undo; redo with Ctrl+Shift+Z or Ctrl+Y' },
  { code: 'KeyZ', ctrl: true, shift: true, act: 'redo' },
  { code: 'KeyY', ctrl: true, act: 'redo' },
  { keys: 'F6', code: 'F6', act: 'nextPane', what: 'To the tokens, the branches, the tree, and back to the text' },
  { keys: 'Ctrl+S', code: 'KeyS', ctrl: true, act: 'export', what: 'Export' },
  { keys: 'Ctrl+O', code: 'KeyO', ctrl: true, act: 'import', what: 'Import' },
  { keys: 'F1', code: 'F1', act: 'keys', what: 'This list' },
];

/** Keys in the tree, which it takes itself. */
export const TREE_KEYS = [
  ['↑ ↓ Home End', 'Another branch'],
  ['→ ←', 'Open and close what goes on from it'],
  ['Enter', 'Show its text'],
  ['N', 'Name it'],
  ['K', 'Keep it'],
  ['M', 'Mark it to compare it'],
  ['C', 'Compare the text with it'],
  ['Delete', 'Prune it'],
];

/** The key that was pressed: what it does, and for a digit which; null for another. */
export function pressed(event) {
  const digit = event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1];
  const fits = key => (key.digit ? digit : key.code === event.code)
    && (event.ctrlKey || event.metaKey) === (key.ctrl ?? false) && event.altKey === (key.alt ?? false)
    && (key.digit || event.shiftKey === (key.shift ?? false));
  const key = KEYS.find(fits);
  return key ? { act: key.act, digit: Number(digit), shift: event.shiftKey } : null;
}

/** Fills the list of keys. */
export function fill(list, keys) {
  list.replaceChildren(...keys.flatMap(([names, what]) => {
    const term = document.createElement('dt');
    term.append(...names.split(' ').flatMap((name, i) => {
      const key = document.createElement('kbd');
      key.textContent = name;
      return i === 0 ? [key] : [' ', key];
    }));
    const text = document.createElement('dd');
    text.textContent = what;
    return [term, text];
  }));
}
