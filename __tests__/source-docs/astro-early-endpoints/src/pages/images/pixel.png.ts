// Document: "Static File Endpoints", a binary png image
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export function get(): { body: string; encoding: BufferEncoding } {
  return { body: Buffer.from(pixel, 'base64').toString('binary'), encoding: 'binary' };
}
