// Branches that grow at once: one request for n continuations, which the service computes as one batch.
import { Tokens } from './tokens.js';
import { wholeTokens } from './tree.js';

/** How many other tokens are asked for beside each of the model's. */
export const OTHERS = 10;

/** Tokens of the model right before a place go to the service as they are, not as text that is cut anew. */
const MOST_THEN = 512;

/**
 * The text to the end of a node, or as far as a place before that, as the service takes it: a text, and the model's last
 * tokens after it, at most so many.
 */
export function prompt(tree, id, most = MOST_THEN, place = Infinity) {
  const path = [];
  let start = 0;
  for (const { text, tokens } of tree.path(id)) {
    if (start >= place) break;
    const count = tokens && place < start + text.length ? wholeTokens(tokens, place - start) : Infinity;
    path.push({ text: text.slice(0, place - start), tokens: tokens?.slice(0, count) ?? null });
    start += text.length;
  }
  const then = [];
  const whole = ({ tokens }) => tokens && !tokens.some(token => token.cut);
  while (path.length > 0 && whole(path.at(-1)) && then.length + path.at(-1).tokens.length <= most) {
    then.unshift(...path.pop().tokens.map(token => token.id));
  }
  return { prompt: path.map(node => node.text).join(''), continuo_then: then };
}

/**
 * Grows branches after a node and says how it went: tokens, seconds to the first text and in all, whether every text
 * ended, the seed, and warnings. `grown` is called after each piece with the branches' nodes, null where there is no text yet. The tree's change is begun and ended by the caller.
 */
export async function grow({ service, tree, from, count, request, signal, grown, warn }) {
  const started = performance.now();
  const branches = Array.from({ length: count }, () => ({ id: null, tokens: new Tokens(), ended: false }));
  let first = null;
  let usage = 0;
  const put = branch => {
    const tokens = branch.tokens.list();
    const text = branch.tokens.text;
    if (text === '' && !branch.ended) return;
    if (branch.ended && body.stop && tokens.length > 0) tokens.push({ ...tokens.pop(), cut: true }); // by a stop string
    const fields = tokens.length > 0 ? { text, tokens } : { text };
    if (branch.id === null) {
      branch.id = tree.add(from, fields);
      const grown = branches.map(each => each.id).filter(id => id !== null); // in order, whichever comes first
      tree.put(from, { children: [...tree.get(from).children.filter(child => !grown.includes(child)), ...grown] });
    }
    tree.put(branch.id, { ...fields, ended: branch.ended });
  };
  const body = { ...prompt(tree, from), ...request, n: count, continuo_tokens: OTHERS, stream_options: { include_usage: true } };
  for await (const events of service.stream('/v1/completions', body, signal)) {
    const touched = new Set();
    for (const event of events) {
      if (event.warnings) warn(event.warnings);
      usage = event.usage?.completion_tokens ?? usage;
      for (const choice of event.choices) {
        const branch = branches[choice.index];
        if (choice.text && first === null) first = performance.now() - started;
        branch.tokens.add(choice.text, choice.continuo_tokens ?? []);
        branch.ended ||= choice.finish_reason === 'stop';
        touched.add(branch);
      }
    }
    touched.forEach(put);
    if (touched.size > 0) grown(branches.map(branch => branch.id));
  }
  return { tokens: usage, first, millis: performance.now() - started, seed: request.seed, ended: branches.every(branch => branch.ended) };
}
