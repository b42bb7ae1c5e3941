const to = { relative: 'next', query: '?a=1', encoded: '/a%20b', absolute: 'https://example.com/x', empty: '', back: 'back', url: new URL('https://example.com/u'), hash: '/x#y', space: '/a b', latin: '/café', wide: '/✓', quote: '/a"b<c>', slashes: '//example.com' };
export const ALL = ({ redirect, url, cookies }) => {
  if (url.searchParams.has('cookie')) cookies.set('r', '1');
  const code = url.searchParams.get('code');
  return code ? redirect(to[url.searchParams.get('to')], Number(code)) : redirect(to[url.searchParams.get('to')]);
};
