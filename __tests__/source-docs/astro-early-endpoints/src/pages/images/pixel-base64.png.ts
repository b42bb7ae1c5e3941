// Document: "Static File Endpoints", another encoding
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const get = (): { body: string; encoding: BufferEncoding } => ({ body: pixel, encoding: 'base64' });
