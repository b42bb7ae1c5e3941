const { HttpError } = require('../../../../../../dist');

const ways = {
  throws: () => {
    throw new Error('thrown');
  },
  rejects: async () => {
    await new Promise(setImmediate);
    throw new Error('rejected');
  },
  refuses: ({ params }) => {
    throw new HttpError(409, params.id);
  },
  answers: ({ params }) => {
    throw new Response(params.id, { status: 418 });
  },
  breaks: ({ params }) => {
    let isFirst = true;
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise(setImmediate);
        if (!isFirst) throw new Error('the source broke');
        isFirst = false;
        controller.enqueue(`${params.id}\n`);
      },
    });
    return new Response(body);
  },
  nothing: () => undefined,
};

exports.GET = (context) => ways[context.params.kind](context);
