import { readFileSync, rmSync } from 'node:fs';

/** Lists in which V8 keeps count of what it has compiled; they grow with it. */
const listsOfCode = /^system \/ Weak(?:ArrayList|FixedArray)$/;

/**
 * Bytes of what a process keeps for its requests: everything in a heap snapshot but what V8 has compiled, which
 * grows for hundreds of thousands of requests. The file is read once and removed.
 *
 * @see https://chromium.googlesource.com/v8/v8/+/main/include/v8-profiler.h for the types of nodes
 */
export function takeObjectsSize(file) {
  const { snapshot, nodes, strings } = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, nameAt, sizeAt] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  let size = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const isCompiled =
      types[typeAt][nodes[node + typeAt]] === 'code' || listsOfCode.test(strings[nodes[node + nameAt]]);
    if (!isCompiled) size += nodes[node + sizeAt];
  }
  return size;
}
