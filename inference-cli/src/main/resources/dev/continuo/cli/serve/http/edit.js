// What a person changes in a text, and which parts of it are still the model's.

/**
 * The range [start, end) of the earlier text that was replaced, and the length of its replacement. The selection decides
 * if it fits the change, since the texts alone cannot say which of several equal letters were replaced.
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

