import type { Recording } from './recording';

const recorderKey = Symbol.for('express-pages-api.recorder');
type Global = { [recorderKey]?: Recording };

/** The recorder of this process, when one was installed before Express was loaded. */
export function findRecorder(): Recording | undefined {
  return (globalThis as Global)[recorderKey];
}

export function keepRecorder(recorder: Recording): Recording {
  return ((globalThis as Global)[recorderKey] = recorder);
}
