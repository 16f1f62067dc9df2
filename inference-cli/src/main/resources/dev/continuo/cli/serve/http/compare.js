// Two branches side by side, from the fork where they part; of each difference one side is chosen, and what is chosen
// becomes a new branch.
import { differences } from './difference.js';
import { ROOT } from './tree.js';

const at = id => document.getElementById(id);

/** The last node that two paths share. */
export function parting(tree, one, two) {
  const path = new Set(tree.path(one).map(node => node.id));
  return tree.path(two).findLast(node => path.has(node.id))?.id ?? ROOT;
}

/** Opens the dialog over two nodes; `merge` gets the fork and the chosen text. */
export function compare(tree, one, two, merge) {
  const from = parting(tree, one, two);
  const before = tree.text(from);
  const parts = differences(tree.text(one).slice(before.length), tree.text(two).slice(before.length));
  const chosen = parts.map(part => part.same ?? part.one);
  const result = () => chosen.join('');
  const draw = () => { at('compare-result').textContent = result(); };
  let count = 0;
  at('compare-parts').replaceChildren(...parts.map((part, place) => {
    if (part.same !== undefined) {
      const same = document.createElement('span');
      same.textContent = part.same;
      return same;
    }
    count++;
    const group = document.createElement('span');
    group.setAttribute('role', 'radiogroup');
    group.setAttribute('aria-label', `Difference ${count}`);
    group.className = 'difference';
    for (const [side, text] of [['one', part.one], ['two', part.two]]) {
      const label = document.createElement('label');
      const radio = document.createElement('input');
      radio.type = 'radio';
      radio.name = `difference-${place}`;
      radio.checked = side === 'one';
      radio.addEventListener('change', () => {
        chosen[place] = text;
        draw();
      });
      label.className = side;
      label.append(radio, text.trim() === '' ? '(nothing)' : text);
      group.append(label);
    }
    return group;
  }));
  at('compare-before').textContent = before.length > 160 ? '…' + before.slice(-160) : before;
  at('compare-note').textContent = count === 0 ? 'They are the same text.'
    : `${count} ${count === 1 ? 'difference' : 'differences'}: choose of each the side to keep.`;
  at('compare-all-one').onclick = () => all('one');
  at('compare-all-two').onclick = () => all('two');
  at('compare-merge').onclick = () => {
    at('compare').close();
    merge(from, result());
  };
  function all(side) {
    for (const radio of at('compare-parts').querySelectorAll(`label.${side} input`)) {
      radio.checked = true;
      radio.dispatchEvent(new Event('change'));
    }
  }
  draw();
  at('compare').showModal();
}
