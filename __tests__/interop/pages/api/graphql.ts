// As GraphQL Yoga's documentation writes a Next.js API route.
import { createYoga } from 'graphql-yoga';
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';
import { schema } from '../../graphql-schema';

export const config = {
  api: {
    // Disable body parsing (required for file uploads)
    bodyParser: false,
  },
};

export default createYoga<{ req: NextApiRequest; res: NextApiResponse }>({
  schema,
  graphqlEndpoint: '/api/graphql',
  logging: false,
});
