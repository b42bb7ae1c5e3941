export const ALL = ({ rewrite, params, url, request, cookies }) => {
  if (params.how === 'text') return rewrite('/api/rewritten/7?x=1');
  if (params.how === 'url') return rewrite(new URL('/api/rewritten/8?y=2', url));
  if (params.how === 'request') return rewrite(new Request(new URL('/api/rewritten/9', url), { method: 'POST', body: 'new', headers: { 'content-type': 'text/plain', origin: url.origin } }));
  if (params.how === 'cookie') { cookies.set('before', '1'); return rewrite('/api/rewritten/1'); }
  return rewrite('/api/rewritten/5');
};
