/**
 * Node's own web classes. The globals of these names are getters, whose call costs more than what is then asked of the class,
 * and others may replace them: Hono's adapter for Node does.
 */
export const { Headers: NodeHeaders, ReadableStream: NodeReadableStream, Response: NodeResponse } = globalThis;
