// Document: "Basic API route"
// eslint-disable-next-line @typescript-eslint/require-await
export async function get(): Promise<Response> {
  return Response.json({ message: 'Hello, world!' });
}
