import { get, rows, show, type TortureCase } from '../torture-case';

function served(id: string, target: string, body: string | RegExp): TortureCase {
  return { id, title: `GET ${show(target)}`, request: get(target), status: 200, body };
}

export const queryCases: readonly TortureCase[] = [
  served('Q1', '/api/users/1?a=%zz&b=%ff&c=%', '"a":"%zz"'),
  served('Q1', '/api/id/1?a=%zz&b=%ff&c=%', '["a","%zz"]'),
  served('Q2', '/api/users/1?__proto__[x]=1&constructor[prototype][x]=1&__proto__=2&toString=3', '"polluted":false'),
  served('Q2', '/api/users/1?__proto__=2&constructor=3', '["__proto__","2"],["constructor","3"]'),
  served('Q2', '/api/id/1?__proto__[x]=1&x=2', '["__proto__[x]","1"]'),
  served('Q3', '/api/users/1?id=evil', '"id":"1"'),
  served('Q3', '/api/users/1?id=evil&id=evil', '"id":"1"'),
  served('Q3', '/api/rest/a?rest=evil', '"rest":["a"]'),
  served('Q4', `/api/users/1?${'a&'.repeat(4000)}b=1`, '"id":"1"'),
  served('Q4', `/api/users/1?${'a[]=&'.repeat(1500)}`, '"a[]":['),
  served('Q4', '/api/users/1?a[1000000]=1', '"a[1000000]":"1"'),
  served('Q4', `/api/users/1?a${'[b]'.repeat(40)}=1`, '"1"'),
  served('Q5', '/api/users/1?a=1&a=2', '"a":["1","2"]'),
  served('Q5', '/api/id/1?a=1&a=2', '[["a","1"],["a","2"]]'),
  ...rows(['?', '?&&&', '?=x', '?a', '??a=1', '?a=b=c', '?a=/../..', '?\\', '?a=//evil'], (query) =>
    served('Q6', `/api/users/1${query}`, '"id":"1"'),
  ),
  ...rows(['?', '?&&&', '?=x', '?a', '??a=1', '?a=b=c', '?a=/../..', '?\\'], (query) =>
    served('Q6', `/api/id/1${query}`, '"id":"1"'),
  ),
  served('Q8', '/api/users/1?x=%00%0d%0a', '"x":"\\u0000\\r\\n"'),
  served('Q8', '/api/id/1?x=%00%0d%0a', '["x","\\u0000\\r\\n"]'),
];
