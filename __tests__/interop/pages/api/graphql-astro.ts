// GraphQL Yoga as an Astro endpoint.
import { createYoga } from 'graphql-yoga';
import type { APIRoute } from 'express-pages-api';
import { schema } from '../../graphql-schema';

const yoga = createYoga({ schema, graphqlEndpoint: '/api/graphql-astro', logging: false });

const handle: APIRoute = async ({ request }) => yoga.fetch(request);

export { handle as GET, handle as POST, handle as OPTIONS };
