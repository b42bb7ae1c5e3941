import { createSchema } from 'graphql-yoga';

export const schema = createSchema<any>({
  typeDefs: /* GraphQL */ `
    type Query {
      greeting(name: String!): String!
      agent: String
    }
    type Mutation {
      reverse(text: String!): String!
      readFile(file: File!): String!
    }
    type Subscription {
      countdown(from: Int!): Int!
    }
    scalar File
  `,
  resolvers: {
    Query: {
      greeting: (_root, { name }: { name: string }) => `Hello, ${name}`,
      agent: (_root, _args, { request }: { request: Request }) => request.headers.get('user-agent'),
    },
    Mutation: {
      reverse: (_root, { text }: { text: string }) => [...text].reverse().join(''),
      readFile: (_root, { file }: { file: File }) => file.text(),
    },
    Subscription: {
      countdown: {
        async *subscribe(_root: unknown, { from }: { from: number }) {
          for (let i = from; i >= 0; i--) {
            await Promise.resolve();
            yield { countdown: i };
          }
        },
      },
    },
  },
});
