import { readMediaType } from '../../lib/http/media-type';

const read = (contentType?: string) => readMediaType({ headers: { 'content-type': contentType } });

describe('the media type of a request', () => {
  it.each([
    ['application/json', 'application/json', undefined],
    ['APPLICATION/JSON', 'application/json', undefined],
    ['application/json; charset=UTF-8', 'application/json', 'UTF-8'],
    ['text/plain;charset="latin1"', 'text/plain', 'latin1'],
    ['multipart/form-data; boundary=x', 'multipart/form-data', undefined],
  ])('of %s', (header, essence, charset) => {
    expect(read(header)).toEqual({ essence, charset, isMalformed: false });
  });

  it.each([undefined, ''])('is absent: %j', (header) => {
    expect(read(header)).toEqual({ essence: '', charset: undefined, isMalformed: false });
  });

  it.each(['json', 'a/b/c', 'application/json;', 'text/plain, text/html', '/'])('is malformed: %s', (header) => {
    expect(read(header)).toEqual({ essence: '', charset: undefined, isMalformed: true });
  });
});
