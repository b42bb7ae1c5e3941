// Everything that the table says about responses, one for each `?kind=`.
import path from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { type APIContext, HttpEndpoint, HttpError } from 'express-pages-api';

export default class Responses extends HttpEndpoint {
  async get(context: APIContext): Promise<Response | undefined> {
    const { cookies, redirect, res, url } = context;
    switch (url.searchParams.get('kind')) {
      case 'text':
        return new Response('plain');
      case 'html':
        return new Response('<p>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
      case 'redirect':
        return redirect('/elsewhere', 307);
      case 'stream':
        return new Response(ReadableStream.from(words()));
      case 'file':
        return void (await new Promise<void>((resolve, reject) => {
          res.sendFile(path.join(__dirname, 'responses.ts'), (error?: Error) => (error ? reject(error) : resolve()));
        }));
      case 'cookies':
        cookies.set('theme', 'dark', { path: '/', sameSite: 'lax', maxAge: 60 });
        cookies.delete('old', { path: '/' });
        return Response.json({}, { headers: { 'X-Extra': 'yes' } });
      case 'background':
        res.once('finish', () => res.app.emit('background'));
        return Response.json({ accepted: true }, { status: 202 });
      default:
        throw new HttpError(403, 'Not for you', { headers: { 'X-Reason': 'table' } });
    }
  }
}

async function* words(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const word of ['one ', 'two ', 'three']) {
    await Promise.resolve();
    yield new TextEncoder().encode(word);
  }
}
