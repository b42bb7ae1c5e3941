const body = '{"title":"Write down what a request costs now","done":false}';

/** The three requests; `body` has 60 bytes, and every server parses it and answers with what it read. */
export const requests = {
  static: { method: 'GET', path: '/api/hello', answer: '{"hello":"world"}' },
  parameter: { method: 'GET', path: '/api/users/42', answer: '{"id":"42"}' },
  post: { method: 'POST', path: '/api/echo', headers: { 'content-type': 'application/json' }, body, answer: body },
};

/** Throws unless a server answers all three requests as the others do. */
export async function checkAnswers(name, url) {
  for (const [kind, { method, path, headers, body, answer }] of Object.entries(requests)) {
    const response = await fetch(url + path, { method, headers, body });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    if (response.status !== 200 || !type.startsWith('application/json') || text !== answer)
      throw new Error(`${name} answers ${kind} with ${response.status} ${type} ${text.slice(0, 200)}`);
  }
}
