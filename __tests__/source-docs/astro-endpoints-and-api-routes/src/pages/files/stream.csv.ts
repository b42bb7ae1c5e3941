// Document: "Returning files and other content types", a ReadableStream
import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = () => {
  const lines = ['id,name\n', '1,Keyboard\n', '2,Mouse\n'];
  const body = new ReadableStream<string>({
    pull(controller) {
      const line = lines.shift();
      if (line === undefined) controller.close();
      else controller.enqueue(line);
    },
  }).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { 'Content-Type': 'text/csv' } });
};
