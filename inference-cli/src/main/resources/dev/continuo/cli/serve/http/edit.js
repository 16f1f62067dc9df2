// What a person changes in a text, and what of it stays the model's.

/**
 * The stretch [start, end) of the text before that was replaced by so many characters. Where what was selected tells,
 * that counts, since the texts alone cannot say which of several equal letters were replaced.
 */
export function changed(before, after, selection, inputType) {
  const plain = ['insertText', 'insertFromPaste', 'insertLineBreak'].includes(inputType);
  if (plain && selection) {
    const [start, end] = selection;
    const length = after.length - before.length + end - start;
    const fits = length >= 0 && before.slice(0, start) === after.slice(0, start)
      && before.slice(end) === after.slice(start + length);
    if (fits) return { start, end, length };
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, length: after.length - same - start };
}

/** The stretches that are left of some, which lie in order, when a part of their text is replaced. */
export function replaced(stretches, { start, end, length }) {
  const moved = start + length - end;
  const left = stretches.map(([from, to]) => [from, Math.min(to, start)]);
  const right = stretches.map(([from, to]) => [Math.max(from, end) + moved, to + moved]);
  return [...left, ...right].filter(([from, to]) => from < to);
}
