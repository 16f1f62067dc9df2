// Texts as files: the whole tree as JSON, the text and its kept branches as Markdown, the text alone.
import { ROOT, Tree } from './tree.js';

const FORMAT = 'continuo-text';
const VERSION = 1;

export const FORMATS = {
  json: { ending: 'json', type: 'application/json' },
  markdown: { ending: 'md', type: 'text/markdown' },
  text: { ending: 'txt', type: 'text/plain' },
};

/** The content of a file. */
export function exported(format, { title, model, settings }, tree) {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ format: FORMAT, version: VERSION, title, model, settings, here: tree.here,
        followed: [...tree.followed] }).slice(0, -1)},"nodes":[\n${tree.all().map(node => JSON.stringify(node)).join(',\n')}\n]}\n`;
    case 'markdown': {
      const kept = tree.all().filter(node => (node.kept || node.name) && tree.stretchEnd(node.id) !== tree.stretchEnd(tree.here));
      const branches = kept.map(node => `## ${node.name || 'A kept branch'}\n\n${tree.text(tree.stretchEnd(node.id))}\n`);
      return [`# ${title}\n\n${tree.text()}\n`, ...branches].join('\n');
    }
    case 'text':
      return tree.text();
    default:
      throw new Error(`format: expected json, markdown or text, found ${format}`);
  }
}

/** What a file holds: { title, settings, tree }. Throws where it is not one of these. */
export function imported(name, content) {
  const title = name.replace(/\.[^.]*$/, '');
  if (content.includes('\u0000')) throw new Error(`${name}: expected a text, found something else, such as a picture`);
  if (!/\.json$/i.test(name)) return { title, settings: undefined, tree: plain(content.replaceAll('\r\n', '\n')) };
  let json;
  try {
    json = JSON.parse(content);
  } catch (problem) {
    throw new Error(`${name}: expected a text that this page exported, found no JSON: ${problem.message}`);
  }
  if (json?.format !== FORMAT || !Array.isArray(json.nodes)) {
    throw new Error(`${name}: expected a text that this page exported ("format": "${FORMAT}"), found something else`);
  }
  if (json.version !== VERSION) {
    throw new Error(`${name}: expected version ${VERSION}, found ${json.version}; it is a newer page's`);
  }
  try {
    return { title: String(json.title ?? title), settings: json.settings, tree: Tree.of(json.nodes, json.here, json.followed ?? []) };
  } catch (problem) {
    throw new Error(`${name}: ${problem.message}`);
  }
}

function plain(text) {
  const tree = new Tree();
  if (text !== '') tree.change('import', () => tree.go(tree.add(ROOT, { text })));
  return tree;
}

/** Gives a file to the browser to keep. */
export function download(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
