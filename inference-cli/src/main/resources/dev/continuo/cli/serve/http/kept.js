// What this browser stores of the page for each model, by its name.

const name = model => 'continuo ' + model;

/** The stored text, the ranges that the model wrote, and the settings; or null. */
export function known(model) {
  try {
    const kept = JSON.parse(localStorage.getItem(name(model)));
    const inside = ([from, to]) => 0 <= from && from < to && to <= kept.value.length;
    return kept.written.every(inside) && kept.settings ? kept : null;
  } catch {
    return null; // nothing, or not what this page writes
  }
}

/** Stores them, or removes them if the text is empty; whether the browser allows it. */
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
