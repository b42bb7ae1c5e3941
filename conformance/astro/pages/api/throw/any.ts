const values = { error: () => new Error('secret'), text: () => 'text', undefined: () => undefined, null: () => null, status: () => Object.assign(new Error('secret'), { status: 404 }), type: () => undefined.x };
export const ALL = async ({ url, cookies }) => {
  if (url.searchParams.has('late')) await new Promise((resolve) => setTimeout(resolve, 5));
  if (url.searchParams.has('cookie')) cookies.set('kept', '1');
  throw values[url.searchParams.get('v')]();
};
