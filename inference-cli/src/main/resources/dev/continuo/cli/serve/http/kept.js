// What this browser keeps of the page, under the name of each model.

const name = model => 'continuo ' + model;

/** The text, its stretches and the settings that were kept, or null. */
export function known(model) {
  try {
    const kept = JSON.parse(localStorage.getItem(name(model)));
    const inside = ([from, to]) => 0 <= from && from < to && to <= kept.value.length;
    return kept.written.every(inside) && kept.settings ? kept : null;
  } catch {
    return null; // nothing, or not what this page writes
  }
}

/** Keeps them, an empty text not at all; whether the browser lets the page. */
export function keep(model, state) {
  try {
    if (state.value === '') {
      localStorage.removeItem(name(model));
    } else {
      localStorage.setItem(name(model), JSON.stringify(state));
    }
    return true;
  } catch {
    return false; // no room, or not allowed
  }
}
