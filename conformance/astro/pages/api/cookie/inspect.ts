export const GET = ({ cookies }) =>
  Response.json(['a', 'b', 'c', 'toString', '__proto__', 'constructor'].map((name) => {
    const cookie = cookies.get(name);
    let json; try { json = cookie?.json(); } catch (error) { json = error.name; }
    return [name, cookies.has(name), cookie?.value ?? null, cookie?.boolean() ?? null, String(cookie?.number()), json ?? null];
  }));
