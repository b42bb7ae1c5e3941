import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const body = Buffer.from('the text of another server');
const encoders = { gzip: gzipSync, br: brotliCompressSync };

/** A server that endpoints fetch from: its answers are compressed and carry headers of their own hop. */
const upstream = http.createServer((req, res) => {
  const coding = req.url!.slice(1) as keyof typeof encoders;
  res.setHeader('Content-Encoding', coding);
  res.setHeader('Set-Cookie', ['first=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT', 'second=2']);
  res.setHeader('Connection', 'X-Hop');
  res.setHeader('Keep-Alive', 'timeout=99');
  res.end(encoders[coding](body));
});
upstream.listen(0, '127.0.0.1').unref();

export function upstreamUrl(coding: string): string {
  return `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/${coding}`;
}
