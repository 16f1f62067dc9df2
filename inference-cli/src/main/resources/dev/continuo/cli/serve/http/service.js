// Requests to the service. Its errors are thrown as they are said.

export class Service {
  #key;
  #locked;

  /** The field of the API key, and what to do where the service wants one. */
  constructor(key, locked) {
    this.#key = key;
    this.#locked = locked;
  }

  async get(path) { return (await this.#ask(path, { headers: this.#headers() })).json(); }

  async post(path, body, signal) { return (await this.#post(path, body, signal)).json(); }

  /** The events of a stream, those that came together in one list. */
  async* stream(path, body, signal) {
    const response = await this.#post(path, { ...body, stream: true }, signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('The service ended the answer early.');
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      const data = blocks.map(block => block.replace(/^data: /, ''));
      const events = data.filter(item => item !== '[DONE]').map(item => JSON.parse(item));
      const failed = events.find(event => event.error);
      if (failed) throw new Error(failed.error.message);
      yield events;
      if (data.includes('[DONE]')) return;
      await new Promise(later => setTimeout(later)); // keys and clicks between
    }
  }

  #headers() { return this.#key.value ? { Authorization: 'Bearer ' + this.#key.value } : {}; }

  #post(path, body, signal) {
    const headers = { ...this.#headers(), 'Content-Type': 'application/json' };
    return this.#ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }

  /** The browser's own error for a service that does not answer says little. */
  async #ask(path, request) {
    let response;
    try {
      response = await fetch(path, request);
    } catch (problem) {
      throw problem.name === 'AbortError' ? problem : new Error('The service does not answer. Is it still running?');
    }
    if (response.ok) return response;
    if (response.status === 401) this.#locked();
    const answer = await response.json().catch(() => null);
    throw new Error(answer?.error?.message ?? 'the service answered ' + response.status);
  }
}
