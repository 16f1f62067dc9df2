// Where two texts differ, by words: the longest common subsequence of their words.

/** The most pairs of words that are compared; beyond it the texts differ as a whole. */
const MOST_PAIRS = 4_000_000;

const words = text => text.match(/\s+|[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}'’]/gu) ?? [];

/**
 * Parts in order: { same } or { one, two }.
 * "the cat sat", "the dog sat" -> [{ same: "the " }, { one: "cat", two: "dog" }, { same: " sat" }]
 */
export function differences(first, second) {
  const [a, b] = [words(first), words(second)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = compared(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const parts = [{ same: a.slice(0, start).join('') }, ...middle, { same: a.slice(a.length - end).join('') }];
  return parts.filter(part => part.same !== '');
}

function compared(a, b) {
  if (a.length === 0 && b.length === 0) return [];
  if (a.length * b.length > MOST_PAIRS) return [{ one: a.join(''), two: b.join('') }];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const parts = [];
  const add = (one, two) => {
    if (parts.at(-1)?.same !== undefined || parts.length === 0) parts.push({ one: '', two: '' });
    parts.at(-1).one += one;
    parts.at(-1).two += two;
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      if (parts.at(-1)?.same === undefined) parts.push({ same: '' });
      parts.at(-1).same += a[i];
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      add(a[i++], '');
    } else {
      add('', b[j++]);
    }
  }
  return joined(parts);
}

/** White space alone between two differences belongs to them. */
function joined(parts) {
  const result = [];
  for (let i = 0; i < parts.length; i++) {
    const last = result.at(-1);
    if (last && last.one !== undefined && parts[i].same?.trim() === '' && parts[i + 1]?.one !== undefined) {
      last.one += parts[i].same + parts[i + 1].one;
      last.two += parts[i].same + parts[i + 1].two;
      i++;
    } else {
      result.push({ ...parts[i] });
    }
  }
  return result;
}
