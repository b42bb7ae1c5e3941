import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ParityRequest } from '../../lib/migrate/parity/parity-request';
import { readRequests } from '../../lib/migrate/parity/read-requests';
import { writeAppProject } from '../support/app-project';

const site = 'https://shop.example';

function read(text: string) {
  const file = path.join(writeAppProject({}), 'site.har');
  writeFileSync(file, text);
  return readRequests(file);
}

function readHar(...entries: unknown[]) {
  return read(JSON.stringify({ log: { version: '1.2', entries } }));
}

function readRequest(request: object): ParityRequest {
  return readHar({ request: { method: 'POST', url: `${site}/a`, headers: [], ...request } }).requests[0]!;
}

describe('a request of a HAR file', () => {
  it('needs no recorded answer', () => {
    expect(readRequest({ method: 'GET', url: `${site}/a?b=1#c` })).toEqual({
      method: 'GET',
      path: '/a?b=1',
      headers: {},
    });
  });

  it('keeps its headers by lower-case name, less those of the connection and of HTTP/2', () => {
    const headers = [
      { name: ':authority', value: 'shop.example' },
      { name: 'Host', value: 'shop.example' },
      { name: 'Connection', value: 'keep-alive' },
      { name: 'Accept-Language', value: 'de' },
    ];
    expect(readRequest({ headers }).headers).toEqual({ 'accept-language': 'de' });
  });

  it('joins headers that it has twice, and cookies as RFC 6265 joins them', () => {
    const headers = [
      { name: 'accept', value: 'text/html' },
      { name: 'Accept', value: 'text/plain' },
      { name: 'cookie', value: 'a=1' },
      { name: 'cookie', value: 'b=2' },
    ];
    expect(readRequest({ headers }).headers).toEqual({ accept: 'text/html, text/plain', cookie: 'a=1; b=2' });
  });

  it('has a body of bytes where its text is Base64', () => {
    const postData = { mimeType: 'application/octet-stream', text: '/wA=', encoding: 'base64' };
    const { body, bodyBase64 } = readRequest({ postData });
    expect([body, bodyBase64]).toEqual([undefined, '/wA=']);
  });

  it('has the fields of a form where that is all the file holds', () => {
    const params = [
      { name: 'name', value: 'Ada Lovelace' },
      { name: 'a&b', value: 'ü' },
    ];
    const postData = { mimeType: 'application/x-www-form-urlencoded; charset=utf-8', params };
    expect(readRequest({ postData }).body).toBe('name=Ada+Lovelace&a%26b=%C3%BC');
  });

  it.each([
    ['nothing', {}],
    ['a type only', { mimeType: 'application/json' }],
    ['an empty form', { mimeType: 'multipart/form-data', params: [] }],
  ])('has no body for %s', (_what, postData) => {
    expect(Object.keys(readRequest({ postData }))).toEqual(['method', 'path', 'headers']);
  });

  it('is left out when the file holds the fields of an upload, but not its body', () => {
    const postData = { mimeType: 'multipart/form-data; boundary=x', params: [{ name: 'file', value: 'a.txt' }] };
    expect(readHar({ request: { method: 'POST', url: `${site}/files`, headers: [], postData } })).toEqual({
      requests: [],
      skipped: [`POST ${site}/files: the file does not hold its body`],
    });
  });

  it('is left out when it does not go over HTTP', () => {
    const socket = { request: { method: 'GET', url: 'wss://shop.example/live', headers: [] } };
    expect(readHar({ request: { method: 'GET', url: `${site}/a`, headers: [] } }, socket).skipped).toEqual([
      'GET wss://shop.example/live: another site',
    ]);
  });

  it('takes over an id from an answer that is Base64', () => {
    const text = Buffer.from('{"id":"a1b2c3d4e5f6"}').toString('base64');
    const { requests } = readHar(
      {
        request: { method: 'POST', url: `${site}/items`, headers: [] },
        response: { content: { text, encoding: 'base64' } },
      },
      { request: { method: 'GET', url: `${site}/items/a1b2c3d4e5f6`, headers: [] } },
    );
    expect(requests.map(({ path: url, capture }) => [url, capture])).toEqual([
      ['/items', { value1: 'body.id' }],
      ['/items/{{value1}}', undefined],
    ]);
  });

  it('takes over an id from the first answer that has it', () => {
    const answered = (url: string) => ({
      request: { method: 'GET', url: site + url, headers: [] },
      response: { content: { text: '{"a.b":"1234567890ab","list":["a1b2c3d4e5f6",7]}' } },
    });
    const { requests } = readHar(answered('/one'), answered('/two'), answered('/items/a1b2c3d4e5f6/1234567890ab'));
    expect(requests.map(({ path: url, capture }) => [url, capture])).toEqual([
      ['/one', { value1: 'body.list.0' }],
      ['/two', undefined],
      ['/items/{{value1}}/1234567890ab', undefined],
    ]);
  });
});

describe('a file of requests is refused', () => {
  const request = { method: 'GET', url: `${site}/a`, headers: [] };

  it.each<[string, object, RegExp]>([
    ['a method that is no text', { method: 7 }, /^Entry 1 of .*site\.har: method must be text, not 7\.$/],
    ['no headers', { headers: undefined }, /^Entry 1 of .*: headers must be a list of names and values\.$/],
    ['a header without a value', { headers: [{ name: 'a' }] }, /^Entry 1 of .*: headers must be a list/],
  ])('for a HAR entry with %s', (_what, wrong, message) => {
    expect(() => readHar({ request: { ...request, ...wrong } })).toThrow(message);
  });

  it.each<[string, RegExp]>([
    ['"/a"', /^Request 1 of .*site\.har is "\/a", not an object\.$/],
    ['{"method":"GET"}', /^Request 1 of .* has no path\.$/],
  ])('for an item %s', (item, message) => {
    expect(() => read(`[${item}]`)).toThrow(message);
  });
});
