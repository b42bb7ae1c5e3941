import { apiRoutes } from 'express-pages-api';
import express from 'express';
import request from 'supertest';
import { writeRouteFiles } from '../support/route-files';

/** Every file answers with its own name. */
function createApp(names: readonly string[]) {
  const files = names.map((name) => [`${name}.js`, `module.exports = (req, res) => res.status(200).send('${name}');`]);
  return express().use(apiRoutes(writeRouteFiles(Object.fromEntries(files) as Record<string, string>)));
}

describe('a layout that Next.js refuses', () => {
  it.each<[string, string[], Record<string, string>]>([
    [
      'two parameter names at one level',
      ['[id]/a', '[slug]/b', '[slug]/index'],
      { '1/a': '[id]/a', '1/b': '[slug]/b', '1': '[slug]/index' },
    ],
    [
      'an optional catch-all beside an index',
      ['docs/index', 'docs/[[...s]]'],
      { docs: 'docs/index', 'docs/a': 'docs/[[...s]]' },
    ],
    [
      'an optional catch-all beside a file of its folder',
      ['docs', 'docs/[[...s]]'],
      { docs: 'docs', 'docs/a/b': 'docs/[[...s]]' },
    ],
    [
      'a required beside an optional catch-all',
      ['[...a]', '[[...b]]'],
      { x: '[...a]', 'x/y': '[...a]', '': '[[...b]]' },
    ],
    [
      'a catch-all in mid-path',
      ['[...rest]/tail', '[...rest]'],
      { 'a/tail': '[...rest]/tail', 'a/b/tail': '[...rest]/tail', 'a/b': '[...rest]', tail: '[...rest]' },
    ],
    [
      'an optional catch-all in mid-path',
      ['[[...rest]]/tail'],
      { tail: '[[...rest]]/tail', 'a/b/tail': '[[...rest]]/tail' },
    ],
    ['a parameter beside a catch-all of another name', ['[id]', '[...slug]'], { a: '[id]', 'a/b': '[...slug]' }],
    [
      'text and a parameter in one segment',
      ['v[major]', '[lang]-[version]', '[x]'],
      { v2: 'v[major]', 'en-1': '[lang]-[version]', v: '[x]' },
    ],
    ['a catch-all with text', ['[...path].json', '[...path]'], { 'a/b.json': '[...path].json', 'a/b': '[...path]' }],
  ])('is served: %s', async (_what, names, answers) => {
    const app = createApp(names);
    for (const [path, name] of Object.entries(answers)) {
      const response = await request(app).get(`/api/${path}`.replace(/\/$/, ''));
      expect([path, response.text]).toEqual([path, name]);
    }
  });
});
