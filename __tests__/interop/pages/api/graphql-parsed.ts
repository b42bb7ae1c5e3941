// The same behind the body parser of API routes.
import { createYoga } from 'graphql-yoga';
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';
import { schema } from '../../graphql-schema';

export default createYoga<{ req: NextApiRequest; res: NextApiResponse }>({
  schema,
  graphqlEndpoint: '/api/graphql-parsed',
  logging: false,
});
