// Document: "Static File Endpoints", the first example
// eslint-disable-next-line @typescript-eslint/require-await
export async function get(): Promise<{ body: string }> {
  return { body: JSON.stringify({ name: 'example', stars: 5 }) };
}
