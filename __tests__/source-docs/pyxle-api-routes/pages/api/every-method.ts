// Document: "Supported methods"
const answer = (name: string) => (): Response => Response.json({ answeredBy: name });

export const get = answer('get');
export const post = answer('post');
export const put = answer('put');
export const patch = answer('patch');
export const options = answer('options');

const remove = answer('delete');
export { remove as delete };
